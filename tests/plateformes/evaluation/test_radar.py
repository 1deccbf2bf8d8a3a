"""The radar: where things lie, what it says in words, and what it must not hold."""

import re
import xml.etree.ElementTree as ET

import pytest

from plateformes.calculs.nature import Critere
from plateformes.dessins.radar import Axe, dessiner_radar

AXES = [
    Axe("Modèle économique", Critere("b", (2, 3, 3), 1), "Les excédents reviennent au projet."),
    Axe("Gouvernance", Critere("g", (0, 0), 0)),
    Axe("Données et code", Critere("d", (1, 2, 3), 2)),
    Axe("Impacts et responsabilité", Critere("i", (3, 3), 1)),
]


def points(svg: str, classe: str) -> list[tuple[float, float]]:
    trace = re.search(rf'class="{classe}" d="M([^"Z]+)Z?"', svg)
    return [tuple(map(float, p.split())) for p in trace[1].split("L")]


def test_shape_joins_the_medians():
    # Wide frame: centre (320, 215), radius 150; grade g at 12 % + 88 % × g / 3 of the radius.
    # 3 up: (320, 65); 0 right: (338, 215); 2 down: 215 + 150 × 0.70667 = 321; 3 left: (170, 215).
    svg = dessiner_radar(AXES, titre="Nature")
    assert points(svg, "pn-forme") == [(320, 65), (338, 215), (320, 321), (170, 215)]


def test_spread_goes_from_lowest_to_highest():
    # 2 → 3 upwards: 215 − 106 = 109, then 65
    assert points(dessiner_radar(AXES, titre="Nature"), "pn-etendue") == [(320, 109), (320, 65)]
    assert dessiner_radar(AXES, titre="Nature").count("pn-etendue") == 2


def test_an_axis_without_answer_leaves_the_shape_open():
    axes = [*AXES[:3], Axe("Impacts et responsabilité", Critere("i", (), 0))]
    svg = dessiner_radar(axes, titre="Nature")
    assert "pn-forme" not in svg
    assert svg.count("<circle") == 3
    assert svg.count("stroke-dasharray") == 1
    assert "Impacts et responsabilité\u00a0: sans réponse." in svg


@pytest.mark.parametrize("etroit", [True, False])
def test_is_sound_says_all_in_words_and_holds_no_style(etroit):
    svg = dessiner_radar(AXES, titre="<Nature>", verdict="Entre les deux.", etroit=etroit)
    racine = ET.fromstring(svg)
    titre, description = racine[0].text, racine[1].text
    assert titre == "<Nature>"
    assert description.startswith(
        "Entre les deux. Modèle économique\u00a0: degré 3 sur 3, de 2 à 3."
    )
    assert "Les excédents reviennent au projet." in description
    assert "style=" not in svg
    largeur = float(racine.get("viewBox").split()[2])
    for texte in racine.iter("text"):
        x, ancre = float(texte.get("x")), texte.get("text-anchor")
        long = len(texte.text) * float(texte.get("font-size")) * 0.52
        gauche = x - (long if ancre == "end" else long / 2 if ancre == "middle" else 0)
        assert gauche > -6, texte.text
        assert gauche + long < largeur + 6, texte.text
