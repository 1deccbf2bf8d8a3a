import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from plateformes import tasks
from plateformes.models import Plateforme, ReglagesReseau
from plateformes.services import liens_morts
from plateformes.services.fraicheur import rappeler_relectures
from tests.fabriques import make_plateforme
from tests.plateformes.monde import batir


@pytest.mark.django_db
def test_networks_are_told_once_a_month_of_entries_nobody_confirmed():
    ancienne, gens = batir("publiee", nom="Ancienne", revue_le=timezone.now() - timedelta(days=400))
    make_plateforme(nom="Récente", reseau=ancienne.reseau, revue_le=timezone.now())
    make_plateforme(
        nom="Brouillon", statut="brouillon", reseau=ancienne.reseau,
        revue_le=timezone.now() - timedelta(days=400),
    )  # fmt: skip
    assert rappeler_relectures() == 1
    assert {m.to[0] for m in mail.outbox} == {gens["membre"].email, gens["administration"].email}
    assert all(len(m.to) == 1 for m in mail.outbox)
    assert "Ancienne" in mail.outbox[0].body
    assert "Récente" not in mail.outbox[0].body
    assert rappeler_relectures() == 0
    assert rappeler_relectures(timezone.now() + timedelta(days=31)) == 1
    ReglagesReseau.objects.create(reseau=ancienne.reseau, mois_avant_revue=24)
    assert rappeler_relectures(timezone.now() + timedelta(days=70)) == 0


class _Site(BaseHTTPRequestHandler):
    demandes: list[tuple[str, str]] = []

    def do_HEAD(self):
        self.demandes.append((self.command, self.path))
        codes = {"/absente": 404, "/panne": 503, "/refus": 403}
        if self.path == "/boucle":
            self.send_response(302)
            self.send_header("Location", "/boucle")
        elif self.path == "/dedans":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/secret")
        else:
            self.send_response(codes.get(self.path, 200))
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """A local site that stands for « site.example », whose address is told public."""
    serveur = HTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    vrai = liens_morts.resoudre
    monkeypatch.setattr(
        liens_morts,
        "resoudre",
        lambda adresse: ["127.0.0.1"] if adresse.hote == "site.example" else vrai(adresse),
    )
    monkeypatch.setattr(liens_morts, "_PORTS", {"http": serveur.server_port, "https": 443})
    _Site.demandes.clear()
    yield "http://site.example"
    serveur.shutdown()
    serveur.server_close()


@pytest.mark.parametrize(
    ("chemin", "repond", "detail"),
    [
        ("/", True, "200"),
        ("/refus", True, "403"),
        ("/absente", False, "404"),
        ("/panne", False, "503"),
        ("/boucle", False, "redirections"),
        ("/dedans", False, "nommer un hôte"),
    ],
)
def test_a_site_is_asked_with_heads_only(site, chemin, repond, detail):
    verdict = liens_morts.visiter(f"{site}{chemin}")
    assert (verdict.repond, detail in verdict.detail) == (repond, True)
    assert {methode for methode, _ in _Site.demandes} == {"HEAD"}


@pytest.mark.parametrize(
    "adresse",
    [
        "ftp://site.example/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "https://site.example:8443/",
        "http://moi:secret@site.example/",
        "file:///etc/passwd",
    ],
)
def test_only_public_web_addresses_are_asked(adresse, monkeypatch):
    def interdit(*args, **kwargs):
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(liens_morts.socket, "create_connection", interdit)
    assert not liens_morts.visiter(adresse).repond


def test_a_host_that_leads_inside_is_not_contacted(monkeypatch):
    monkeypatch.setattr(
        "acteurs.services.adresses.socket.getaddrinfo",
        lambda *a, **k: [(2, 1, 6, "", ("192.168.1.4", 443))],
    )
    verdict = liens_morts.visiter("https://interne.example/")
    assert "réseau privé" in verdict.detail


@pytest.mark.django_db
def test_a_site_is_told_dead_after_three_visits_days_apart(monkeypatch, settings):
    settings.EN_LIGNE = True
    plateforme = make_plateforme(site="https://partage.coop")
    make_plateforme(site="https://brouillon.coop", statut="brouillon")
    verdicts = iter([False, False, False, True])
    vus = []

    def visiter(adresse):
        vus.append(adresse)
        return liens_morts.Verdict(repond=next(verdicts), detail="pas de réponse")

    monkeypatch.setattr(liens_morts, "visiter", visiter)
    etats = []
    for _ in range(4):
        assert tasks.verifier_liens() == 1
        assert tasks.verifier_liens() == 0
        Plateforme.objects.update(lien_verifie_le=timezone.now() - timedelta(days=7))
        plateforme.refresh_from_db()
        etats.append((plateforme.lien_etat, plateforme.lien_echecs))
    assert etats == [("", 1), ("", 2), ("mort", 3), ("ok", 0)]
    assert set(vus) == {"https://partage.coop"}
    assert plateforme.history.count() == 1


@pytest.mark.django_db
def test_a_server_that_stays_in_visits_nothing(settings):
    settings.EN_LIGNE = False
    make_plateforme(site="https://partage.coop")
    assert tasks.verifier_liens() == 0
