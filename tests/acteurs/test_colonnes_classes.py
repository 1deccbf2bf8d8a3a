"""The classes of answers read from arrays are those of the database, whatever names and search."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from acteurs.classement import pertinence
from acteurs.colonnes.classes import Classes, construire
from acteurs.models import Acteur
from acteurs.recherche import condition, lire
from tests.fabriques import make_acteur

MOTS = st.sampled_from(
    ["École", "d’été", "S.C.I.C.", "A D M R", "A", "D M", "Saint-Étienne", "St", "l’", "à", "co",
     "coop", "Œuvre", "100%", "_", "écocité", "été", "AS", "A.S.", "solidaire", "bois", "zzz"]
)  # fmt: skip
TEXTES = st.lists(MOTS, min_size=1, max_size=4).map(" ".join)
SIGLES = st.sampled_from(["", "", "", "AS", "A.S.", "SCIC", "École", "d’été", "co", "CO"])
ENTREES = st.lists(st.tuples(TEXTES, SIGLES, st.one_of(st.just(""), TEXTES)), max_size=7)


class Alphabet:
    """The order of a few names, by hand."""

    def __init__(self, fiches):
        self.colonnes = construire(fiches)
        self.ordre = sorted(range(len(fiches)), key=lambda r: fiches[r][0].encode())
        self.noms = [fiches[r][0].encode() for r in self.ordre]
        self.rang = np.empty(len(fiches), np.int64)
        self.rang[self.ordre] = np.arange(len(fiches))

    def nom(self, rang):
        return self.noms[rang]

    def avant(self, nom, pk=0):
        assert not pk
        return sum(n < nom for n in self.noms)


class TestCommeLaBase(TestCase):
    @settings(deadline=None, max_examples=80)
    @given(ENTREES, TEXTES)
    def test_same_classes(self, entrees, cherche) -> None:
        for nom, sigle, description in entrees:
            make_acteur(nom=nom, sigle=sigle, description=description)
        demande = lire(cherche)
        if not demande.mots:
            return
        attendus = list(
            Acteur.objects.order_by("description", "-pk")
            .filter(condition(cherche, connection, index=False))
            .annotate(classe=pertinence(cherche, demande.mots))
            .values_list("nom_normalise", "nom_seul", "sigle", "classe")
        )
        # Others first: rows and ranks among answers are not the same.
        autres = list(Acteur.objects.values_list("nom_normalise", "nom_seul", "sigle"))
        classes = Classes(Alphabet([*autres, *(a[:3] for a in attendus)]))
        rangees = np.arange(len(autres), len(autres) + len(attendus))
        assert classes.classer(rangees, cherche).tolist() == [a[3] for a in attendus]


FICHES = [
    ("scic l ete sl", "scic l ete", "SL"),
    ("ete", "ete", ""),
    ("abc", "a b", "C"),
    ("le gite sl", "le gite", "S.L."),
    ("sl", "sl", ""),
]


@pytest.mark.parametrize(
    ("cherche", "attendues"),
    [
        ("été", [2, 0, 4, 4, 4]),
        ("sl", [0, 4, 4, 2, 0]),
        ("s.l.", [2, 4, 4, 0, 0]),
        ("ete sl", [0, 4, 4, 4, 4]),
        ("git", [4, 4, 4, 2, 4]),
        ("ite", [4, 4, 4, 3, 4]),
        ("a b", [4, 4, 0, 4, 4]),
        ("le git", [4, 4, 4, 1, 4]),
        ("absent", [4, 4, 4, 4, 4]),
    ],
)
def test_a_few_by_hand(cherche, attendues):
    classes = Classes(Alphabet(FICHES))
    assert classes.classer(np.arange(len(FICHES)), cherche).tolist() == attendues


def test_no_actor():
    assert Classes(Alphabet([])).classer(np.array([], np.int32), "ete").tolist() == []
