"""Reading the ESUS list, a workbook whose titles change from year to year."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from acteurs.importers import esus
from acteurs.importers.tables import FichierRefuse
from tests.acteurs.fichiers_registres import (
    PEU,
    SIRENS,
    TEXTES,
    classeur,
    ecrire,
    siren_de,
    tout,
)

LISTE = [
    ["Liste nationale des agréments ESUS"],
    [],
    ["Mise à jour du 31/01/2026 : chaque structure y figure avec son SIREN et ses dates"],
    ["Région", "Dénomination", "N° SIREN", "Date de l’agrément", "Date de fin d’agrément"],
    ["Hauts-de-France", "La Ressourcerie", 923114524, datetime(2024, 3, 1), datetime(2029, 3, 1)],  # noqa: DTZ001
    ["Hauts-de-France", "Le Pavé", "005 520 135", "01/03/2024", "28/02/2026"],
    [],
    ["Bretagne", "Fonds 90-10", None, None, None],
    ["Bretagne", "Faux", "123456789", None, None],
]


def test_esus_list_under_its_titles(tmp_path):
    faits, rejets = tout(esus, classeur(tmp_path, LISTE))
    assert [f[:4] for f in faits] == [
        (5, "923114524", date(2024, 3, 1), date(2029, 3, 1)),
        (6, "005520135", date(2024, 3, 1), date(2026, 2, 28)),
    ]
    assert [r.ligne for r in rejets] == [8, 9]
    assert "Fonds 90-10" in rejets[0].extrait


@pytest.mark.parametrize(
    ("entetes", "cellules", "debut", "fin"),
    [
        (["SIREN", "Date d'échéance"], ["923114524", "31/12/2027"], None, date(2027, 12, 31)),
        (["SIRET", "Fin de validité"], ["92311452400018", 46752], None, date(2027, 12, 31)),
        (
            ["Structure", "numero_siren", "date_decision", "Durée de l'agrément"],
            ["A", 923114524, "2024-02-29", "5 ans"],
            date(2024, 2, 29),
            date(2029, 3, 1),
        ),
        (
            ["SIREN", "Date d'agrément", "Type d'agrément"],
            [923114524.0, "2024-01-01", "de droit"],
            date(2024, 1, 1),
            None,
        ),
        (["Numéro SIREN de la structure", "Nom"], ["923114524", "A"], None, None),
    ],
)
def test_esus_headers_change_from_year_to_year(tmp_path, entetes, cellules, debut, fin):
    faits, rejets = tout(esus, classeur(tmp_path, [entetes, cellules]))
    assert [(f.siren, f.debut, f.fin) for f in faits] == [("923114524", debut, fin)]
    assert not rejets


def test_esus_list_on_another_sheet_and_in_a_csv(tmp_path):
    seconde = [["SIREN", "Nom"], ["923114524", "A"]]
    faits, _ = tout(esus, classeur(tmp_path, [["Notice"], ["Lire la page 2"]], seconde))
    assert [(f.ligne, f.siren) for f in faits] == [(esus.FEUILLE + 2, "923114524")]
    faits, _ = tout(esus, ecrire(tmp_path, "Nom;SIREN;Date de fin\nÀ;923114524;31/12/2027\n"))
    assert [(f.siren, f.fin) for f in faits] == [("923114524", date(2027, 12, 31))]


def test_esus_resumes_where_it_stopped(tmp_path, petits_blocs):
    sirens = [siren_de(f"{n:08d}") for n in range(1, 12)]
    chemin = classeur(tmp_path, [["SIREN"], *([s] for s in sirens)])
    lots = list(esus.lire(chemin))
    assert [f.siren for lot in lots for f in lot.faits] == sirens
    for coupe in range(len(lots)):
        suite, _ = tout(esus, chemin, lots[coupe].suite)
        avant = [f for lot in lots[: coupe + 1] for f in lot.faits]
        assert [f.siren for f in [*avant, *suite]] == sirens


@pytest.mark.parametrize(
    "contenu",
    [b"", b"PK\x03\x04rien", b"\xd0\xcf\x11\xe0ancien", b"<html></html>"],
)
def test_esus_refuses_what_is_no_such_list(tmp_path, contenu):
    with pytest.raises(FichierRefuse):
        tout(esus, ecrire(tmp_path, contenu, "esus.xlsx"))


def test_esus_without_siren_is_refused(tmp_path):
    with pytest.raises(FichierRefuse, match="SIREN"):
        tout(esus, classeur(tmp_path, [["Nom", "Ville"], ["A", "B"]]))


def test_esus_cut_file_is_refused_whatever_the_cut(tmp_path):
    entier = classeur(tmp_path, LISTE).read_bytes()
    for taille in range(0, len(entier) - 1, max(1, len(entier) // 25)):
        chemin = ecrire(tmp_path, entier[:taille], "coupe.xlsx")
        with pytest.raises(FichierRefuse):
            tout(esus, chemin)


@PEU
@given(
    rangees=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-(10**12), 10**15),
                st.floats(allow_nan=False, allow_infinity=False),
                st.booleans(),
                TEXTES.filter(lambda t: t.isprintable() and not t.startswith("=")),
            ),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_esus_never_breaks_on_odd_cells(tmp_path, rangees):
    chemin = classeur(
        tmp_path, [["Nom", "SIREN", "Date de fin", "Durée", "Date d’effet"], *rangees]
    )
    faits, _ = tout(esus, chemin)
    assert all(luhn.is_valid(f.siren) for f in faits)


def test_esus_header_written_again_further_down_is_followed(tmp_path):
    chemin = classeur(
        tmp_path,
        [
            ["Liste nationale"],
            ["SIREN", "Raison sociale", "Date de fin"],
            [SIRENS[0], "Siren Conseil", "31/12/2027"],
            [],
            ["Raison sociale", "SIREN", "Date de décision", "Date de fin"],
            ["Un autre", SIRENS[1], "01/01/2026", "31/12/2030"],
        ],
    )
    faits, rejets = tout(esus, chemin)
    assert [(f.siren, f.fin.year) for f in faits] == [(SIRENS[0], 2027), (SIRENS[1], 2030)]
    assert rejets == []
