"""Opening a filière in three steps, all in the address."""

import pytest

from filieres.models import Filiere
from filieres.rattachements import Depart, Rattachement, _rattachements, enregistrer_rattachement
from territoires.services.adoption import adopter
from tests.fabriques import (
    make_commune,
    make_filiere,
    make_maillon,
    make_organisation,
    make_position,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
CREER = "/filieres/creer/"


@pytest.fixture
def agent(client):
    qui = make_utilisateur()
    make_organisation(qui)
    client.force_login(qui)
    return qui


@pytest.fixture
def territoire(agent):
    territoire = make_territoire(make_commune(), nom="Pays du Coquelicot")
    adopter(organisation=agent.organisations.get(), territoire=territoire, par=agent)
    return territoire


def _donnees(agent, **autres):
    return {
        "nom": "Réemploi du Coquelicot",
        "theme": "reemploi",
        "conception": "chaine-de-valeur",
        "organisation": agent.organisations.get().pk,
        **autres,
    }


def test_three_steps_from_nothing(client, agent, territoire):
    assert "Étape 1 sur 3" in client.get(CREER).content.decode()
    assert "Pays du Coquelicot" in client.get(CREER, {"depart": "vide"}).content.decode()
    assert (
        "Aucun territoire"
        in client.get(CREER, {"depart": "vide", "q": "introuvable"}).content.decode()
    )
    adresse = f"{CREER}?depart=vide&territoire={territoire.nature}/{territoire.code}"
    assert "Étape 3 sur 3" in client.get(adresse).content.decode()
    assert client.post(adresse, _donnees(agent, nom="")).status_code == 422
    reponse = client.post(adresse, _donnees(agent, vision="Zéro jetable"))
    filiere = Filiere.objects.get()
    assert reponse["Location"] == f"/filieres/{filiere.reference}/maillons/"
    assert (filiere.territoire, filiere.vision) == (territoire, "Zéro jetable")
    assert agent.has_perm("filieres.piloter", filiere)


def test_from_an_example_and_from_ones_own(client, agent, territoire):
    exemple = make_filiere(exemple=True, theme="textile", code="laine-d-essai")
    make_position(make_maillon(exemple, intitule="Filage"))
    lieu = f"territoire={territoire.nature}/{territoire.code}"
    adresse = f"{CREER}?depart=laine-d-essai&{lieu}"
    page = client.get(adresse).content.decode()
    assert '<option value="textile" selected>' in page
    assert "Reprendre aussi" not in page
    client.post(adresse, _donnees(agent, theme="textile"))
    copie = Filiere.objects.vivantes().get()
    assert copie.maillons.get().intitule == "Filage"
    assert not copie.maillons.get().positions.exists()
    make_position(copie.maillons.get())
    assert copie.nom in client.get(CREER).content.decode()
    adresse = f"{CREER}?depart={copie.reference}&{lieu}"
    assert "Reprendre aussi" in client.get(adresse).content.decode()
    client.post(adresse, _donnees(agent, nom="Encore", tout="on"))
    assert Filiere.objects.get(nom="Encore").maillons.get().positions.count() == 1
    privee = make_filiere()
    assert client.get(CREER, {"depart": privee.reference})["Location"] == CREER


def test_from_something_above(client, agent, territoire):
    faits = []
    depart = Depart("abc", "Notre démarche", territoire, choix=(("e1", "Trop de déchets"),))
    enregistrer_rattachement(
        Rattachement(
            "essai", "un essai", "Lesquels ?", lambda _: [depart],
            lambda _, ref: depart if ref == "abc" else None,
            lambda filiere, ref, choix, _: faits.append((filiere, ref, choix)),
            lambda *_: [],
        )
    )  # fmt: skip
    try:
        assert "Notre démarche" in client.get(CREER).content.decode()
        page = client.get(f"{CREER}?depart=essai:abc").content.decode()
        assert "Trop de déchets" in page
        client.post(f"{CREER}?depart=essai:abc", _donnees(agent, choix=["e1"]))
        assert faits == [(Filiere.objects.get(), "abc", ["e1"])]
        assert client.get(f"{CREER}?depart=essai:inconnu").status_code == 302
    finally:
        del _rattachements["essai"]


def test_without_an_organisation_one_is_told_to_join(client):
    client.force_login(make_utilisateur())
    assert "d’abord une organisation" in client.get(CREER).content.decode()
