"""The whole analysis on hand-built chains: statuses, gaps, dependence, value, in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filieres.calculs.analyse import analyser
from filieres.calculs.reseau import BesoinLu
from filieres.calculs.resultats import Statut
from tests.filieres.calculs.reseaux import flux, gisement, maillon, position, reseau
from tests.filieres.calculs.test_bilan import filieres

F = Fraction


def statuts(a):
    return {cle: m.statut for cle, m in a.maillons.items()}


def phrases(a, code=""):
    return [c.phrase for c in a.constats if code in {"", c.code}]


def reemploi(*plus, **champs):
    """Collecte → lavage → vente: 100 t, 80 t, 60 t of capacity."""
    return reseau(
        maillon("collecte", 1), maillon("lavage", 2, rendement="0.95"), maillon("vente", 3),
        position("ressourcerie", "collecte", 60, ess=True, nom="La Ressourcerie"),
        position("regie", "collecte", 40, ess=False, nom="Régie"),
        position("laverie", "lavage", 80, ess=True, nom="La Laverie"),
        position("boutique", "vente", 30, ess=True), position("magasin", "vente", 30, ess=False),
        gisement("bouteilles", "collecte", 100, bas=50, haut=120),
        *plus, **champs,
    )  # fmt: skip


def test_a_chain_without_flows_is_read_in_its_order():
    a = analyser(reemploi())
    assert a.passage.au_mieux.centre == 60
    # Low end: 50 × 0.95; high end: still 60.
    assert (a.passage.au_mieux.bas, a.passage.au_mieux.haut) == (F("47.5"), 60)
    assert a.passage.goulots == ("vente",)
    assert a.passage.part == F(6, 10)
    assert statuts(a) == {
        "collecte": Statut.FRAGILE, "lavage": Statut.FRAGILE, "vente": Statut.GOULOT,
    }  # fmt: skip
    assert a.maillons["collecte"].taux == 1
    assert a.maillons["collecte"].pourquoi == "100\xa0% de sa capacité"
    assert a.maillons["lavage"].pourquoi == "Un seul acteur"
    assert a.maillons["collecte"].part_ess.part == F(6, 10)
    assert phrases(a, "dependance") == [
        "Le maillon «\xa0Lavage\xa0» ne repose que sur un acteur\xa0: La Laverie."
    ]


def test_a_missing_maillon_stops_the_chain_and_names_who_could():
    r = reemploi()
    sans = [p for p in r.positions if p.maillon != "lavage"]
    possible = position("esat", "lavage", 50, potentielle=True, nom="ESAT du Val")
    a = analyser(reseau(*r.maillons, *r.gisements, *sans, possible))
    assert a.maillons["lavage"].statut == Statut.MANQUANT
    assert a.maillons["lavage"].potentiels == 1
    assert a.passage.au_mieux.centre == 0
    assert a.passage.bouches == ("lavage",)
    assert phrases(a, "manquant") == [
        "Aucun acteur au maillon «\xa0Lavage\xa0»\u202f; ESAT du Val pourrait le tenir."
    ]
    assert "Rien ne peut traverser la filière" in phrases(a, "bouchee")[0]


@pytest.mark.parametrize(
    ("declare", "exemple", "attendu"),
    [
        ("non-precise", False, Statut.MANQUANT),
        ("non-precise", True, Statut.INCONNU),
        ("manquant", True, Statut.MANQUANT),
        ("a-venir", False, Statut.MANQUANT),
        ("sous-traite", False, Statut.FRAGILE),
        ("couvert", False, Statut.COUVERT),
    ],
)
def test_what_nobody_holds_is_missing_unless_somebody_says_otherwise(declare, exemple, attendu):
    a = analyser(reseau(maillon("a", statut_declare=declare), exemple=exemple))
    assert a.maillons["a"].statut == attendu


def test_unknown_capacity_is_no_limit_and_is_named():
    r = reemploi()
    inconnue = [p for p in r.positions if p.maillon != "vente"]
    a = analyser(reseau(*r.maillons, *r.gisements, *inconnue, position("x", "vente")))
    # 100 in, lavage takes 80 and gives 76.
    assert a.passage.au_mieux.centre == 76
    assert a.passage.sans_capacite == ("vente",)
    assert a.maillons["lavage"].statut == Statut.GOULOT
    assert "capacité inconnue, tenue pour suffisante, de «\xa0Vente\xa0»" in next(
        c.appui for c in a.constats if c.code == "passage"
    )


def test_without_gisement_what_first_maillons_send_is_what_enters():
    a = analyser(reseau(
        maillon("elevage", 1, rendement="0.5"), maillon("filage", 2, capacite=30),
        position("e", "elevage"), position("f", "filage"), position("h", "filage"),
        flux("elevage", "filage", 40),
    ))  # fmt: skip
    assert a.passage.disponible.centre == 80
    assert a.passage.au_mieux.centre == 30
    assert a.maillons["filage"].taux == F(4, 3)
    assert a.maillons["filage"].statut == Statut.GOULOT
    assert analyser(reseau(maillon("a"))).passage is None


def test_a_loop_is_counted_once():
    a = analyser(reemploi(
        flux("collecte", "lavage", 80), flux("lavage", "vente", 76), flux("vente", "collecte", 20),
        flux("vente", None, 40),
    ))  # fmt: skip
    assert a.maillons["collecte"].entrant.centre == 120
    assert a.passage.au_mieux.centre == 60
    assert a.passage.part == F(6, 10)


def test_side_exits_do_not_count_as_having_crossed():
    a = analyser(reseau(
        maillon("tri", 1, capacite=100), maillon("lavage", 2), maillon("vente", 3, capacite=50),
        position("t", "tri"), position("v", "vente"),
        gisement("g", "tri", 100), flux("tri", "lavage", 60), flux("tri", None, 40),
        flux("lavage", "vente", 60),
    ))  # fmt: skip
    assert a.maillons["lavage"].statut == Statut.MANQUANT
    assert a.passage.au_mieux.centre == 0


def test_dependence_and_its_words():
    a = analyser(reseau(
        maillon("a"), position("x", "a", 80, nom="Gros"), position("y", "a", 15),
        position("z", "a", 5), gisement("g", "a", 10),
    ))  # fmt: skip
    d = a.maillons["a"].dependance
    assert (d.part, d.acteurs, d.forte) == (F(8, 10), 3, True)
    assert d.concentration == F(64 * 100 + 225 + 25, 10000)
    assert phrases(a, "dependance") == ["Le maillon «\xa0A\xa0» repose à 80\xa0% sur Gros."]
    assert next(c for c in a.constats if c.code == "dependance").appui.endswith("très concentré")
    # Without capacities each counts for one; the same actor twice is one actor.
    b = analyser(reseau(
        maillon("a"), position("x", "a", acteur="r1"), position("y", "a", acteur="r1"),
        position("z", "a"),
    ))  # fmt: skip
    assert b.maillons["a"].dependance.part == F(1, 2)
    assert b.maillons["a"].acteurs == 2


def test_an_actor_at_most_maillons_and_one_that_lives_on_the_filiere_are_named():
    lignes = [maillon(c, i) for i, c in enumerate("abcd")]
    siennes = [position(f"p{c}", c, acteur="r1", nom="Pivot", part_ca=80) for c in "abc"]
    a = analyser(reseau(*lignes, *siennes))
    assert phrases(a, "acteur-central") == [
        "Pivot tient 3 maillons sur 4\xa0: son départ les toucherait tous."
    ]
    assert phrases(a, "acteur-dependant") == [
        "Pivot réalise 80\xa0% de son chiffre d’affaires dans cette filière."
    ]


def chiffree(ess_vente=False):
    """Gisement bought 100 €/t; wash sells 400 €/t; shop sells 1 €/kg."""
    return reseau(
        maillon("lavage", 1, achats_exterieurs=1000), maillon("vente", 2),
        position("l", "lavage", ess=True), position("m", "lavage", ess=False),
        position("v", "vente", ess=ess_vente), gisement("g", None, 50),
        flux(None, "lavage", 20, prix=100, gisement="g"),
        flux("lavage", "vente", 20, prix=400),
        flux("vente", None, 2000, unite="kg/mois", prix=1, cle="sortie"),
    )  # fmt: skip


def test_value_added_adds_up_to_what_the_chain_sells_less_what_it_buys():
    a = analyser(chiffree())
    lavage, vente = a.maillons["lavage"].valeur, a.maillons["vente"].valeur
    assert (lavage.ventes, lavage.achats, lavage.ajoutee) == (8000, 2000, 5000)
    assert vente.ajoutee == 24000 - 8000
    assert a.valeur_totale == 24000 - 2000 - 1000
    # Half of lavage is of the ESS, nothing of vente.
    assert (a.valeur_ess, a.valeur_attribuee) == (2500, 21000)
    assert [(e.maillon, e.prix, e.ecart, e.unite) for e in a.prix] == [
        ("lavage", 400, 300, "t"), ("vente", 1000, 600, "t"),
    ]  # fmt: skip


def test_ess_absent_where_value_is_highest_is_said():
    a = analyser(chiffree())
    assert phrases(a, "ess-absente") == [
        (
            "L’ESS est absente là où la valeur est la plus forte\xa0: «\xa0Vente\xa0» "
            "(16\u202f000\xa0€ par an, 76\xa0% du total)."
        )
    ]
    b = analyser(chiffree(ess_vente=True))
    assert phrases(b, "ess-absente") == []
    assert "se crée le plus de valeur" in phrases(b, "valeur")[0]


def test_a_flow_without_a_price_is_lacking_not_free():
    a = analyser(reseau(
        maillon("a"), position("x", "a"), flux(None, "a", 5, gisement="g"), gisement("g"),
        flux("a", None, 4, prix=10),
    ))  # fmt: skip
    valeur = a.maillons["a"].valeur
    assert (valeur.ajoutee, valeur.manques, valeur.complete) == (40, 1, False)
    assert analyser(reseau(maillon("a"), flux("a", None, 4))).maillons["a"].valeur is None


def test_no_loss_is_told_while_a_sale_has_no_price():
    """It buys 400 €, gives back for 0 € and sells the rest at a price nobody said."""
    flux_de_a = (
        flux("b", "a", 4, prix=100), flux("a", "b", 1, prix=0), flux("a", None, 3),
    )  # fmt: skip
    a = analyser(reseau(maillon("a", 2), maillon("b"), *flux_de_a))
    assert a.maillons["a"].valeur is None
    vendu = analyser(reseau(maillon("a", 2), maillon("b"), *flux_de_a[:2]))
    assert vendu.maillons["a"].valeur.ajoutee == -400


def test_needs_margins_leftovers_and_distances_are_said():
    besoins = (BesoinLu("equipement", "laveuse"), BesoinLu("foncier", "", couvert=True))
    a = analyser(reseau(
        maillon("a", capacite=100, besoins=besoins), position("x", "a"), position("y", "a"),
        gisement("g", None, 100), flux(None, "a", 40, gisement="g", distance_km=140, matiere="verre"),
        flux("a", None, 40),
    ))  # fmt: skip
    assert phrases(a, "besoin") == ["Au maillon «\xa0A\xa0», il manque\xa0: équipement (laveuse)."]
    assert "peut encore prendre 60\xa0t/an" in phrases(a, "marge")[0]
    assert "Il reste 60\xa0t/an" in phrases(a, "reste")[0]
    assert "parcourt 140\xa0km" in phrases(a, "distance")[0]


@settings(deadline=None, max_examples=60)
@given(filieres())
def test_any_filiere_is_analysed(r):
    a = analyser(r)
    assert set(a.maillons) == {"a", "b", "c"}
    if a.passage:
        assert 0 <= a.passage.au_mieux.bas <= a.passage.au_mieux.centre <= a.passage.au_mieux.haut
        assert a.passage.au_mieux.centre <= a.passage.disponible.centre


@settings(deadline=None, max_examples=60)
@given(filieres(), st.sampled_from("abc"), st.decimals(0, 500, places=1))
def test_an_actor_more_never_lowers_what_can_cross(r, cle, capacite):
    avant = analyser(r)
    if avant.passage is None or avant.passage.unite != "t/an":
        return
    autre = position("neuf", cle, capacite)
    lignes = (*r.maillons, *r.positions, *r.gisements, *r.flux)
    apres = analyser(reseau(*lignes, autre))
    assert apres.passage.au_mieux.centre >= avant.passage.au_mieux.centre


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.decimals(0, 500, places=1), st.decimals(0, 900, places=2)),
        min_size=2,
        max_size=6,
    )
)
def test_value_added_is_conserved_along_any_priced_chain(etapes):
    n = len(etapes) - 1
    lignes = [maillon(f"m{i}", i) for i in range(n)]
    flux_ = [
        flux(
            f"m{i - 1}" if i else None, f"m{i}" if i < n else None, volume, prix=prix,
            gisement=None if i else "g", cle=f"f{i}",
        )
        for i, (volume, prix) in enumerate(etapes)
    ]  # fmt: skip
    a = analyser(reseau(*lignes, *flux_, gisement("g")))
    (premier, achat), (dernier, vente) = etapes[0], etapes[-1]
    assert a.valeur_totale == F(Decimal(dernier)) * F(vente) - F(Decimal(premier)) * F(achat)
