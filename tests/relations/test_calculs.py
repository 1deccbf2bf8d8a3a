"""Measures and places, against networkx and graphs drawn by hand."""

import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relations.calculs.disposition import ECART, LARGEUR, disposer
from relations.calculs.mesures import mesurer
from relations.calculs.reseau import Noeud, Reseau, Trait


def reseau(*paires, seuls=""):
    noms = {n for p in paires for n in p} | set(seuls)
    return Reseau(
        {n: Noeud(n, n) for n in sorted(noms)},
        tuple(Trait(a, b, "travaille") for a, b in paires),
    )


couples = st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda p: p[0] != p[1])
reseaux = st.lists(couples, min_size=1, max_size=30).map(
    lambda ps: reseau(*((f"a{a:02}", f"a{b:02}") for a, b in ps))
)


class TestMesures:
    def test_two_triangles_joined_by_one_actor(self):
        lu = mesurer(reseau("ab", "bc", "ca", "cd", "de", "ef", "fd", seuls="z"))
        assert lu.passerelles == ("c", "d")
        assert lu.ponts == (("c", "d"),)
        assert lu.morceaux == (("a", "b", "c", "d", "e", "f"), ("z",))
        assert lu.groupes == (("a", "b", "c"), ("d", "e", "f"))
        assert lu.groupe_de["e"] == 2
        assert lu.plus_relies[:2] == [("c", 3), ("d", 3)]
        assert lu.moyenne == pytest.approx(2.0)

    def test_a_star_has_one_go_between_and_no_bridge_worth_telling(self):
        lu = mesurer(reseau("xa", "xb", "xc", "xd"))
        assert lu.passerelles == ("x",)
        assert lu.ponts == ()
        assert lu.groupes == ()
        assert mesurer(reseau("ab", "bc", "ca")).plus_relies == []

    def test_several_relations_of_one_pair_count_once(self):
        double = Reseau(
            {n: Noeud(n, n) for n in "ab"},
            (Trait("a", "b", "fournit"), Trait("b", "a", "fournit"), Trait("a", "b", "lieu")),
        )
        lu = mesurer(double)
        assert (lu.paires, lu.degres) == (1, {"a": 1, "b": 1})

    def test_nothing_at_all(self):
        lu = mesurer(Reseau())
        assert (lu.acteurs, lu.moyenne, lu.groupes, lu.morceaux) == (0, 0.0, (), ())

    @settings(deadline=None, max_examples=25)
    @given(reseaux)
    def test_they_are_networkx_s_and_do_not_depend_on_the_order(self, lu):
        graphe = nx.Graph([(t.depart, t.arrivee) for t in lu.traits])
        mesures = mesurer(lu)
        assert mesures.degres == dict(graphe.degree())
        assert set(mesures.passerelles) == set(nx.articulation_points(graphe))
        assert sorted(len(m) for m in mesures.morceaux) == sorted(
            len(c) for c in nx.connected_components(graphe)
        )
        dans = [r for groupe in mesures.groupes for r in groupe]
        assert len(dans) == len(set(dans))
        retourne = Reseau(
            dict(reversed(lu.noeuds.items())),
            tuple(Trait(t.arrivee, t.depart, t.nature) for t in reversed(lu.traits)),
        )
        assert mesurer(retourne) == mesures


class TestDisposition:
    @settings(deadline=None, max_examples=25)
    @given(reseaux)
    def test_the_same_network_gives_the_same_places_apart_from_each_other(self, lu):
        places = disposer(lu)
        retourne = Reseau(dict(reversed(lu.noeuds.items())), tuple(reversed(lu.traits)))
        assert disposer(retourne) == places
        assert places.keys() == lu.noeuds.keys()
        points = list(places.values())
        for i, (x, y) in enumerate(points):
            for a, b in points[:i]:
                assert math.hypot((x - a) / LARGEUR, y - b) > ECART * 0.6

    @settings(deadline=None, max_examples=25)
    @given(reseaux, st.lists(couples, min_size=1, max_size=6))
    def test_nobody_moves_when_others_come_or_go(self, lu, venus):
        avant = disposer(lu)
        paires = [(t.depart, t.arrivee) for t in lu.traits]
        agrandi = reseau(*paires, *((f"a{a:02}", f"n{b:02}") for a, b in venus))
        apres = disposer(agrandi, avant)
        assert all(apres[r] == avant[r] for r in avant)
        assert apres.keys() == agrandi.noeuds.keys()
        assert disposer(agrandi, avant) == apres
        assert disposer(lu, apres) == avant
        points = list(apres.values())
        assert len(set(points)) == len(points)
