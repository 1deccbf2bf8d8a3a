"""The matrix as a drawing: whole, accessible, safe, within its width."""

from xml.etree import ElementTree as ET

import pytest

from diagnostics.dessins.matrice import LARGEUR, LARGEUR_ETROITE, dessiner_matrice
from socle.lettrage import couper, mesurer
from tests import fabriques as f

SVG = "{http://www.w3.org/2000/svg}"
pytestmark = pytest.mark.django_db


def _lire(dessin):
    racine = dessin.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(racine)


@pytest.fixture
def diagnostic():
    diagnostic = f.make_diagnostic()
    theme = f.make_thematique("insertion", libelle="Insertion, emploi et lutte contre l’exclusion")
    long = "Un énoncé assez long pour passer à la ligne plusieurs fois " * 3
    for i, quadrant in enumerate(("force", "faiblesse", "opportunite", "menace")):
        element = f.make_element(
            diagnostic, quadrant=quadrant, texte=f"{long}{i}", thematique=theme
        )
        if i:
            f.make_preuve(element)
    f.make_element(diagnostic, texte='<b onload="x">&amp; Anticonstitutionnellement' + "x" * 90)
    return diagnostic


@pytest.mark.parametrize(("colonnes", "largeur"), [(2, LARGEUR), (1, LARGEUR_ETROITE)])
def test_tout_y_est_et_rien_ne_deborde(diagnostic, colonnes, largeur):
    dessin = dessiner_matrice(diagnostic.matrice(), colonnes=colonnes)
    racine = _lire(dessin)
    colonne = (largeur - 28 * (colonnes - 1)) / colonnes
    ecrit = " ".join(t.text for t in racine.iter(f"{SVG}text"))
    for mot in ("Forces", "Faiblesses", "Opportunités", "Menaces", "Sans preuve", "preuve"):
        assert mot in ecrit
    for texte in racine.iter(f"{SVG}text"):
        corps, x = float(texte.get("font-size")), float(texte.get("x"))
        if texte.get("text-anchor") == "end":
            assert x <= colonne
        elif not texte.get("font-family"):
            assert x + mesurer(texte.text, corps) <= colonne + 1, texte.text


def test_alternative_et_absence_de_style(diagnostic):
    dessin = dessiner_matrice(diagnostic.matrice(), identifiant="essai")
    racine = _lire(dessin)
    assert racine.get("role") == "img"
    assert racine.get("aria-labelledby") == "essai-titre essai-desc"
    assert "2\u00a0forces, 1\u00a0faiblesse" in racine.find(f"{SVG}title").text
    assert "style=" not in dessin
    assert "<b onload" not in dessin


def test_matrice_vide():
    dessin = dessiner_matrice(f.make_diagnostic().matrice())
    assert dessin.count("Rien d’écrit pour l’instant.") == 4


def test_couper_mesure_et_ne_perd_rien():
    texte = "Trop peu de salles et d’organismes pour se former, ici comme ailleurs"
    lignes = couper(texte, 150, 16)
    assert " ".join(lignes) == texte
    assert all(mesurer(ligne, 16) <= 150 for ligne in lignes)
    assert "".join(couper("x" * 100, 80, 16)) == "x" * 100
    assert couper("", 80, 16) == []


def test_mesurer_suit_la_fonte():
    assert mesurer("iii", 16) < mesurer("mmm", 16)
    assert mesurer("Forces", 16, graisse=600) > mesurer("Forces", 16)
    assert mesurer("Forces", 32) == pytest.approx(2 * mesurer("Forces", 16))
