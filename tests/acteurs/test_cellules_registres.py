"""Cells of registers: numbers, dates and headers, whatever their writing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from acteurs.importers.registres import lire_jour, lire_siren, trouver
from tests.acteurs.fichiers_registres import PEU


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("923114524", "923114524"),
        ("923 114 524", "923114524"),
        ("923\u202f114\u00a0524", "923114524"),
        ("5520135", "005520135"),
        ("5520135.0", "005520135"),
        ("92311452400018", "923114524"),
        ("923 114 524 00018", "923114524"),
        ("", ""),
        ("  ", ""),
        ("0", ""),
        ("-", ""),
    ],
)
def test_siren_is_read_as_spreadsheets_leave_it(brut, attendu):
    assert lire_siren(brut) == attendu


@pytest.mark.parametrize("brut", ["923114525", "SIREN", "1234567890", "٣٢١", "923114524A"])
def test_what_is_not_a_siren_is_refused(brut):
    with pytest.raises(ValueError, match="SIREN invalide"):
        lire_siren(brut)


@PEU
@given(st.text(max_size=40))
def test_any_cell_gives_a_valid_siren_or_nothing(brut):
    try:
        siren = lire_siren(brut)
    except ValueError:
        return
    assert siren == "" or (len(siren) == 9 and luhn.is_valid(siren))


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("2027-12-31", date(2027, 12, 31)),
        ("2027-12-31 00:00:00", date(2027, 12, 31)),
        ("31/12/2027", date(2027, 12, 31)),
        ("1.3.2027", date(2027, 3, 1)),
        ("46752", date(2027, 12, 31)),
        ("0001-01-01", None),
        ("31/02/2027", None),
        ("5 ans", None),
        ("12", None),
        ("", None),
    ],
)
def test_dates_of_cells(brut, attendu):
    assert lire_jour(brut) == attendu


@PEU
@given(st.text(max_size=30))
def test_any_cell_gives_a_date_or_nothing(brut):
    jour = lire_jour(brut)
    assert jour is None or jour.year > 1800


def test_headers_are_found_whatever_their_writing():
    assert trouver(["Nom", "N° SIREN"], ("no siren", "n siren")) == 1
    assert trouver(["Nom", "SIREN de la structure"], ("siren",), "siren") == 1
    assert trouver(["Nom"], ("siren",), "siren") is None
