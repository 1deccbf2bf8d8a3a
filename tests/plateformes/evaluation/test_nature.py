"""The reading of an evaluation, checked against figures worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateformes.calculs.nature import Accord, Avis, Critere, Seuil, enumerer, lire, phrases

BAS = Seuil("bas", "Plutôt capitalistique", "Risque.", 0, 4)
MILIEU = Seuil("milieu", "Entre les deux", "À discuter.", 5, 8)
HAUT = Seuil("haut", "Plutôt solidaire", "Proche.", 9, 12)
SEUILS = (BAS, MILIEU, HAUT)
CODES = ("b", "g", "d", "i")
NOMS = {"b": "Bénéfices", "g": "Gouvernance", "d": "Données", "i": "Impacts"}


def avis(prouve: bool = True, **notes: tuple[int, ...]) -> list[Avis]:
    return [Avis(c, n, prouve) for c, liste in notes.items() for n in liste]


@pytest.mark.parametrize(
    ("notes", "mediane", "bas", "haut", "accord"),
    [
        ((), None, None, None, Accord.SANS_AVIS),
        ((2,), 2, 2, 2, Accord.SEUL),
        ((2, 2, 2), 2, 2, 2, Accord.UNANIME),
        ((2, 3), 2, 2, 3, Accord.PROCHE),  # the lower of the two middle ones
        ((1, 2, 3), 2, 1, 3, Accord.PARTAGE),
        ((0, 3, 3, 3), 3, 0, 3, Accord.OPPOSE),
        ((0, 0, 1, 3), 0, 0, 3, Accord.OPPOSE),
    ],
)
def test_criterion(notes, mediane, bas, haut, accord):
    critere = Critere("b", notes, 0)
    assert (critere.mediane, critere.bas, critere.haut) == (mediane, bas, haut)
    assert critere.accord == accord


def test_spread_counts_reviewers_at_each_grade():
    assert Critere("b", (0, 2, 2, 3), 0).repartition == (1, 0, 2, 1)


@pytest.mark.parametrize(
    ("notes", "niveau", "prudent", "favorable", "retenu"),
    [
        # medians 3 2 2 3 = 10; lowest 2 2 1 3 = 8; highest 3 3 3 3 = 12
        (
            {"b": (2, 3, 3), "g": (2, 2, 3), "d": (1, 2, 3), "i": (3, 3, 3)},
            HAUT, MILIEU, HAUT, False,
        ),
        # medians 1 1 1 1 = 4, same at both ends
        ({"b": (1, 1), "g": (1, 1), "d": (1, 1), "i": (1, 1)}, BAS, BAS, BAS, False),
        # medians 2 1 1 1 = 5; lowest 1 1 1 1 = 4; highest 2 2 2 2 = 8
        (
            {"b": (2, 2, 1), "g": (1, 1, 2), "d": (1, 1, 2), "i": (1, 1, 2)},
            MILIEU, BAS, MILIEU, False,
        ),
        # medians 3 3 3 0 = 9 would be « haut »: a blocking criterion takes it back
        (
            {"b": (3, 3), "g": (3, 3), "d": (3, 3), "i": (0, 0)},
            MILIEU, HAUT, HAUT, True,
        ),
        # a blocking criterion does not lower what is already lower: 3 3 0 0 = 6
        ({"b": (3, 3), "g": (3, 3), "d": (0, 0), "i": (0, 0)}, MILIEU, MILIEU, MILIEU, False),
    ],
)  # fmt: skip
def test_level(notes, niveau, prudent, favorable, retenu):
    lecture = lire(CODES, avis(**notes), SEUILS)
    assert (lecture.niveau, lecture.prudent, lecture.favorable) == (niveau, prudent, favorable)
    assert lecture.retenu is retenu


def test_one_reviewer_gives_no_verdict():
    lecture = lire(CODES, avis(b=(3, 3), g=(3, 3), d=(3,), i=()), SEUILS)
    assert not lecture.complete
    assert lecture.manquants == ("d", "i")
    assert phrases(lecture, NOMS) == [
        (
            "Pas encore de lecture commune : il manque des réponses sur « Données » et « Impacts » "
            "(au moins 2 personnes par critère)."
        )
    ]


def test_words_say_level_reservations_and_missing_evidence():
    lecture = lire(
        CODES, [*avis(b=(3, 3), g=(0, 3, 3), d=(3, 3)), *avis(prouve=False, i=(0, 0))], SEUILS
    )
    # medians 3 3 3 0 = 9 held back to « milieu »; lowest 3 0 3 0 = 6; highest 3 3 3 0 = 9
    assert phrases(lecture, NOMS) == [
        "Entre les deux. À discuter.",
        "Le reste de la grille irait plus haut, mais un critère au plus bas ne se compense pas.",
        "Point bloquant : « Impacts ».",
        "Selon les personnes, la lecture va de « Entre les deux » à « Plutôt solidaire ».",
        "Les avis divergent sur « Gouvernance » : à débattre.",
        "Aucune preuve jointe sur « Impacts » : à demander.",
    ]


def test_agreement_is_said_too():
    lecture = lire(CODES, avis(b=(3, 3), g=(3, 3), d=(3, 3), i=(3, 3)), SEUILS)
    assert phrases(lecture, NOMS)[1:] == [
        "Les réponses les plus sévères et les plus favorables mènent au même niveau."
    ]


@pytest.mark.parametrize("mauvais", [Avis("x", 1), Avis("b", 4), Avis("b", -1)])
def test_refuses_what_is_not_a_grade(mauvais):
    with pytest.raises(ValueError):
        lire(CODES, [mauvais], SEUILS)


def test_list_of_names():
    assert [enumerer(n) for n in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a et b", "a, b et c",
    ]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(CODES),
        st.lists(st.integers(0, 3), min_size=2, max_size=7),
        min_size=4,
        max_size=4,
    )
)
def test_no_reviewer_moves_the_reading_the_wrong_way(notes):
    """A better grade never lowers the level, and the ends always frame the medians."""
    lecture = lire(CODES, avis(**{c: tuple(n) for c, n in notes.items()}), SEUILS)
    rang = SEUILS.index
    assert rang(lecture.prudent) <= rang(lecture.favorable)
    if not lecture.retenu:
        assert rang(lecture.prudent) <= rang(lecture.niveau) <= rang(lecture.favorable)
    mieux = {c: tuple(min(3, x + 1) for x in n) for c, n in notes.items()}
    assert rang(lire(CODES, avis(**mieux), SEUILS).niveau) >= rang(lecture.niveau)
