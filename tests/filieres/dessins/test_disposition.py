"""Pure layout: columns, order, places, loops."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from filieres.dessins.colonnes import Arc, Noeud, compter_croisements, ranger
from filieres.dessins.disposition import ECART_BOITES, disposer


def boites(*cles: str, **champs):
    return [Noeud(c, 100, 180, **champs) for c in cles]


def arcs(*paires: str):
    return [Arc(p, *p.split(">")) for p in paires]


def colonnes(noeuds, fleches):
    return ranger(noeuds, fleches).colonne_de


def test_each_box_stands_after_those_that_feed_it():
    assert colonnes(boites(*"abcd"), arcs("a>b", "b>c", "a>c", "c>d")) == {
        "a": 0,
        "b": 1,
        "c": 2,
        "d": 3,
    }


def test_what_nothing_feeds_stands_just_before_what_it_feeds():
    assert colonnes(boites("g", *"abc"), arcs("a>b", "b>c", "g>c"))["g"] == 1


def test_a_loop_is_cut_and_drawn_back():
    pose = ranger(boites(*"abc"), arcs("a>b", "b>c", "c>a"))
    assert pose.retours == {"c>a"}
    assert pose.colonne_de == {"a": 0, "b": 1, "c": 2}


def test_a_loop_on_itself_and_a_lone_box():
    pose = disposer(boites("a", "b"), arcs("a>a"))
    assert [t.retour for t in pose.traces] == [True]
    assert set(pose.places) == {"a", "b"}


def test_columns_and_lines_chosen_by_hand_win():
    noeuds = [*boites("a", "b"), Noeud("c", 100, 180, colonne=1, ligne=1), *boites("d")]
    pose = ranger(noeuds, arcs("a>b", "b>c", "a>d"))
    assert pose.colonne_de["c"] == 0
    assert pose.colonnes[0][0] == "c"
    assert "b>c" in pose.retours


def test_a_box_may_be_placed_beyond_an_empty_column():
    noeuds = [*boites("a", "b"), Noeud("c", 100, 180, colonne=4)]
    pose = ranger(noeuds, arcs("a>b", "b>c"))
    assert pose.colonne_de == {"a": 0, "b": 1, "c": 3}
    assert pose.colonnes[2] == ["b>c>2"], "only the arc crosses the column left empty"
    dessin = disposer(noeuds, arcs("a>b", "b>c"))
    assert len(dessin.colonnes) == 4
    # Numbers stay those one chooses, whatever column is drawn first.
    loin = ranger([Noeud("a", 100, 180, colonne=3), *boites("b")], arcs("a>b"))
    assert (loin.colonne_de, loin.premiere) == ({"a": 0, "b": 1}, 3)
    source = ranger([*boites("g"), Noeud("a", 100, 180, colonne=1)], arcs("g>a"))
    assert (source.colonne_de, source.premiere) == ({"g": 0, "a": 1}, 0)


def test_crossings_are_undone():
    noeuds = boites("a", "b", "x", "y")
    fleches = arcs("a>y", "b>x")
    pose = ranger(noeuds, fleches)
    suivants = {a.depart: [a.arrivee] for a in fleches}
    assert compter_croisements(pose.colonnes, suivants) == 0
    assert compter_croisements([["a", "b"], ["x", "y"]], suivants) == 1


def test_chains_lie_one_under_the_other():
    noeuds = [Noeud(c, 100, 180, bande) for bande in (0, 1) for c in (f"a{bande}", f"b{bande}")]
    pose = disposer(noeuds, arcs("a0>b0", "a1>b1", "a0>b1"), haut=30)
    assert pose.bandes[0][1] < pose.bandes[1][0]
    assert pose.places["a1"].y >= pose.bandes[1][0] + 30


def test_nothing_to_place():
    assert disposer([], []).places == {}


CLES = st.integers(0, 11).map(lambda i: f"m{i}")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CLES, CLES), max_size=40, unique=True), st.integers(1, 3))
def test_no_box_ever_covers_another(paires, bandes):
    noeuds = [Noeud(f"m{i}", 60 + 20 * (i % 4), 180, i % bandes) for i in range(12)]
    pose = disposer(noeuds, [Arc(f"{d}>{a}", d, a, 4) for d, a in paires])
    assert {t.cle for t in pose.traces} == {f"{d}>{a}" for d, a in paires}
    for p, q in combinations(pose.places.values(), 2):
        if p.colonne == q.colonne:
            haut, bas = sorted((p, q), key=lambda place: place.y)
            assert haut.y + haut.hauteur + ECART_BOITES <= bas.y + 0.01
    for place in pose.places.values():
        assert place.x >= 0
        assert place.y >= 0
        assert place.x + place.largeur <= pose.largeur + 0.01
        assert place.y + place.hauteur <= pose.hauteur + 0.01
    for trace in pose.traces:
        depart, arrivee = (pose.places[c] for c in trace.cle.split(">"))
        assert depart.y <= trace.depart[1] <= depart.y + depart.hauteur
        assert arrivee.y <= trace.arrivee[1] <= arrivee.y + arrivee.hauteur
        assert trace.retour or depart.colonne < arrivee.colonne
