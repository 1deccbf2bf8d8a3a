"""Every address of the site, asked by everyone: the answers are those of ``matrice``."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.vues_publiques import VUES_PUBLIQUES
from tests.securite.matrice import MATRICE, Acces
from tests.securite.monde import ROLES, Monde, batir

CONNEXION = reverse("account_login")


def parcourir(resolveur: Any = None, espace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Walk the resolver: (full name, pattern); the name of an unnamed pattern is empty."""
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLResolver):
            suite = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from parcourir(motif, suite)
        else:
            yield (f"{espace}{motif.name}" if motif.name else ""), motif


NOMS = {nom for nom, _ in parcourir() if nom}
DE_L_ADMIN = {nom for nom in NOMS if nom.startswith("admin:")}


def groupe(nom: str) -> str:
    return nom.partition(":")[0] if ":" in nom else nom.partition("_")[0]


def lire(reponse: Any) -> str:
    """Say an answer with the words of the table."""
    if reponse.status_code in {301, 302, 303}:
        return "L" if reponse["Location"].startswith(CONNEXION) else "302"
    if reponse.status_code in {200, 204, 304, 400, 409, 422}:
        return "ok"
    return str(reponse.status_code)


def convient(attendu: str, obtenu: str) -> bool:
    return obtenu == attendu or (attendu, obtenu) in {("ok", "302"), ("302", "L")}


def demander(
    monde: Monde, role: str, methode: str, url: str, saisie: dict[str, Any] | None = None
) -> str:
    """Ask, and undo whatever it did."""
    with transaction.atomic():
        reponse = getattr(monde.clients[role], methode)(url, saisie or {})
        obtenu = lire(reponse)
        transaction.set_rollback(True)
    return obtenu


@pytest.fixture
def monde(db: None, settings: Any) -> Monde:
    settings.ACCOUNT_RATE_LIMITS = False
    return batir()


def test_every_address_is_in_the_table() -> None:
    """A new address needs its line in tests/securite/matrice/, and a gone one loses it."""
    attendus = NOMS - DE_L_ADMIN
    assert attendus - set(MATRICE) == set(), "add a line to MATRICE"
    assert set(MATRICE) - attendus == set(), "this line names no address any more"


def test_the_public_list_and_the_table_agree() -> None:
    """What anonymous visitors may reach is exactly what vues_publiques.py lists."""
    ouvertes = {nom for nom, acces in MATRICE.items() if acces.reponses.split()[0] != "L"}
    assert ouvertes == VUES_PUBLIQUES & NOMS


@pytest.mark.parametrize("nom_groupe", sorted({groupe(nom) for nom in MATRICE}))
def test_everyone_gets_the_answer_of_the_table(monde: Monde, nom_groupe: str) -> None:
    ecarts = []
    for nom, acces in MATRICE.items():
        if groupe(nom) != nom_groupe:
            continue
        ecarts += comparer(monde, nom, acces)
    assert not ecarts, "\n".join(ecarts)


def reponses_de(acces: Acces) -> list[str]:
    """Return one answer per role: those a line leaves out are the élue's."""
    reponses = acces.reponses.split()
    elue = reponses[ROLES.index("elu")]
    return reponses + [elue] * (len(ROLES) - len(reponses))


def comparer(monde: Monde, nom: str, acces: Acces) -> Iterator[str]:
    url = reverse(nom, args=monde.objets[acces.objet])
    autre = "get" if acces.methode == "post" else "post"
    for role, attendu in zip(ROLES, reponses_de(acces), strict=True):
        obtenu = demander(monde, role, acces.methode, url, monde.saisies[acces.saisie])
        if not convient(attendu, obtenu):
            yield f"{acces.methode} {nom} as {role}: {obtenu} instead of {attendu}"
        if attendu in {"L", "403", "404"}:
            obtenu = demander(monde, role, autre, url, monde.saisies[acces.saisie])
            if obtenu not in {"L", "403", "404", "405"}:
                yield f"{autre} {nom} as {role}: {obtenu}, though {acces.methode} is {attendu}"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "operateur"])
def test_the_operators_site_is_closed_to_others(monde: Monde, role: str) -> None:
    ouvertes = []
    for nom, motif in parcourir():
        if nom not in DE_L_ADMIN:
            continue
        arguments = dict.fromkeys(motif.pattern.converters, "1")
        if nom == "admin:app_list":
            arguments = {"app_label": "comptes"}
        url = reverse(nom, kwargs=arguments)
        ouvertes += [
            f"{methode} {nom}"
            for methode in ("get", "post")
            if demander(monde, role, methode, url) == "ok"
        ]
    assert not ouvertes


@pytest.mark.parametrize("role", ["etranger", "pilote"])
def test_staff_without_a_second_factor_stay_out(monde: Monde, role: str) -> None:
    from comptes.models import Utilisateur

    Utilisateur.objects.filter(nom=role).update(is_staff=True, is_superuser=True)
    assert demander(monde, role, "get", reverse("admin:index")) == "302"
    assert demander(monde, role, "get", reverse("admin:comptes_utilisateur_changelist")) == "302"
    assert demander(monde, "operateur", "get", reverse("admin:index")) == "ok"


def test_unnamed_addresses_are_allauth_s_old_redirects_and_ask_to_sign_in(monde: Monde) -> None:
    anciennes = [str(motif.pattern) for nom, motif in parcourir() if not nom]
    for chemin in anciennes:
        if chemin.startswith("social/"):
            assert demander(monde, "anonyme", "get", f"/comptes/{chemin}") == "L"
    assert all(c.startswith("social/") or "(?P<url>" in c or "object_id" in c for c in anciennes)


def test_an_unknown_address_says_nothing_to_visitors(monde: Monde) -> None:
    assert demander(monde, "anonyme", "get", "/rien/du/tout/") == "404"
