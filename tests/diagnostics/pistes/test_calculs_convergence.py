"""Aggregates of convergence: computed by hand, then by properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.calculs import convergence as c
from diagnostics.calculs import lexique, phrases


def avis(*degres, piste="p", prive=()):
    return [c.Avis(f"a{i}", piste, d, i in prive) for i, d in enumerate(degres)]


class TestMeanAndSpread:
    def test_by_hand(self):
        # mean (4+3+3+0)/4 = 2.5; deviations 1.5 + 0.5 + 0.5 + 2.5 = 5; 5/4 = 1.25
        assert c.moyenne([4, 3, 3, 0]) == 2.5
        assert c.ecart_moyen([4, 3, 3, 0]) == 1.25

    def test_alone_there_is_no_spread(self):
        assert c.ecart_moyen([3]) == 0
        assert c.moyenne([]) is None
        assert c.ecart_moyen([]) is None

    @settings(deadline=None, max_examples=60)
    @given(st.lists(st.integers(0, 4), min_size=1, max_size=15), st.randoms())
    def test_bounds_and_order(self, degres, hasard):
        melange = degres[:]
        hasard.shuffle(melange)
        assert 0 <= c.moyenne(degres) <= 4
        assert 0 <= c.ecart_moyen(degres) <= 2 + 1e-9
        assert c.moyenne(degres) == pytest.approx(c.moyenne(melange))
        assert c.ecart_moyen(degres) == pytest.approx(c.ecart_moyen(melange))


class TestHeard:
    def test_share(self):
        assert c.part_entendue(3, 4) == 0.75
        assert c.part_entendue(0, 0) == 0

    @pytest.mark.parametrize(
        ("entendus", "concernes", "attendu"),
        [
            (0, 4, "aucune"),
            (2, 2, "tres_faible"),
            (3, 7, "faible"),
            (4, 6, "moyenne"),
            (4, 4, "moyenne"),
            (4, 5, "moyenne"),
            (5, 6, "bonne"),
        ],
    )
    def test_confidence(self, entendus, concernes, attendu):
        assert c.juger_confiance(entendus, concernes) == attendu


class TestPrivacy:
    def test_open_answers_alone(self):
        a = c.compter(avis(4, 3, 3, 0, None), 6)
        assert (a.entendus, a.comptes, a.concernes) == (4, 4, 6)
        assert (a.moyenne, a.ecart) == (2.5, 1.25)
        assert a.part == pytest.approx(4 / 6)
        assert a.repartition == (1, 0, 0, 2, 1)
        assert not a.arrondie

    @pytest.mark.parametrize("prive", [{4}, {3, 4}])
    def test_one_or_two_private_answers_are_left_out(self, prive):
        a = c.compter(avis(4, 4, 4, 0, 0, prive=prive), 5)
        ouverts = [d for i, d in enumerate((4, 4, 4, 0, 0)) if i not in prive]
        assert a.moyenne == c.moyenne(ouverts)
        assert a.prives_tus == len(prive)
        assert a.entendus == 5

    def test_three_private_answers_are_counted_rounded_and_without_spread(self):
        # (4 + 3 + 0 + 1 + 2) / 5 = 2.0; open 4 and 3, private 0, 1, 2
        a = c.compter(avis(4, 3, 0, 1, 2, prive={2, 3, 4}), 5)
        assert a.moyenne == 2.0
        assert a.ecart is None
        assert a.arrondie
        # (4 + 4 + 0 + 1 + 2) / 5 = 2.2, to the half degree: 2
        assert c.compter(avis(4, 4, 0, 1, 2, prive={2, 3, 4}), 5).moyenne == 2.0
        assert a.repartition == (0, 0, 0, 1, 1)

    def test_unanimous_private_answers_would_be_deduced_so_they_are_left_out(self):
        a = c.compter(avis(4, 0, 0, 0, prive={1, 2, 3}), 4)
        assert a.moyenne == 4
        assert a.prives_tus == 3

    def test_public_edition_hides_under_three(self):
        assert c.compter(avis(4, 3), 5, seuil=3).moyenne is None
        assert c.compter(avis(4, 3, 2), 5, seuil=3).moyenne == 3

    @settings(deadline=None, max_examples=80)
    @given(
        st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=10),
        st.integers(0, 12),
    )
    def test_a_lone_private_answer_never_changes_what_is_shown(self, reponses, concernes):
        liste = [c.Avis(str(i), "p", d, p) for i, (d, p) in enumerate(reponses)]
        prives = [a for a in liste if a.prive]
        vu = c.compter(liste, concernes)
        assert vu.moyenne is None or 0 <= vu.moyenne <= 4
        assert 0 <= vu.part <= 1
        if len(prives) < c.SEUIL_PRIVE:
            autres = [c.Avis(a.acteur, "p", 4 - a.adhesion, True) if a.prive else a for a in liste]
            assert c.compter(autres, concernes) == vu


class TestTensions:
    def test_opposed_degrees(self):
        # 4 against 1 and 0: two tensions; 2 takes no side; a private 0 is not shown
        liste = [*avis(4, 1, 0, 2), c.Avis("z", "p", 0, prive=True)]
        vues = c.tensions(liste)
        assert [(t.un, t.autre, t.ecart) for t in vues] == [("a0", "a2", 4), ("a0", "a1", 3)]

    def test_not_across_ideas(self):
        assert c.tensions([c.Avis("a", "p", 4), c.Avis("b", "q", 0)]) == ()

    def test_expectations_that_contradict(self):
        un, autre = c.Souhait(1, "p", "b", "Gratuit"), c.Souhait(2, "p", "a", "Payant")
        (tension,) = c.tensions([], [(un, autre)])
        assert (tension.un, tension.autre, tension.attentes) == ("a", "b", (2, 1))
        assert c.tensions([], [(un, c.Souhait(3, "p", "b", "x"))]) == ()


class TestMatching:
    SOUHAITS = (
        c.Souhait(1, "p", "a", "Une salle équipée", "lieux"),
        c.Souhait(2, "p", "a", "Des bénévoles formés", "emploi"),
        c.Souhait(3, "q", "b", "Une salle", "lieux"),
    )
    RESSOURCES = (
        c.Ressource(10, "p", "b", "Nos salles et machines", "lieux"),
        c.Ressource(11, "p", "a", "Une salle", "lieux"),
        c.Ressource(12, "p", "c", "Un carnet d’adresses", "reseau"),
    )

    def test_linked_by_people(self):
        # (9, 9) names nothing known: ignored. 1 of 3 expectations covered, 2 contributions free.
        bilan = c.apparier(self.SOUHAITS, self.RESSOURCES, [(1, 10), (9, 9)])
        assert [s.cle for s in bilan.couverts] == [1]
        assert [s.cle for s in bilan.non_couverts] == [2, 3]
        assert [r.cle for r in bilan.non_demandees] == [11, 12]
        assert bilan.part_couverte == pytest.approx(1 / 3)
        assert c.apparier([], [], []).part_couverte is None

    def test_suggested_by_theme_and_words(self):
        # Expectation 1: {salle, equipee}; contribution 10: {salle, machine}: shared 1 of 3 words.
        # Contribution 11 comes from the same actor, 12 shares nothing, 3 is another idea.
        (seule,) = c.suggerer(self.SOUHAITS, self.RESSOURCES)
        assert (seule.souhait.cle, seule.ressource.cle) == (1, 10)
        assert seule.meme_theme
        assert seule.mots == ("salle",)
        assert seule.score == pytest.approx(1 + 1 / 3)
        assert c.suggerer(self.SOUHAITS, self.RESSOURCES, sauf=[(1, 10)]) == ()


class TestConvergenceOfActors:
    def test_by_hand(self):
        # p: |4-3| = 1, q: |4-1| = 3; mean 2; 1 - 2/4 = 0.5
        liste = [
            c.Avis("a", "p", 4), c.Avis("b", "p", 3),
            c.Avis("a", "q", 4), c.Avis("b", "q", 1),
            c.Avis("d", "r", 4), c.Avis("a", "r", 0, prive=True),
        ]  # fmt: skip
        assert c.convergence_acteurs(liste) == {("a", "b"): 0.5, ("b", "a"): 0.5}

    @settings(deadline=None, max_examples=60)
    @given(
        st.dictionaries(
            st.tuples(st.sampled_from("abcd"), st.sampled_from("pqr")), st.integers(0, 4)
        ),
        st.randoms(),
    )
    def test_symmetry_bounds_and_order(self, degres, hasard):
        liste = [c.Avis(a, p, d) for (a, p), d in degres.items()]
        accord = c.convergence_acteurs(liste)
        assert all(accord[b, a] == v and 0 <= v <= 1 for (a, b), v in accord.items())
        tensions = c.tensions(liste)
        hasard.shuffle(liste)
        assert c.convergence_acteurs(liste) == pytest.approx(accord)
        assert c.tensions(liste) == tensions


class TestWords:
    def test_distance_by_hand(self):
        # {communaute, ess, rencontrer} and {lieu, rencontrer}: 1 shared of 4
        assert (
            lexique.distance("Une communauté ESS pour se rencontrer", "Un lieu où rencontrer")
            == 0.75
        )
        assert lexique.distance("Les salles", "la salle") == 0
        assert lexique.distance("", "la salle") is None
        assert lexique.mots_pleins("locaux") == {"local"}

    def test_pairs(self):
        textes = [("b", "salle machine"), ("a", "salle"), ("c", "vélo"), ("d", "")]
        # a-b 0.5; a-c 1; b-c 1: mean 5/6
        assert [(e.un, e.autre, e.distance) for e in lexique.comparer(textes)] == [
            ("a", "c", 1), ("b", "c", 1), ("a", "b", 0.5),
        ]  # fmt: skip
        assert lexique.distance_moyenne(textes) == pytest.approx(2.5 / 3)

    @settings(deadline=None, max_examples=60)
    @given(st.text(max_size=60), st.text(max_size=60))
    def test_symmetry_and_bounds(self, a, b):
        d = lexique.distance(a, b)
        assert d == lexique.distance(b, a)
        assert d is None or 0 <= d <= 1


class TestSentences:
    def test_adhesion_is_said(self):
        dit = phrases.dire_adhesion(c.compter(avis(4, 3, 3, 4), 5))
        assert "pour, avec l’envie d’agir" in dit
        assert "3,5 sur 4" in dit
        assert "même sens" in dit
        assert "divisés" in phrases.dire_adhesion(c.compter(avis(4, 0, 4, 0), 4))
        assert "privée" in phrases.dire_adhesion(c.compter(avis(4, 3, 2, 0, prive={3}), 4))
        assert phrases.dire_adhesion(c.compter([], 3)) == ""

    def test_parts_are_said(self):
        assert phrases.dire_part(c.compter(avis(4), 3)) == "1 acteur sur 3 s’est exprimé."
        assert (
            phrases.dire_part(c.compter([], 3)) == "Aucun des 3 acteurs concernés ne s’est exprimé."
        )
        assert "désigné" in phrases.dire_part(c.compter([], 0))

    def test_matching_is_said(self):
        bilan = c.apparier(TestMatching.SOUHAITS, TestMatching.RESSOURCES, [(1, 10)])
        assert "1 attente sur 3 trouve une réponse" in phrases.dire_appariement(bilan)
        assert "2 ne sont couvertes par personne" in phrases.dire_appariement(bilan)
        assert "2 apports restent proposés" in phrases.dire_appariement(bilan)

    @pytest.mark.parametrize("confiance", list(c.Confiance))
    def test_every_confidence_is_said(self, confiance):
        assert phrases.dire_confiance(confiance).endswith(".")
