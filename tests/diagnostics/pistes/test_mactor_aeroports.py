"""MACTOR on the grids of its best-known worked example, « Aéroports de Paris ».

The two grids (six actors, five objectives) are those delivered as an example with the MACTOR
software and discussed in M. Godet, « Actors’ moves and strategies: the MACTOR method, an air
transport illustration », Futures, 1991. The results *printed* there could not be consulted:
what is expected below was counted by hand on the grids, and is no copy of printed figures.
"""

import numpy as np
import pytest

from diagnostics.calculs import mactor

CONSTRUCTEURS, REGULIERES, CHARTERS, ETAT, AEROPORTS, RIVERAINS = range(6)
# Objectives: aircraft, market, traffic rights, organised flights, noise standards.
POSITIONS = [
    [2, 3, 0, 0, 1],
    [-2, 0, 3, -1, -3],
    [-1, 0, -3, 3, -2],
    [0, 3, 2, 0, 1],
    [-1, 0, -2, 2, -2],
    [0, 0, 0, 0, 3],
]
MDI = [
    [0, 1, 1, 3, 0, 2],
    [2, 0, 3, 2, 1, 1],
    [1, 2, 0, 1, 1, 0],
    [2, 3, 3, 0, 3, 2],
    [0, 2, 3, 1, 0, 2],
    [0, 1, 1, 3, 2, 0],
]


@pytest.fixture
def analyse() -> mactor.Mactor:
    return mactor.analyser(MDI, POSITIONS)


def test_mobilisation(analyse: mactor.Mactor) -> None:
    deux = analyse.ordres[2]
    assert deux.mobilisation_acteurs.tolist() == [6, 9, 9, 6, 7, 3]
    assert deux.accords.tolist() == [2, 6, 5, 5, 5]
    assert deux.desaccords.tolist() == [4, 0, 5, 1, 7]


def test_indirect_influence_through_five_relays(analyse: mactor.Mactor) -> None:
    """State on charters: 3 directly, then min(2,1) + min(3,3) + min(3,3) + min(2,1) = 8."""
    assert analyse.midi[ETAT, CHARTERS] == 3 + 1 + 3 + 3 + 1
    # Charters on the airport: 1, then min(1,0) + min(2,1) + min(1,3) + min(0,2) = 2.
    assert analyse.midi[CHARTERS, AEROPORTS] == 3
    assert analyse.retroaction[CONSTRUCTEURS] == 1 + 1 + 2


def test_who_stands_with_whom(analyse: mactor.Mactor) -> None:
    un = analyse.ordres[1]
    # The airport and the charters agree on everything one of them cares for.
    assert un.convergences[CHARTERS, AEROPORTS] == 4
    assert un.divergences[CHARTERS, AEROPORTS] == 0
    assert un.convergences[CONSTRUCTEURS, ETAT] == 2
    assert un.divergences[REGULIERES, RIVERAINS] == 1
    assert un.convergences.sum() == 2 * (2 + 1 + 2 + 1 + 2 + 4 + 1)
    assert un.divergences.sum() == 2 * (2 + 2 + 2 + 2 + 1 + 2 + 1 + 2 + 1 + 2 + 1)


def test_second_order(analyse: mactor.Mactor) -> None:
    deux = analyse.ordres[2]
    # aircraft (1+1)/2, rights (3+2)/2, flights (3+2)/2, noise (2+2)/2
    assert deux.convergences[CHARTERS, AEROPORTS] == 1 + 2.5 + 2.5 + 2
    # rights (3+3)/2, flights (1+3)/2
    assert deux.divergences[REGULIERES, CHARTERS] == 3 + 2


def test_the_state_weighs_most_and_charters_least(analyse: mactor.Mactor) -> None:
    assert int(np.argmax(analyse.rapport)) == ETAT
    assert int(np.argmin(analyse.rapport)) == CHARTERS
    # State: row 47, column 39, retroaction 8, over the whole 215; then six times over Σr.
    brut = {
        CONSTRUCTEURS: (35 - 4) * 35 / (35 + 26),
        REGULIERES: (38 - 7) * 38 / (38 + 40),
        CHARTERS: (26 - 5) * 26 / (26 + 44),
        ETAT: (47 - 8) * 47 / (47 + 39),
        AEROPORTS: (32 - 5) * 32 / (32 + 34),
        RIVERAINS: (36 - 5) * 36 / (36 + 31),
    }
    somme = sum(brut.values())
    assert analyse.rapport.tolist() == pytest.approx([6 * r / somme for r in brut.values()])
