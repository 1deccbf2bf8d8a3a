"""Units: everything to one unit per year, exactly; the unknown is kept and told."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filieres.calculs.mots import dire_euros, dire_liste, dire_nombre, dire_part, dire_plage
from filieres.calculs.resultats import Plage
from filieres.calculs.unites import (
    convertir,
    dire_unite,
    lire_unite,
    matiere_de,
    plage,
    prix_par_base,
)


@pytest.mark.parametrize(
    ("valeur", "unite", "attendu"),
    [
        ("12", "kg/jour", "4.38 t"),
        ("365", "kg par mois", "4.38 t"),
        ("4.38", "tonnes/an", "4.38 t"),
        ("4.38", "t", "4.38 t"),
        ("4.38", "tonnes annuelles", "4.38 t"),
        ("2", "T / semaine", "104 t"),
        ("3", "kg/jour ouvré", "0.78 t"),
        ("10", "quintaux", "1 t"),
        ("7", "t/saison", "7 t"),
        ("500", "L/mois", "6 m³"),
        ("3", "hl", "0.3 m³"),
        ("2", "m3/trimestre", "8 m³"),
        ("2", "mètres cubes", "2 m³"),
        ("1.5", "ha", "15000 m²"),
        ("1200", "kWh", "1.2 MWh"),
        ("100", "bouteilles/jour", "36500 bouteille"),
        ("80", "repas par jour ouvré", "20800 repas"),
        ("5", "milliers de bouteilles / an", "5000 bouteille"),
        ("2", "millions d’unités", "2000000 pièce"),
        ("30", "pièces quotidiennes", "10950 pièce"),
        ("12", "bocaux", "12 bocal"),
        ("4", "vélos/mois", "48 vélo"),
    ],
)
def test_typed_units_come_to_their_base_per_year(valeur, unite, attendu):
    quantite = convertir(Decimal(valeur), unite)
    nombre, _, base = attendu.partition(" ")
    assert (quantite.valeur, quantite.base) == (Fraction(nombre), base)
    assert lire_unite(unite).connue


@pytest.mark.parametrize("unite", ["big-bags/mois", "ml", "kg/hab.", "", "zorglubs", "t/lune"])
def test_an_unknown_unit_is_kept_as_typed_and_said_unknown(unite):
    lue = lire_unite(unite)
    assert not lue.connue
    assert convertir(Decimal(2), unite).valeur == 2 * lue.par_an
    assert lire_unite(unite).base == lire_unite(f"  {unite.upper()} ").base


def test_an_unknown_thing_still_has_its_period():
    assert convertir(Decimal(3), "big-bags/mois").valeur == 36
    assert dire_unite(lire_unite("big-bags/mois").base) == "big-bags/an"
    assert dire_unite("") == "sans unité"


def test_things_weigh_only_when_somebody_said_how_much():
    assert convertir(Decimal(1000), "bouteilles/mois").base == "bouteille"
    pesee = convertir(Decimal(1000), "bouteilles/mois", Decimal("0.55"))
    assert (pesee.valeur, pesee.base) == (Fraction("6.6"), "t")
    assert convertir(Decimal(2), "milliers de pièces", Decimal("0.5")).valeur == 1
    assert convertir(Decimal(10), "m3", Decimal(250)).valeur == Fraction("2.5")
    # What already weighs is not weighed twice.
    assert convertir(Decimal(3), "t", Decimal(9)).valeur == 3


def test_a_range_keeps_its_ends_in_order():
    assert plage(Decimal(12), Decimal(6), None, "kg/mois") == Plage(
        Fraction("0.072"), Fraction("0.144"), Fraction("0.144"), "t/an"
    )
    assert plage(None, Decimal(2), Decimal(4), "t").centre == 3
    assert plage(None, None, None, "t") is None
    assert plage(Decimal(5), Decimal(7), Decimal(2), "t") == Plage(5, 5, 5, "t/an")


def test_a_price_is_by_matter_not_by_year():
    assert prix_par_base(Decimal("0.3"), "kg/mois") == (300, "t")
    assert prix_par_base(Decimal(2), "bouteilles/an") == (2, "bouteille")
    assert prix_par_base(Decimal(2), "bouteilles/an", Decimal("0.5")) == (4000, "t")
    assert prix_par_base(Decimal(100), "milliers de bouteilles") == (Fraction(1, 10), "bouteille")


@settings(deadline=None, max_examples=60)
@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(["kg", "t", "g", "L", "m3", "bouteilles", "repas", "zorglubs"]),
    st.sampled_from(["", "/an", "/mois", " par jour", "/semaine", "/jour ouvré"]),
)
def test_conversion_is_exact_and_adds_up(valeur, matiere, periode):
    unite = matiere + periode
    un, tout = convertir(Decimal(1), unite), convertir(valeur, unite)
    assert tout.valeur == Fraction(valeur) * un.valeur
    assert convertir(valeur * 2, unite).valeur == 2 * tout.valeur
    assert tout.base == un.base


def test_words():
    assert dire_nombre(Fraction(12345)) == "12\u202f300"
    assert dire_nombre(Fraction(1234)) == "1\u202f234"
    assert dire_nombre(Fraction(1, 3)) == "0,33"
    assert dire_nombre(Fraction(1, 300)) == "0,0033"
    assert dire_nombre(Fraction(1234567)) == "1\u202f235\u202f000"
    assert dire_plage(Plage(700, 850, 1000, "t/an")) == "850\xa0t/an (de 700 à 1\u202f000)"
    assert dire_part(Fraction(1, 3)) == "33\xa0%"
    assert dire_part(Fraction(1, 300)) == "moins de 1\xa0%"
    assert dire_euros(Fraction(12400)) == "12\u202f400\xa0€"
    assert dire_liste(["a", "b", "c"]) == "a, b et c"
    assert dire_liste(list("abcdefg")) == "a, b, c, d et 3 autres"


@pytest.mark.parametrize(
    ("typee", "matiere"),
    [
        ("t/mois", "t"),
        ("bouteilles par an", "bouteille"),
        ("milliers de bouteilles / an", "millier de bouteilles"),
        ("repas", "repas"),
        ("kg/hab.", "kg/hab."),
        ("", ""),
    ],
)
def test_prices_are_per_unit_of_matter(typee, matiere):
    assert matiere_de(typee) == matiere
