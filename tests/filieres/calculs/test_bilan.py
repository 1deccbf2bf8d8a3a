"""Mass balance: totals are sums of parts; every contradiction and every lack is told."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from filieres.calculs.bilan import chercher_incoherences, dresser
from filieres.calculs.mesures import Mesures
from filieres.calculs.resultats import Gravite, Plage
from tests.filieres.calculs.reseaux import flux, gisement, maillon, position, reseau

F = Fraction


def bilan(r, cle):
    return dresser(Mesures(r))[cle]


def incoherences(r, **filtre):
    mesures = Mesures(r)
    return [
        i
        for i in chercher_incoherences(mesures, dresser(mesures))
        if all(getattr(i, nom) == valeur for nom, valeur in filtre.items())
    ]


def codes(r, **filtre):
    return [i.code for i in incoherences(r, **filtre)]


def test_totals_are_sums_whatever_the_units_typed():
    r = reseau(
        maillon("tri", capacite=60, unite="t/an"),
        gisement("g", "tri", 2, unite="t/mois", part_disponible=50, bas=1, haut=3),
        flux(None, "tri", 12, unite="kg/jour", gisement="h"), gisement("h", None, 5),
        flux("tri", None, 10), flux("tri", None, 1000, unite="kg par mois", cle="bis"),
    )  # fmt: skip
    b = bilan(r, "tri")
    # 2 t/month × 12 × 50 % = 12; 12 kg × 365 = 4.38
    assert b.entrant == Plage(F("10.38"), F("16.38"), F("22.38"), "t/an")
    assert b.sortant == Plage(22, 22, 22, "t/an")
    assert b.taux == F("16.38") / 60
    # 22 out, at most 22.38 in: within the range, not told.
    assert "sort-plus-qu-il-n-entre" not in codes(r)


def test_more_out_than_in_is_told_with_the_yield():
    r = reseau(
        maillon("tri", rendement="0.5"), maillon("vente", 2), position("x", "tri", 200),
        gisement("g", "tri", 100), flux("tri", "vente", 60),
    )  # fmt: skip
    (erreur,) = incoherences(r, code="sort-plus-qu-il-n-entre")
    assert erreur.gravite == Gravite.ERREUR
    assert erreur.maillon == "tri"
    assert "60\xa0t/an pour 100\xa0t/an (rendement de 50\xa0%)" in erreur.phrase
    juste = reseau(*r.maillons, *r.positions, *r.gisements, flux("tri", "vente", 50))
    assert "sort-plus-qu-il-n-entre" not in codes(juste)


def test_what_goes_nowhere_is_told():
    r = reseau(
        maillon("tri"), maillon("vente", 2), gisement("g", "tri", 100), flux("tri", "vente", 70)
    )
    (manque,) = incoherences(r, code="sans-destination")
    assert manque.gravite == Gravite.MANQUE
    assert "30\xa0t/an" in manque.phrase
    # With the yield that explains it, nothing is missing.
    r = reseau(maillon("tri", rendement="0.7"), maillon("vente", 2), *r.gisements, *r.flux)
    assert "sans-destination" not in codes(r)


def test_capacity_exceeded_only_when_the_low_end_exceeds_it():
    base = maillon("tri", capacite=50)
    assert "capacite-depassee" in codes(reseau(base, gisement("g", "tri", 80)))
    assert "capacite-depassee" not in codes(reseau(base, gisement("g", "tri", 80, bas=40, haut=90)))
    # A partial sum of capacities proves nothing.
    r = reseau(maillon("tri"), position("x", "tri", 10), position("y", "tri"),
               gisement("g", "tri", 80))  # fmt: skip
    assert "capacite-partielle" in codes(r)
    assert "capacite-depassee" not in codes(r)


def test_unit_mixes_are_told_and_nothing_is_added_across_kinds():
    r = reseau(
        maillon("lavage", capacite=100, unite="bouteilles/jour"),
        flux(None, "lavage", 3000, unite="bouteilles/mois", gisement="g"),
        flux(None, "lavage", 5, unite="t/an", gisement="h"),
        flux("lavage", None, 7, unite="zorglubs/semaine"),
        gisement("g"), gisement("h"),
    )  # fmt: skip
    b = bilan(r, "lavage")
    assert b.entrant == Plage(36000, 36000, 36000, "bouteilles/an")
    assert b.capacite == 36500
    assert b.sortant is None
    assert {(m.centre, m.unite) for m in b.autres} == {(5, "t/an"), (364, "zorglubs/an")}
    assert {"unites-melees", "unite-inconnue"} <= set(codes(r, gravite=Gravite.MANQUE))


def test_the_weight_of_a_thing_brings_flows_and_capacities_together():
    r = reseau(
        maillon("lavage", capacite=100, unite="bouteilles/jour"),
        flux(None, "lavage", 3000, unite="bouteilles/mois", gisement="g", masse_unitaire_kg="0.5"),
        flux(None, "lavage", 2, unite="t/an", gisement="h"), gisement("g"), gisement("h"),
    )  # fmt: skip
    b = bilan(r, "lavage")
    assert b.entrant.centre == 18 + 2
    assert b.capacite == F("18.25")
    assert "unites-melees" not in codes(r)
    autre = reseau(
        *r.maillons, *r.gisements, *r.flux,
        flux("lavage", None, 10, unite="bouteilles", masse_unitaire_kg="0.4", cle="z"),
    )  # fmt: skip
    assert "poids-differents" in codes(autre)
    assert bilan(autre, "lavage").capacite is None


def test_missing_figures_are_told_not_taken_for_zero():
    r = reseau(
        maillon("a"), maillon("b", 2), position("x", "a"), position("y", "b"),
        flux("a", "b", None), flux("b", None, 4), gisement("g", None, 3),
    )  # fmt: skip
    b = bilan(r, "b")
    assert b.entrant is None
    assert b.entrant_partiel
    trouves = codes(r)
    assert {"quantite-inconnue", "capacite-inconnue", "gisement-isole"} <= set(trouves)
    # The volume that comes in is unknown: 4 going out contradicts nothing.
    assert "sort-plus-qu-il-n-entre" not in trouves
    assert "sans-entree" not in trouves


def test_other_contradictions():
    r = reseau(
        maillon("a", capacite=100), maillon("b", 2, statut_declare="manquant"), maillon("c", 3),
        position("x", "a", 30), position("y", "a", 40), position("z", "b", 5, annee=2019),
        flux("a", "b", 9, position_arrivee="z", annee=2024), flux("b", "c", 3), flux("c", None, 1),
        gisement("g", None, 4, bas=6, haut=5), flux(None, "a", 9, gisement="g"),
    )  # fmt: skip
    trouves = codes(r, gravite=Gravite.ERREUR)
    for code in (
        "capacites-differentes", "statut-contredit", "capacite-acteur-depassee",
        "flux-sans-acteur", "bornes-en-desordre", "gisement-depasse",
    ):  # fmt: skip
        assert code in trouves, code
    assert "annees-differentes" in codes(r)
    graves = [i.gravite for i in incoherences(r)]
    assert graves == sorted(graves, key=lambda g: g != Gravite.ERREUR)


def test_a_coherent_chain_has_nothing_to_tell():
    r = reseau(
        maillon("collecte", 1, capacite=120), maillon("lavage", 2, capacite=100, rendement="0.9"),
        maillon("vente", 3, capacite=90), position("x", "collecte"), position("y", "lavage"),
        position("z", "vente"), gisement("g", "collecte", 100),
        flux("collecte", "lavage", 100), flux("lavage", "vente", 90), flux("vente", None, 90),
    )  # fmt: skip
    assert incoherences(r) == []


unites = st.sampled_from(["t/an", "kg/jour", "t/mois", "kg", "bouteilles/an", "m3", "zorglubs", ""])
volumes = st.one_of(st.none(), st.decimals(0, 1000, places=2))


@st.composite
def filieres(tirer):
    """Any flows between three maillons and outside: loops, unknown volumes, mixed units."""
    cles = ["a", "b", "c"]
    lignes = [
        flux(
            tirer(st.sampled_from(cles)), tirer(st.sampled_from([*cles, None])), tirer(volumes),
            unite=tirer(unites), cle=f"f{i}", masse_unitaire_kg=tirer(st.sampled_from([None, "0.5"])),
        )
        for i in range(tirer(st.integers(0, 8)))
    ]  # fmt: skip
    lignes += [
        gisement(
            f"g{i}", tirer(st.sampled_from([*cles, None])), tirer(volumes), unite=tirer(unites)
        )
        for i in range(tirer(st.integers(0, 3)))
    ]
    lignes += [
        position(f"p{i}", tirer(st.sampled_from(cles)), tirer(volumes), unite=tirer(unites))
        for i in range(tirer(st.integers(0, 3)))
    ]
    return reseau(*(maillon(c, i) for i, c in enumerate(cles)), *lignes)


@settings(deadline=None, max_examples=60)
@given(filieres())
def test_everything_that_comes_and_goes_is_counted_once(r):
    mesures = Mesures(r)
    bilans = dresser(mesures)
    total: dict[str, Fraction] = {}
    for b in bilans.values():
        for mesure in (*filter(None, (b.entrant, b.sortant)), *b.autres):
            total[mesure.unite] = total.get(mesure.unite, 0) + mesure.centre
    attendu: dict[str, Fraction] = {}
    for f in r.flux:
        if mesure := mesures.flux[f.cle]:
            fois = 1 + (f.arrivee is not None)
            attendu[mesure.unite] = attendu.get(mesure.unite, 0) + fois * mesure.centre
    for g in r.gisements:
        if g.maillon and (mesure := mesures.gisements[g.cle]):
            attendu[mesure.unite] = attendu.get(mesure.unite, 0) + mesure.centre
    assert {u: v for u, v in total.items() if v} == {u: v for u, v in attendu.items() if v}


@settings(deadline=None, max_examples=60)
@given(filieres())
def test_every_lack_is_told(r):
    dites = incoherences(r)
    objets = {(i.code, i.objet) for i in dites}
    for f in r.flux:
        if f.volume is None:
            assert ("quantite-inconnue", f.cle) in objets
        elif f.unite == "zorglubs":
            assert ("unite-inconnue", f.cle) in objets
    mesures = Mesures(r)
    for b in dresser(mesures).values():
        if b.autres:
            assert ("unites-melees", b.cle) in objets
        if mesures.capacites[b.cle].valeur is None:
            assert ("capacite-inconnue", b.cle) in objets
    for i in dites:
        assert i.phrase[0].isupper() or i.phrase[0] in "«À"
        assert i.phrase.endswith((".", "»."))
