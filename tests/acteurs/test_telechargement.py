"""The server fetches nothing a user chose: exact list, https, public hosts, bounded."""

import io
import socket
import ssl

import pytest
from hypothesis import given
from hypothesis import settings as reglages_hypothesis
from hypothesis import strategies as st

from acteurs.services import adresses, telechargement
from acteurs.services.adresses import (
    AdresseRefusee,
    exiger_autorisee,
    lire_adresse,
    resoudre,
    toutes_publiques,
)
from acteurs.services.telechargement import TelechargementImpossible, telecharger
from tests.acteurs.serveur_fichiers import HOTE, ServeurFichiers

LISTE = ["https://donnees.exemple.fr/acteurs/", "https://autre.exemple.fr/liste.csv"]


@pytest.fixture
def autorisees(settings):
    settings.SOURCES_AUTORISEES = [
        *LISTE,
        "http://clair.exemple.fr/",
        "https://10.0.0.1/",
        "n’importe",
    ]


# ── The list ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "adresse",
    [
        "https://donnees.exemple.fr/acteurs/a.csv",
        "https://donnees.exemple.fr/acteurs/2026/a.csv?x=1&y=%C3%A9",
        "https://DONNEES.exemple.fr:443/acteurs/a.csv",
        "https://autre.exemple.fr/liste.csv",
        "https://autre.exemple.fr/liste.csv?format=csv",
    ],
)
def test_what_falls_under_a_prefix_is_allowed(autorisees, adresse):
    assert exiger_autorisee(adresse).hote.endswith(".exemple.fr")


@pytest.mark.parametrize(
    "adresse",
    [
        "",
        "https://donnees.exemple.fr/",
        "https://donnees.exemple.fr/acteurs",
        "https://donnees.exemple.fr/acteurs-prives/a.csv",
        "https://autre.exemple.fr/liste.csv.bak",
        "https://autre.exemple.fr/liste.csv%00",
        "https://donnees.exemple.fr.attaque.fr/acteurs/a.csv",
        "https://attaque.fr/donnees.exemple.fr/acteurs/a.csv",
        "https://donnees.exemple.fr@attaque.fr/acteurs/a.csv",
        "https://x:y@donnees.exemple.fr/acteurs/a.csv",
        "https://attaque.fr#@donnees.exemple.fr/acteurs/a.csv",
        "https://attaque.fr\\@donnees.exemple.fr/acteurs/a.csv",
        "https://donnees.exemple.fr:8443/acteurs/a.csv",
        "https://donnees.exemple.fr:99999/acteurs/a.csv",
        "https://donnees.exemple.fr:x/acteurs/a.csv",
        "https://donnees.exemple.fr/acteurs/../prive/a.csv",
        "https://donnees.exemple.fr/acteurs/%2e%2e/prive/a.csv",
        "https://donnees.exemple.fr/acteurs/%252e%252e/prive/a.csv",
        "https://donnees.exemple.fr/acteurs/..%2fprive/a.csv",
        "https://donnees.exemple.fr/acteurs/..%5cprive/a.csv",
        "https://donnees.exemple.fr/acteurs/a\r\nHost: attaque.fr",
        "https://donnees.exemple.fr/acteurs/%0d%0aHost:attaque.fr",
        "https://donnees.exemple.fr/acteurs/a b.csv",
        "https://donnees.exemple.fr/acteurs/é.csv",
        " https://donnees.exemple.fr/acteurs/a.csv",
        "https://donnees.exemple.fr/acteurs/a.csv\n",
        "https://donnees.exemple.fr/acteurs/a.csv#x",
        "http://donnees.exemple.fr/acteurs/a.csv",
        "HTTPS://donnees.exemple.fr/acteurs/a.csv",
        "//donnees.exemple.fr/acteurs/a.csv",
        "file:///etc/passwd",
        "ftp://donnees.exemple.fr/acteurs/a.csv",
        "https:///acteurs/a.csv",
        "https://10.0.0.1/x",
        "https://clair.exemple.fr/x",
        "https://donnees.exemple.fr./acteurs/a.csv",
        "https://donnees.exemple.fr/acteurs/" + "a" * 500,
    ],
)
def test_anything_else_is_refused(autorisees, adresse):
    with pytest.raises(AdresseRefusee):
        exiger_autorisee(adresse)


@pytest.mark.parametrize(
    "hote",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]",
        "[::ffff:127.0.0.1]", "localhost", "0", "0x7f.1", "a..b", "-a.fr", "a-.fr", "127.0.0.1.",
    ],
)  # fmt: skip
def test_an_address_names_a_host(settings, hote):
    settings.SOURCES_AUTORISEES = [f"https://{hote}/"]
    with pytest.raises(AdresseRefusee):
        exiger_autorisee(f"https://{hote}/a.csv")


def test_no_list_allows_nothing(settings):
    settings.SOURCES_AUTORISEES = []
    with pytest.raises(AdresseRefusee):
        exiger_autorisee("https://donnees.exemple.fr/a.csv")


@reglages_hypothesis(deadline=None, max_examples=300)
@given(
    st.text(max_size=80), st.sampled_from(["", "https://", LISTE[0], "https://donnees.exemple.fr"])
)
def test_whatever_is_typed_stays_under_the_list(suite, debut):
    """What is accepted has exactly the host and the path of a prefix, and no « .. »."""
    with pytest.MonkeyPatch.context() as m:
        m.setattr(adresses.settings, "SOURCES_AUTORISEES", LISTE, raising=False)
        try:
            lue = exiger_autorisee(debut + suite)
        except AdresseRefusee:
            return
    assert str(lue).startswith(tuple(LISTE))
    assert ".." not in lue.chemin.split("/")
    assert not set(str(lue)) & set("\r\n\0\\# ")


# ── The network ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "fec0::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1", "100::1", "n’importe",
    ],
)  # fmt: skip
def test_private_addresses_are_refused(ip):
    assert not toutes_publiques([ip])


def test_public_addresses_are_accepted():
    assert toutes_publiques(["8.8.8.8", "2a01:e0a::1", "185.199.108.153"])


def repondre(monkeypatch, *ips):
    def getaddrinfo(hote, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(adresses.socket, "getaddrinfo", getaddrinfo)


def test_one_private_address_among_others_is_enough_to_refuse(monkeypatch):
    repondre(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(AdresseRefusee, match="réseau privé"):
        resoudre(lire_adresse("https://donnees.exemple.fr/a"))
    repondre(monkeypatch, "8.8.8.8", "8.8.8.8")
    assert resoudre(lire_adresse("https://donnees.exemple.fr/a")) == ["8.8.8.8"]
    repondre(monkeypatch)
    with pytest.raises(AdresseRefusee):
        resoudre(lire_adresse("https://donnees.exemple.fr/a"))


# ── Real exchanges ──────────────────────────────────────────────────────────
@pytest.fixture
def serveur(tmp_path, settings, monkeypatch):
    """A server whose name resolves to the loopback, which is taken for a public address here."""
    serveur = ServeurFichiers(tmp_path)
    settings.SOURCES_AUTORISEES = [f"{serveur.adresse}ouvert/"]
    settings.SOURCES_DELAI_S = 2
    contexte = telechargement.contexte_tls()
    contexte.load_verify_locations(cadata=serveur.certificat.decode())
    monkeypatch.setattr(telechargement, "contexte_tls", lambda: contexte)
    monkeypatch.setattr(adresses, "toutes_publiques", lambda ips: set(ips) == {"127.0.0.1"})
    repondre(monkeypatch, "127.0.0.1")
    yield serveur
    serveur.arreter()


def recevoir(serveur, chemin="ouvert/a.csv", taille=1000):
    sortie = io.BytesIO()
    telecharger(serveur.adresse + chemin, sortie, taille)
    return sortie.getvalue()


def test_a_file_is_received(serveur):
    serveur.donner("/ouvert/a.csv?v=1", b"nom\nA\n")
    assert recevoir(serveur, "ouvert/a.csv?v=1") == b"nom\nA\n"
    ((_, entetes),) = serveur.demandes
    assert entetes["Host"] == f"{HOTE}:{serveur.port}"
    assert not {"Authorization", "Cookie"} & entetes.keys()


def test_the_environment_s_proxy_is_not_used(serveur, monkeypatch):
    for nom in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(nom, "http://127.0.0.1:1")
    serveur.donner("/ouvert/a.csv", b"nom\nA\n")
    assert recevoir(serveur) == b"nom\nA\n"


def test_loopback_is_refused_when_it_is_not_taken_for_public(serveur, monkeypatch):
    monkeypatch.setattr(adresses, "toutes_publiques", toutes_publiques)
    serveur.donner("/ouvert/a.csv", b"x")
    with pytest.raises(AdresseRefusee, match="réseau privé"):
        recevoir(serveur)
    assert not serveur.demandes


def test_a_name_that_changes_its_mind_leads_nowhere(serveur, monkeypatch):
    """The connection goes to the address that was checked; the name is asked only once."""
    appels = []

    def getaddrinfo(hote, port, *args, **kwargs):
        if hote == HOTE:
            appels.append(hote)
        ip = "127.0.0.1" if hote != HOTE or len(appels) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(adresses.socket, "getaddrinfo", getaddrinfo)
    serveur.donner("/ouvert/a.csv", b"nom\nA\n")
    assert recevoir(serveur) == b"nom\nA\n"
    assert appels == [HOTE]


def test_redirections_stay_under_the_list(serveur):
    serveur.donner("/ouvert/b.csv", b"nom\nB\n")
    serveur.rediriger("/ouvert/a.csv", "b.csv")
    assert recevoir(serveur) == b"nom\nB\n"


@pytest.mark.parametrize(
    "vers",
    [
        "/prive/b.csv", "../prive/b.csv", "https://attaque.exemple.fr/x", "http://{hote}/ouvert/b.csv",
        "file:///etc/passwd", "https://127.0.0.1/x", "//attaque.fr/x", "https://{hote}/ouvert/%2e%2e/x",
    ],
)  # fmt: skip
def test_redirections_elsewhere_are_refused(serveur, vers):
    serveur.donner("/prive/b.csv", b"secret")
    serveur.rediriger("/ouvert/a.csv", vers.format(hote=f"{HOTE}:{serveur.port}"))
    with pytest.raises(AdresseRefusee):
        recevoir(serveur)
    assert len(serveur.demandes) == 1


def test_a_redirection_that_cannot_be_read_is_refused(serveur):
    serveur.rediriger("/ouvert/a.csv", "https://[oups")
    with pytest.raises(TelechargementImpossible, match="redirige mal"):
        recevoir(serveur)


def test_redirections_in_circles_end(serveur):
    serveur.rediriger("/ouvert/a.csv", "a.csv")
    with pytest.raises(TelechargementImpossible, match="trop de fois"):
        recevoir(serveur)
    assert len(serveur.demandes) == telechargement.REDIRECTIONS_MAX + 1


def test_announced_and_unannounced_sizes_are_bounded(serveur):
    serveur.donner("/ouvert/a.csv", b"x" * 1001)
    with pytest.raises(TelechargementImpossible, match="dépasse"):
        recevoir(serveur)
    serveur.reponses["/ouvert/a.csv"] = (200, {}, [b"x" * 600] * 5)
    with pytest.raises(TelechargementImpossible, match="dépasse"):
        recevoir(serveur)


def test_a_truncated_file_is_no_file(serveur):
    serveur.donner("/ouvert/a.csv", b"nom\nA\n", Content_Length="500")
    with pytest.raises(TelechargementImpossible):
        recevoir(serveur)


@pytest.mark.parametrize("pieces", [40, 400])
def test_a_slow_host_is_left(serveur, settings, pieces):
    settings.SOURCES_DUREE_MAX_S = 0.3
    serveur.pause = 0.05
    serveur.reponses["/ouvert/a.csv"] = (200, {}, [b"x"] * pieces)
    with pytest.raises(TelechargementImpossible, match="trop lentement"):
        recevoir(serveur)


def test_a_host_that_hangs_up_gave_no_file(serveur):
    serveur.brutal = True
    serveur.reponses["/ouvert/a.csv"] = (200, {}, [b"nom\nA\n"])
    with pytest.raises(TelechargementImpossible, match="comme il faut"):
        recevoir(serveur)


def test_a_silent_host_is_left(serveur, settings):
    settings.SOURCES_DELAI_S = 0.2
    serveur.pause = 1
    serveur.reponses["/ouvert/a.csv"] = (200, {"Content-Length": "3"}, [b"x", b"yz"])
    with pytest.raises(TelechargementImpossible, match="trop lentement"):
        recevoir(serveur)


def test_compressed_answers_and_errors_are_refused(serveur):
    serveur.donner("/ouvert/a.csv", b"x", Content_Encoding="gzip")
    with pytest.raises(TelechargementImpossible, match="compressé"):
        recevoir(serveur)
    serveur.donner("/ouvert/a.csv", b"x", statut=500)
    with pytest.raises(TelechargementImpossible, match="a répondu 500"):
        recevoir(serveur)


def test_a_certificate_nobody_vouches_for_is_refused(serveur, monkeypatch):
    monkeypatch.setattr(telechargement, "contexte_tls", ssl.create_default_context)
    serveur.donner("/ouvert/a.csv", b"x")
    with pytest.raises(TelechargementImpossible, match="ne répond pas"):
        recevoir(serveur)
    assert not serveur.demandes


def test_a_certificate_for_another_name_is_refused(serveur, settings):
    autre = f"https://autre.exemple.fr:{serveur.port}/ouvert/"
    settings.SOURCES_AUTORISEES = [autre]
    serveur.donner("/ouvert/a.csv", b"x")
    with pytest.raises(TelechargementImpossible, match="ne répond pas"):
        telecharger(f"{autre}a.csv", io.BytesIO(), 1000)
    assert not serveur.demandes


def test_production_trusts_the_system_and_nothing_else():
    contexte = telechargement.contexte_tls()
    assert contexte.check_hostname
    assert contexte.verify_mode == ssl.CERT_REQUIRED


def test_an_unreachable_host_is_said_so(serveur):
    serveur.arreter()
    with pytest.raises(TelechargementImpossible, match="ne répond pas"):
        recevoir(serveur)


def test_a_list_that_allows_nothing_is_told(settings):
    from acteurs.verifications import verifier_sources

    settings.EN_LIGNE = True
    settings.SOURCES_AUTORISEES = ["https://donnees.exemple.fr/ess/"]
    assert verifier_sources() == []
    settings.SOURCES_AUTORISEES = ["http://donnees.exemple.fr/", "donnees.exemple.fr"]
    assert [m.id for m in verifier_sources()] == ["acteurs.E001"] * 2
    settings.EN_LIGNE = False
    settings.SOURCES_AUTORISEES = ["https://donnees.exemple.fr/ess/"]
    assert [m.id for m in verifier_sources()] == ["acteurs.W001"]
