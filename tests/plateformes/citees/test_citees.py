"""Platforms named by a report: proposals with source and year, entered once, never published."""

from datetime import date

import pytest

from acteurs.referentiels import charger as charger_themes
from plateformes.models import Chiffre, Plateforme, Proposition
from plateformes.propositions_citees import charger_citees

pytestmark = pytest.mark.django_db


@pytest.fixture
def _citees():
    charger_themes()
    assert charger_citees().crees == 36


@pytest.mark.usefixtures("_citees")
def test_all_are_proposals_with_source_and_year():
    fiches = Plateforme.objects.all()
    assert {f.statut for f in fiches} == {"proposee"}
    assert {f.source_annee for f in fiches} == {2017}
    assert all("Sharitories" in f.source for f in fiches)
    assert not Plateforme.objects.publiees().exists()
    assert Proposition.objects.filter(nature="nouvelle", etat="attente").count() == 36


@pytest.mark.usefixtures("_citees")
def test_figures_keep_what_the_report_says():
    smiile = Plateforme.objects.get(code="smiile")
    assert smiile.national
    assert list(smiile.thematiques.values_list("code", flat=True)) == ["proximite-solidarite"]
    chiffre = smiile.chiffres.get()
    assert (chiffre.valeur, chiffre.grandeur, chiffre.date) == (250000, "usagers", date(2017, 1, 1))
    assert Plateforme.objects.get(code="peerby").annee_creation == 2012
    assert Chiffre.objects.get(plateforme__code="ekosea", valeur=30).date == date(2016, 1, 1)
    assert "(plus de)" in Chiffre.objects.get(plateforme__code="france-barter", valeur=750).libelle


@pytest.mark.usefixtures("_citees")
def test_loading_again_leaves_decisions_alone(client):
    Plateforme.objects.filter(code="airbnb").update(statut="retiree", motif="Capitalistique.")
    Plateforme.objects.filter(code="smiile").update(nom="Smiile renommée")
    assert charger_citees().crees == 0
    assert Plateforme.objects.get(code="airbnb").statut == "retiree"
    assert Plateforme.objects.get(code="smiile").nom == "Smiile renommée"
    assert Plateforme.objects.count() == 36
    assert client.get("/plateformes/smiile/nature/").status_code == 404
