"""Drawings: values written, text alternatives, nothing injected."""

from xml.etree import ElementTree as ET

import pytest

from rapports.dessins.barres import draw_bars
from rapports.dessins.familles import A_COMPTER, draw_families
from rapports.dessins.reperage import draw_locator
from rapports.dessins.svg import couper, nommer
from rapports.services.structures import ActeurListe, Famille, Theme

SVG = "{http://www.w3.org/2000/svg}"


def _famille(n, libelle="Association", forme="association"):
    acteur = ActeurListe("r", "Nom", "", "", "", forme)
    return Famille(forme, libelle, forme, (acteur,) * n)


def _lire(dessin):
    racine = ET.fromstring(dessin.svg)
    assert racine[0].tag == f"{SVG}title"
    assert racine[0].text == dessin.alternative
    return racine


def test_one_silhouette_per_actor_then_the_count():
    racine = _lire(draw_families([_famille(3), _famille(1, "Mutuelle", "mutuelle")]))
    assert len(racine.findall(f"{SVG}g")) == 4
    assert {"3", "1"} <= {t.text for t in racine.iter(f"{SVG}text")}


def test_many_actors_become_bars():
    racine = _lire(draw_families([_famille(A_COMPTER + 1), _famille(2, "Mutuelle", "mutuelle")]))
    assert len(racine.findall(f"{SVG}g")) == 2
    assert "14" in {t.text for t in racine.iter(f"{SVG}text")}


def test_alternative_says_every_value():
    dessin = draw_bars([Theme("Mobilité", 7, ""), Theme("Énergie", 2, "")], sujet="Par thème")
    assert dessin.alternative == "Par thème. Mobilité 7 et Énergie 2."
    _lire(dessin)


@pytest.mark.parametrize("dessin", [draw_families([]), draw_bars([], sujet="Par thème")])
def test_nothing_to_draw_is_said(dessin):
    assert len(_lire(dessin).findall(f"{SVG}text")) == 1


def test_bar_lengths_are_proportional():
    racine = _lire(draw_bars([Theme("a", 10, ""), Theme("b", 5, "")], sujet="s"))
    barres = [p.get("d") for p in racine.iter(f"{SVG}path") if p.get("fill", "").startswith("#")]
    longueurs = [float(d.split("h")[1].split("v")[0]) for d in barres]
    assert longueurs[0] == pytest.approx(2 * longueurs[1])


def test_labels_are_escaped():
    svg = draw_bars([Theme("<script>alert(1)</script>", 1, "")], sujet="s").svg
    assert "<script" not in svg


def test_name_replaces_title_and_label():
    dessin = nommer('<svg aria-label="vieux" role="img"><title>vieux</title><g/></svg>', "A & B")
    assert dessin.svg == '<svg role="img"><title>A &amp; B</title><g/></svg>'
    with pytest.raises(ValueError, match="SVG"):
        nommer("<p>", "x")


def test_labels_are_cut_at_words():
    assert couper("court", 10) == ["court"]
    assert couper("Structure d’insertion ou de travail protégé", 30) == [
        "Structure d’insertion ou de",
        "travail protégé",
    ]
    assert couper("mot " * 40, 20)[1].endswith("…")


def test_locator_places_mainland_and_overseas():
    assert draw_locator(None, None, "x") is None
    somme = draw_locator(2.65, 50.0, "Pays d’essai")
    reunion = draw_locator(55.5, -21.1, "Saint-Denis")
    assert "Pays d’essai en France" in somme.alternative
    assert _lire(somme).findall(f"{SVG}circle")
    assert _lire(somme)[1].get("d") != _lire(reunion)[1].get("d")


def test_locator_needs_its_outline(settings, tmp_path):
    from rapports.dessins import reperage

    settings.REFERENTIEL_MONDE = tmp_path
    reperage._lire_france.cache_clear()
    assert draw_locator(2.65, 50.0, "x") is None
    reperage._lire_france.cache_clear()
