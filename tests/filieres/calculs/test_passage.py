"""The most that can cross a chain: hand-computed chains, and properties on any chain."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from filieres.calculs.passage import Etage, traverser

F = Fraction


def chaine(*etages: tuple, offre=100, **autres):
    """A → b → c…: (key, capacity, yield) each."""
    cles = [e[0] for e in etages]
    return traverser(
        {
            cle: Etage(None if cap is None else F(cap), F(str(r[0])) if r else F(1))
            for cle, cap, *r in etages
        },
        {"g": F(offre)},
        [("g", cles[0])],
        [*pairwise(cles), *autres.get("liens", ())],
        autres.get("sorties", cles[-1:]),
    )


def test_the_smallest_capacity_holds_the_chain_back():
    r = chaine(("collecte", 80), ("tri", 50), ("vente", 70))
    assert r.arrive == 50
    assert r.passant == {"collecte": 50, "tri": 50, "vente": 50}
    assert r.goulots == {"tri"}


def test_losses_are_counted_before_capacities():
    # 100 → collecte 100 → tri 60 % gives 60 → lavage takes 45, gives 40.5
    r = chaine(("collecte", 100), ("tri", 100, "0.6"), ("lavage", 45, "0.9"))
    assert r.arrive == F("40.5")
    assert r.passant["tri"] == 75
    assert r.goulots == {"lavage"}


def test_when_the_source_is_what_lacks_nothing_is_a_bottleneck():
    r = chaine(("collecte", 200), ("tri", None), offre=30)
    assert (r.arrive, r.goulots, r.conjoints) == (30, frozenset(), frozenset())


def test_two_equal_bottlenecks_hold_together():
    r = chaine(("collecte", 50), ("tri", 50))
    assert r.arrive == 50
    assert r.goulots == frozenset()
    assert r.conjoints == {"collecte"}


def test_a_missing_maillon_stops_everything_unless_there_is_a_way_round():
    assert chaine(("a", 80), ("b", 0), ("c", 80)).goulots == {"b"}
    r = chaine(("a", 80), ("b", 0), ("c", 80), liens=[("a", "c")])
    assert r.arrive == 80


def test_the_way_that_loses_least_is_filled_first():
    # tri → réparation (90 %, 10 t) or broyage (50 %, 100 t): 10 × 0.9 + 50 × 0.5 = 34
    r = traverser(
        {
            "tri": Etage(F(60)),
            "reparation": Etage(F(10), F("0.9")),
            "broyage": Etage(F(100), F("0.5")),
        },
        {"g": F(100)},
        [("g", "tri")],
        [("tri", "reparation"), ("tri", "broyage")],
        ["reparation", "broyage"],
    )
    assert r.arrive == 34
    assert r.passant == {"tri": 60, "reparation": 10, "broyage": 50}
    assert r.goulots == {"tri", "reparation"}


def test_a_filled_way_is_undone_when_a_better_whole_exists():
    # g1 can only use b, g2 may use a or b.
    r = traverser(
        {"a": Etage(F(10), F("0.5")), "b": Etage(F(10))},
        {"g1": F(10), "g2": F(10)},
        [("g1", "b"), ("g2", "b"), ("g2", "a")],
        [],
        ["a", "b"],
    )
    assert r.arrive == 15
    assert r.passant == {"a": 10, "b": 10}


def test_a_loop_makes_no_matter_and_does_not_run_for_ever():
    # vente sends empties back to collecte: the same matter is counted once.
    r = chaine(("collecte", 80), ("lavage", 60, "0.95"), ("vente", 90), liens=[("vente", "collecte")])  # fmt: skip
    assert r.arrive == 57
    assert r.goulots == {"lavage"}
    sur_soi = chaine(("a", 5), liens=[("a", "a")])
    assert sur_soi.arrive == 5


def test_nothing_enters_or_nothing_leaves():
    assert chaine(("a", 5), offre=0).arrive == 0
    assert chaine(("a", 5), ("b", 5), sorties=[]).arrive == 0
    assert chaine(("a", 5, "0"), ("b", 5)).arrive == 0
    assert traverser({}, {}, [], [], []).arrive == 0


CLES = "abcdef"
capacites = st.one_of(st.none(), st.fractions(0, 50, max_denominator=4))
rendements = st.sampled_from([F(1), F(1), F(9, 10), F(1, 2), F(1, 3), F(0)])
couples = st.lists(
    st.tuples(st.sampled_from(CLES), st.sampled_from(CLES)), max_size=14, unique=True
)


@st.composite
def reseaux(tirer):
    etages = {c: Etage(tirer(capacites), tirer(rendements)) for c in CLES}
    sources = {g: tirer(st.fractions(0, 40, max_denominator=3)) for g in ("g", "h")}
    entrees = tirer(
        st.lists(st.tuples(st.sampled_from("gh"), st.sampled_from(CLES)), max_size=4, unique=True)
    )
    sorties = tirer(st.lists(st.sampled_from(CLES), max_size=3, unique=True))
    return etages, sources, entrees, tirer(couples), sorties


@settings(deadline=None, max_examples=60)
@given(reseaux())
def test_what_arrives_is_within_what_came_and_no_capacity_is_passed(r):
    etages, sources, *_ = r
    t = traverser(*r)
    assert 0 <= t.arrive <= sum(sources.values())
    for cle, etage in etages.items():
        assert t.passant[cle] >= 0
        assert etage.capacite is None or t.passant[cle] <= etage.capacite


@settings(deadline=None, max_examples=60)
@given(reseaux(), st.sampled_from(CLES), st.fractions(0, 30, max_denominator=3))
def test_adding_capacity_never_lowers_what_crosses(r, cle, ajout):
    etages, *reste = r
    avant = traverser(etages, *reste)
    if etages[cle].capacite is None:
        return
    plus = Etage(etages[cle].capacite + ajout, etages[cle].rendement)
    apres = traverser({**etages, cle: plus}, *reste)
    assert apres.arrive >= avant.arrive
    # A bottleneck is exactly a maillon that, raised alone, lets more through.
    if ajout:
        assert (apres.arrive > avant.arrive) == (cle in avant.goulots)


@settings(deadline=None, max_examples=60)
@given(reseaux(), st.fractions(0, 20, max_denominator=3), couples)
def test_more_matter_or_more_links_never_lower_it_either(r, offre, liens):
    etages, sources, entrees, siens, sorties = r
    avant = traverser(*r).arrive
    assert traverser(etages, {**sources, "g": sources["g"] + offre}, *r[2:]).arrive >= avant
    tous = list(dict.fromkeys([*siens, *liens]))
    assert traverser(etages, sources, entrees, tous, sorties).arrive >= avant


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.fractions(0, 50, max_denominator=4), rendements), min_size=1, max_size=6),
    st.fractions(0, 60, max_denominator=4),
)
def test_a_plain_chain_is_the_minimum_of_what_each_maillon_lets_through(etages, offre):
    attendu = offre
    for capacite, rendement in etages:
        attendu = min(attendu, capacite) * rendement
    r = chaine(*[(f"m{i}", c, r) for i, (c, r) in enumerate(etages)], offre=offre)
    assert r.arrive == attendu
