"""MACTOR: a small case worked out by hand, and an independent writing without numpy.

The grids of a published example are counted by hand in ``test_mactor_aeroports.py``; its printed
results could not be consulted: nothing here claims to reproduce them.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.calculs import mactor

# A, B, C; influences of row on column.
MDI = [[0, 2, 3], [1, 0, 0], [4, 1, 0]]
POSITIONS = [[3, -1], [2, 4], [-2, 1]]


class TestByHand:
    """MIDI: A→B = 2 + min(3, 1) = 3; B→C = 0 + min(1, 3) = 1; C→A = 4 + min(1, 1) = 5…"""

    @pytest.fixture
    def m(self):
        return mactor.analyser(MDI, POSITIONS)

    def test_influences(self, m):
        assert m.midi.tolist() == [[4, 3, 3], [1, 1, 1], [5, 3, 3]]
        assert m.influence.tolist() == [6, 2, 8]
        assert m.dependance.tolist() == [6, 6, 4]
        assert m.retroaction.tolist() == [4, 1, 3]

    def test_competitiveness(self, m):
        # r = 6/24 × 10/20, 2/24 × 3/10, 8/24 × 11/18 = 135, 27 and 220 over 1080
        attendu = [Fraction(3 * x, 382) for x in (135, 27, 220)]
        assert m.rapport.tolist() == pytest.approx([float(x) for x in attendu])
        assert m.rapport.mean() == pytest.approx(1)

    def test_net_scale(self, m):
        assert m.net.tolist() == [[0, 2, -2], [-2, 0, -2], [2, 2, 0]]
        assert m.solde.tolist() == [0, -4, 4]

    def test_first_order(self, m):
        un = m.ordres[1]
        assert un.positions.tolist() == [[1, -1], [1, 1], [-1, 1]]
        assert un.convergences.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
        assert un.divergences.tolist() == [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
        assert un.ambivalence.tolist() == [0.5, 1, 0.5]
        assert un.taux == pytest.approx(4 / 12)

    def test_second_order(self, m):
        deux = m.ordres[2]
        assert deux.convergences.tolist() == [[0, 2.5, 0], [2.5, 0, 2.5], [0, 2.5, 0]]
        assert deux.divergences.tolist() == [[0, 2.5, 3.5], [2.5, 0, 2], [3.5, 2, 0]]
        assert deux.ambivalence.tolist() == pytest.approx([1 - 3.5 / 8.5, 1 - 0.5 / 9.5, 1 - 4 / 8])
        assert deux.mobilisation_acteurs.tolist() == [4, 6, 3]
        assert deux.accords.tolist() == [5, 5]
        assert deux.desaccords.tolist() == [2, 1]

    def test_third_order(self, m):
        a, b, c = (Fraction(3 * x, 382) for x in (135, 27, 220))
        trois = m.ordres[3]
        assert trois.positions[0].tolist() == pytest.approx([float(3 * a), float(-a)])
        assert trois.convergences[0, 1] == pytest.approx(float((3 * a + 2 * b) / 2))
        assert trois.divergences[0, 2] == pytest.approx(float((3 * a + 2 * c) / 2 + (a + c) / 2))

    def test_places(self, m):
        # mean influence and dependence: 16/3; A above both, B dependent, C influential
        assert mactor.situer(m) == ["relais", "domine", "dominant"]


def autrement(mdi, positions):
    """Write MACTOR again without numpy, straight from the formulas."""
    n = len(mdi)
    r = range(n)
    midi = [[mdi[i][j] + sum(min(mdi[i][k], mdi[k][j]) for k in r) for j in r] for i in r]
    lignes = [Fraction(sum(midi[i])) for i in r]
    colonnes = [Fraction(sum(midi[j][i] for j in r)) for i in r]
    brut = [
        (lignes[i] - midi[i][i]) / sum(lignes) * lignes[i] / (lignes[i] + colonnes[i])
        if sum(lignes) and lignes[i] + colonnes[i]
        else Fraction(0)
        for i in r
    ]
    rapport = [n * b / sum(brut) if sum(brut) else Fraction(1) for b in brut]
    valuees = {
        1: [[(x > 0) - (x < 0) for x in ligne] for ligne in positions],
        2: positions,
        3: [[x * rapport[i] for x in positions[i]] for i in r],
    }
    resultats = {}
    for ordre, x in valuees.items():
        conv = [[Fraction(0)] * n for _ in r]
        div = [[Fraction(0)] * n for _ in r]
        for i in r:
            for j in r:
                for u, v in zip(x[i], x[j], strict=True):
                    if i != j and u * v > 0:
                        conv[i][j] += Fraction(abs(u) + abs(v)) / 2
                    elif i != j and u * v < 0:
                        div[i][j] += Fraction(abs(u) + abs(v)) / 2
        ambivalence = []
        for i in r:
            somme = sum(conv[i]) + sum(div[i])
            ecart = sum(abs(c - d) for c, d in zip(conv[i], div[i], strict=True))
            ambivalence.append(1 - ecart / somme if somme else Fraction(0))
        resultats[ordre] = (conv, div, ambivalence)
    return midi, rapport, resultats


@st.composite
def grilles(tirer):
    n, m = tirer(st.integers(1, 6)), tirer(st.integers(1, 5))
    mdi = [[0 if i == j else tirer(st.integers(0, 4)) for j in range(n)] for i in range(n)]
    return mdi, [[tirer(st.integers(-4, 4)) for _ in range(m)] for _ in range(n)]


@settings(deadline=None, max_examples=60)
@given(grilles())
def test_same_as_the_independent_writing(entree):
    mdi, positions = entree
    vu = mactor.analyser(mdi, positions)
    midi, rapport, ordres = autrement(mdi, positions)
    assert vu.midi.tolist() == midi
    assert vu.rapport.tolist() == pytest.approx([float(x) for x in rapport])
    for ordre, (conv, div, ambivalence) in ordres.items():
        o = vu.ordres[ordre]
        assert np.allclose(o.convergences, [[float(x) for x in ligne] for ligne in conv])
        assert np.allclose(o.divergences, [[float(x) for x in ligne] for ligne in div])
        assert np.allclose(o.ambivalence, [float(x) for x in ambivalence])


@settings(deadline=None, max_examples=60)
@given(grilles())
def test_bounds_and_symmetry(entree):
    vu = mactor.analyser(*entree)
    n = len(entree[0])
    assert vu.rapport.sum() == pytest.approx(n)
    assert (vu.rapport >= 0).all()
    assert np.allclose(vu.net, -vu.net.T)
    assert vu.solde.tolist() == pytest.approx((vu.influence - vu.dependance).tolist())
    for ordre in vu.ordres.values():
        assert np.allclose(ordre.convergences, ordre.convergences.T)
        assert np.allclose(ordre.divergences, ordre.divergences.T)
        assert ((ordre.ambivalence >= -1e-9) & (ordre.ambivalence <= 1 + 1e-9)).all()


@settings(deadline=None, max_examples=40)
@given(grilles(), st.randoms())
def test_the_order_of_actors_does_not_matter(entree, hasard):
    mdi, positions = entree
    rangs = list(range(len(mdi)))
    hasard.shuffle(rangs)
    avant = mactor.analyser(mdi, positions)
    apres = mactor.analyser(
        [[mdi[i][j] for j in rangs] for i in rangs], [positions[i] for i in rangs]
    )
    assert np.allclose(apres.rapport, avant.rapport[rangs])
    assert np.allclose(apres.ordres[3].convergences, avant.ordres[3].convergences[rangs][:, rangs])


def test_nobody_influences_anybody():
    vu = mactor.analyser([[0, 0], [0, 0]], [[1], [-1]])
    assert vu.rapport.tolist() == [1, 1]
    assert vu.ordres[3].divergences[0, 1] == 1
    assert mactor.analyser([[0]], [[0]]).ordres[1].taux is None


@pytest.mark.parametrize(
    ("mdi", "positions"),
    [
        ([[0, 1]], [[1]]),
        ([[1, 0], [0, 0]], [[1], [1]]),
        ([[0, 5], [0, 0]], [[1], [1]]),
        ([[0, 1], [0, 0]], [[5], [1]]),
        ([[0, 1], [0, 0]], [[1]]),
    ],
)
def test_what_is_refused(mdi, positions):
    with pytest.raises(ValueError, match=r"must|go from"):
        mactor.analyser(mdi, positions)
