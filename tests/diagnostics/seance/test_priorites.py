"""Priorities by hand: votes × kinds that support ÷ kinds present."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.calculs.priorites import Priorite, calculer
from diagnostics.services.seance.propositions import rapprocher


@pytest.mark.parametrize(
    ("voix", "sortes", "presentes", "ecrite"),
    [
        (8, 4, 6, "5,3"),  # 8 × 4/6 = 5.33
        (8, 1, 6, "1,3"),  # 8 × 1/6 = 1.33
        (6, 6, 6, "6"),
        (3, 3, 4, "2,3"),  # 2.25, rounded half up
        (0, 0, 6, "0"),
        (5, 1, 1, "5"),
        (0, 0, 0, "0"),
    ],
)
def test_a_la_main(voix, sortes, presentes, ecrite):
    assert Priorite(voix, sortes, presentes).ecrite == ecrite


def test_en_toutes_lettres():
    nb = "\u00a0"
    assert Priorite(8, 4, 6).phrase == (
        f"8{nb}voix de 4{nb}sortes d’acteurs sur 6{nb}présentes{nb}: 8{nb}×{nb}4/6 = 5,3"
    )
    assert Priorite(0, 0, 6).phrase == "Aucune voix"
    assert "la seule sorte d’acteurs présente" in Priorite(2, 1, 1).phrase
    assert "toutes les sortes" in Priorite(6, 3, 3).phrase


def test_calculer_compte_les_sortes_presentes():
    priorites = calculer(
        {1: {"ess": 5, "collectivite": 3}, 2: {"ess": 8}, 3: {}}, ["ess", "habitant", "entreprise"]
    )
    assert priorites[1] == Priorite(8, 2, 4)
    assert priorites[2] == Priorite(8, 1, 4)
    assert priorites[3].valeur == 0
    assert priorites[1].valeur > priorites[2].valeur


def test_rapprocher():
    textes = [
        "La gare TGV est toute proche",
        "Manque de transport en commun",
        "Gare TGV proche",
        "Une gare TGV très proche",
        "Trop peu de transports en commun",
        "Des terres agricoles de qualité",
    ]
    assert rapprocher(textes) == [[0, 2, 3], [1, 4]]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text("abcdefé ", max_size=30), max_size=25))
def test_rapprocher_partage_les_textes(textes):
    """Groups are disjoint, of two at least, and hold positions of the list."""
    groupes = rapprocher(textes)
    plats = [i for g in groupes for i in g]
    assert len(plats) == len(set(plats))
    assert all(len(g) > 1 for g in groupes)
    assert set(plats) <= set(range(len(textes)))
