"""Pairs of entries that look alike: found in the background, decided by people."""

import pytest
from django.urls import reverse

from acteurs.services.fusion import merge_acteurs
from comptes.models import Organisation
from moderation.models import DoublonPossible, RechercheDoublons
from moderation.services import recherche_doublons
from moderation.services.doublons import mark_actors_distincts
from moderation.services.recherche_doublons import (
    candidats_de,
    launch_recherche,
    search_at_night,
)
from socle.travaux import executer
from tests.fabriques import make_acteur, make_commune, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def curatrice():
    personne = make_utilisateur()
    make_organisation(personne, nature=Organisation.Nature.RESEAU_ESS)
    return personne


@pytest.fixture
def albert():
    return make_commune("80016", nom="Albert")


def chercher():
    travail = RechercheDoublons.objects.create()
    assert executer(travail)
    travail.refresh_from_db()
    assert travail.etat == "termine"
    return travail


def paires():
    return set(DoublonPossible.objects.values_list("premier", "second"))


def test_pairs_are_found_everywhere_and_forgotten_when_they_are_none_any_more(albert):
    un = make_acteur(nom="Régie des quartiers", commune=albert)
    deux = make_acteur(nom="Association Régie de quartier", commune=albert)
    ailleurs = make_acteur(nom="Autre", rna="W802003456")
    loin = make_acteur(nom="Encore autre", rna="W802003456", commune=albert)
    make_acteur(nom="Régie des quartiers", statut="archive", commune=albert)
    travail = chercher()
    assert paires() == {(un.pk, deux.pk), (ailleurs.pk, loin.pk)}
    assert travail.bilan["paires"] == 2
    loin.rna = ""
    loin.save()
    chercher()
    assert paires() == {(un.pk, deux.pk)}


def test_what_people_said_distinct_is_not_asked_again(albert, curatrice):
    un, deux = (make_acteur(nom="Les Jardins", commune=albert) for _ in range(2))
    chercher()
    mark_actors_distincts(un=deux, autre=un, par=curatrice)
    chercher()
    assert not DoublonPossible.objects.a_examiner().exists()
    assert DoublonPossible.objects.get().decide_par == curatrice
    assert candidats_de(un) == []


def test_a_killed_search_goes_on_from_where_it_was(albert, monkeypatch):
    make_acteur(nom="Les Jardins", commune=albert)
    make_acteur(nom="Les Jardins", commune=albert)
    travail = RechercheDoublons.objects.create()

    def tuer(_):
        raise SystemExit

    monkeypatch.setitem(recherche_doublons._ETAPES, "contacts", tuer)
    with pytest.raises(SystemExit):
        executer(travail)
    travail.refresh_from_db()
    faites = travail.avancement["faites"]
    assert faites > 1
    assert len(paires()) == 1
    monkeypatch.undo()
    lus = []
    monkeypatch.setattr(recherche_doublons, "_dans_un_departement", lus.append)
    RechercheDoublons.objects.filter(pk=travail.pk).update(etat="en_attente", jeton=None)
    travail.refresh_from_db()
    executer(travail)
    assert lus == []
    assert len(paires()) == 1


def test_the_night_looks_again_only_when_the_directory_changed():
    assert search_at_night()
    travail = RechercheDoublons.objects.get()
    assert launch_recherche() == travail  # one at a time
    executer(travail)
    assert not search_at_night()
    make_acteur()
    assert search_at_night()


def test_a_pair_leaves_the_list_once_joined_and_a_chosen_entry_finds_its_like(albert):
    un, deux = (make_acteur(nom="Les Jardins", commune=albert) for _ in range(2))
    chercher()
    assert [(a, r) for a, _, r in candidats_de(un)] == [(deux, ["nom", "commune"])]
    merge_acteurs(survivant=un, absorbe=deux)
    assert not DoublonPossible.objects.a_examiner().exists()


def test_the_list_says_why_and_deciding_can_be_undone(client, curatrice, albert):
    for _ in range(2):
        make_acteur(nom="Les Jardins", commune=albert)
    chercher()
    paire = DoublonPossible.objects.get()
    client.force_login(curatrice)
    page = client.get(reverse("moderation:doublons")).content.decode()
    assert "Même nom" in page
    assert "Comparer et réunir" in page
    vide = client.get(reverse("moderation:doublons"), {"raison": "site"}).content.decode()
    assert "Aucune paire ne correspond" in vide
    reponse = client.post(
        reverse("moderation:doublons_decision"),
        {"decision": "distincts", "paire": [paire.reference], "retour": "//ailleurs.example"},
    )
    assert reponse["Location"] == f"/moderation/doublons/?defaire={paire.reference}"
    page = client.get(reponse["Location"]).content.decode()
    assert "Remettre à examiner" in page
    assert "Aucun doublon en vue" in page
    client.post(reverse("moderation:doublons_decision"), {"decision": f"rouvrir:{paire.reference}"})
    paire.refresh_from_db()
    assert (paire.etat, paire.decide_par) == ("a_examiner", None)


def test_three_pairs_cost_no_more_than_one(
    client, curatrice, albert, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(curatrice)
    adresse = reverse("moderation:doublons")
    for _ in range(2):
        make_acteur(nom="Les Jardins", commune=albert)
    chercher()
    client.get(adresse)
    with django_assert_max_num_queries(20) as une:
        client.get(adresse)
    for nom in ("La Roue", "Le Potager"):
        for _ in range(2):
            make_acteur(nom=nom, commune=albert)
    chercher()
    with django_assert_num_queries(len(une)):
        client.get(adresse)
