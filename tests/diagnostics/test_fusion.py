"""Duplicates: likeness, merge without loss, separation."""

import pytest
from django.core.exceptions import ValidationError

from diagnostics.models import Voix
from diagnostics.services.fusion import (
    defusionner,
    fusionner,
    proposer_doublons,
    ressemblance,
)
from diagnostics.services.voix import soutenir
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    pilote = f.make_utilisateur()
    diagnostic = f.make_diagnostic(pilote)
    ana, bob = f.make_membre(diagnostic), f.make_membre(diagnostic)
    cible = f.make_element(diagnostic, texte="Se déplacer sans voiture est difficile", auteur=ana)
    doublon = f.make_element(diagnostic, texte="Difficile de se déplacer sans voiture", auteur=bob)
    f.make_preuve(cible, texte="Enquête mobilité")
    f.make_preuve(doublon, texte="Enquête  MOBILITÉ")
    f.make_preuve(doublon, texte="Atelier du printemps")
    for personne in (pilote, ana):
        soutenir(element=cible, utilisateur=personne)
    for personne in (ana, bob):
        soutenir(element=doublon, utilisateur=personne)
    return pilote, diagnostic, ana, bob, cible, doublon


def test_fusion_garde_auteurs_voix_et_preuves(scene):
    pilote, diagnostic, ana, bob, cible, doublon = scene
    reuni = fusionner(cible=cible, doublons=[doublon], par=pilote, texte="Sans voiture, rien")
    assert reuni.texte == "Sans voiture, rien"
    assert reuni.auteur == ana
    assert list(reuni.coauteurs.all()) == [bob]
    votants = reuni.voix.values_list("utilisateur", flat=True)
    assert sorted(votants) == sorted([pilote.pk, ana.pk, bob.pk])
    assert sorted(reuni.preuves.values_list("texte", flat=True)) == [
        "Atelier du printemps",
        "Enquête mobilité",
    ]
    doublon.refresh_from_db()
    assert (doublon.etat, doublon.fusionne_dans) == ("fusionne", cible)
    assert diagnostic.matrice().total == 1
    assert diagnostic.matrice().voix == 3


def test_separation_rend_chacun_a_lui_meme(scene):
    pilote, diagnostic, _, _, cible, doublon = scene
    fusionner(cible=cible, doublons=[doublon], par=pilote)
    doublon.refresh_from_db()
    defusionner(element=doublon, par=pilote)
    matrice = diagnostic.matrice()
    assert {x.pk: x.voix for x in matrice.lignes()} == {cible.pk: 2, doublon.pk: 2}
    assert {x.pk: x.nb_preuves for x in matrice.lignes()} == {cible.pk: 1, doublon.pk: 2}


def test_fusion_en_chaine(scene):
    pilote, diagnostic, ana, bob, cible, doublon = scene
    troisieme = f.make_element(diagnostic, texte="Troisième", auteur=pilote)
    fusionner(cible=cible, doublons=[doublon], par=pilote)
    reuni = fusionner(cible=troisieme, doublons=[cible], par=pilote)
    assert reuni.voix.count() == 3
    assert set(reuni.coauteurs.all()) == {ana, bob}
    doublon.refresh_from_db()
    with pytest.raises(ValidationError, match="n’est plus dans la matrice"):
        defusionner(element=doublon, par=pilote)


def test_fusions_refusees(scene):
    pilote, _, _, _, cible, doublon = scene
    with pytest.raises(ValidationError, match="au moins un énoncé"):
        fusionner(cible=cible, doublons=[cible], par=pilote)
    etranger = f.make_element(f.make_diagnostic())
    with pytest.raises(ValidationError, match="n’est plus dans la matrice"):
        fusionner(cible=cible, doublons=[etranger], par=pilote)
    with pytest.raises(ValidationError, match="n’est pas fusionné"):
        defusionner(element=doublon, par=pilote)
    etranger.refresh_from_db()
    assert etranger.etat == "actif"
    assert Voix.objects.filter(element=cible).count() == 2


@pytest.mark.parametrize(
    ("un", "autre", "proche"),
    [
        ("Se déplacer sans voiture est difficile", "Difficile de se deplacer sans voiture", True),
        ("Trop peu de salles pour se former", "Il manque des salles de formation", False),
        ("Accès à la Manufacture mal signalé", "Manufacture mal signalée", True),
        ("Aucune communauté économique", "Potentiel agroalimentaire à développer", False),
    ],
)
def test_ressemblance(un, autre, proche):
    assert (ressemblance(un, autre) >= 0.45) is proche


def test_proposer_les_plus_proches(scene):
    _, diagnostic, _, _, cible, doublon = scene
    f.make_element(diagnostic, texte="Potentiel agroalimentaire à développer")
    f.make_element(diagnostic, texte="Se déplacer sans voiture", etat="retire")
    assert proposer_doublons(element=cible) == [doublon]
