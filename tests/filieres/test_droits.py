"""Who may do what with a filière: every role × every action × every visibility and state."""

import pytest

from tests.fabriques import (
    make_filiere,
    make_membre_filiere,
    make_organisation,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db

ACTIONS = ("voir", "lire_prive", "modifier", "proposer", "piloter", "copier")
TABLE = {
    "pilote": {"voir", "lire_prive", "modifier", "proposer", "piloter", "copier"},
    "agent": {"voir", "lire_prive", "modifier", "proposer", "copier"},
    "structure": {"voir", "lire_prive", "proposer", "copier"},
    "lecteur": {"voir", "lire_prive", "copier"},
    "voisin": set(),
    "passant": set(),
}
"""On a filière of its members only; « voisin » writes for another organisation, « passant » is
not signed in."""
ECRITURE = {"modifier", "proposer"}


def _attendu(role, action, visibilite, statut, par_le_lien):
    droits = set(TABLE[role])
    if visibilite == "public" or (visibilite == "lien" and par_le_lien):
        droits |= {"voir"} if role == "passant" else {"voir", "copier"}
    if statut == "archivee":
        droits -= ECRITURE
    return action in droits


@pytest.fixture
def gens():
    from django.contrib.auth.models import AnonymousUser

    tous = {role: make_utilisateur() for role in TABLE if role != "passant"}
    make_organisation(*tous.values())
    return {**tous, "passant": AnonymousUser()}


@pytest.mark.parametrize("visibilite", ["membres", "lien", "public"])
@pytest.mark.parametrize("statut", ["en_cours", "archivee"])
@pytest.mark.parametrize("par_le_lien", [False, True])
def test_every_role_action_visibility(gens, visibilite, statut, par_le_lien):
    filiere = make_filiere(visibilite=visibilite, statut=statut)
    for role in ("pilote", "agent", "structure", "lecteur"):
        make_membre_filiere(filiere, gens[role], role)
    if par_le_lien:
        filiere.jeton_presente = filiere.jeton
    for role, qui in gens.items():
        for action in ACTIONS:
            attendu = _attendu(role, action, visibilite, statut, par_le_lien)
            assert qui.has_perm(f"filieres.{action}", filiere) is attendu, (role, action)


def test_examples_are_read_by_everybody_and_written_by_nobody(gens, client):
    exemple = make_filiere(exemple=True)
    for role, qui in gens.items():
        permis = {a for a in ACTIONS if qui.has_perm(f"filieres.{a}", exemple)}
        lire = {"voir", "lire_prive"}
        assert permis == (lire if role == "passant" else lire | {"copier"}), role


def test_creating_takes_writing_for_the_organisation(gens):
    lecteur, membre = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(membre)
    make_organisation(lecteur)
    assert membre.has_perm("filieres.creer", organisation)
    assert not lecteur.has_perm("filieres.creer", organisation)
    assert not membre.has_perm("filieres.creer", None)
    assert not gens["passant"].has_perm("filieres.creer", organisation)


def test_the_reading_link_opens_for_the_session_until_it_is_renewed(client):
    filiere = make_filiere(visibilite="lien")
    adresse = f"/filieres/{filiere.reference}/"
    assert client.get(adresse)["Location"].startswith("/comptes/login/")
    reponse = client.get(f"/filieres/lien/{filiere.jeton}/")
    assert reponse["Location"] == adresse
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert filiere.nom in client.get(adresse).content.decode()
    filiere.jeton = "un-autre-jeton"
    filiere.save()
    assert client.get(adresse).status_code == 302
    filiere.visibilite = "membres"
    filiere.save()
    assert client.get("/filieres/lien/un-autre-jeton/").status_code == 404


def test_private_ones_say_nothing_to_strangers(client):
    filiere = make_filiere()
    for adresse in (f"/filieres/{filiere.reference}/", "/filieres/inconnue/"):
        assert client.get(adresse)["Location"] == f"/comptes/login/?next={adresse}"
    client.force_login(make_utilisateur())
    assert client.get(f"/filieres/{filiere.reference}/").status_code == 404


def test_old_addresses_of_examples_still_lead_there(client):
    make_filiere(exemple=True, code="saugues-laine")
    client.force_login(make_utilisateur())
    reponse = client.get("/filieres/saugues-laine/")
    assert reponse.status_code == 301
    assert reponse["Location"] == "/filieres/exemples/saugues-laine/"
