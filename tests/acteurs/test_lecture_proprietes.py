"""Whatever a file of actors holds, it is read or refused in French: never an exception, never a hang."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import settings as reglages_hypothesis
from hypothesis import strategies as st
from openpyxl import Workbook

from acteurs.importers.colonnes import CHAMPS, deviner
from acteurs.importers.lecture import FichierRefuse, examiner, lire_lignes
from acteurs.importers.lignes import Convertisseur
from acteurs.referentiels import charger
from tests.fabriques import make_commune

BORNES = reglages_hypothesis(deadline=None, max_examples=80)
CELLULE = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30
)


def lire(contenu: bytes, nom: str = "liste.csv") -> list[list[str]] | None:
    """Examine then read a file; None when it is refused."""
    fichier = io.BytesIO(contenu)
    try:
        examen = examiner(fichier, nom, len(contenu))
        lignes = [
            c for _, c in lire_lignes(fichier, examen.format, examen.encodage, examen.separateur)
        ]
    except FichierRefuse:
        return None
    assert len(lignes) == examen.lignes + 1
    return lignes


@BORNES
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.txt", "x", "x.csv.exe"]))
def test_any_bytes(contenu, nom):
    lire(contenu, nom)


@BORNES
@given(
    st.lists(st.lists(CELLULE, min_size=2, max_size=4), min_size=1, max_size=8),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(rangees, separateur, encodage):
    sortie = io.StringIO()
    entetes = ["Nom", "Commune"]
    csv.writer(sortie, delimiter=separateur).writerows([entetes, *rangees])
    lues = lire(sortie.getvalue().encode(encodage))
    attendues = [[c.strip() for c in r] for r in rangees]
    attendues = [r for r in attendues if any(r)]
    if lues is None:
        assert not attendues, "only a file without a row is refused"
    else:
        propre = [[" ".join(c.split()) for c in r] for r in lues[1:]]
        assert propre == [[" ".join(c.split()) for c in r] for r in attendues]


@BORNES
@given(st.integers(0, 400), st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_a_file_cut_anywhere(coupe, encodage):
    contenu = ('Nom;Ville\n"L’Épicerie ""bio""";Albert\n' * 8).encode(encodage, errors="replace")
    lire(contenu[:coupe])


@BORNES
@given(st.integers(0, 6000), st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_or_cut(place, octet):
    classeur = Workbook()
    classeur.active.append(["Nom", "Ville"])
    classeur.active.append(["Épicerie", "Albert"])
    sortie = io.BytesIO()
    classeur.save(sortie)
    contenu = bytearray(sortie.getvalue())
    place %= len(contenu)
    lire(bytes(contenu[:place]), "x.xlsx")
    contenu[place] = octet
    lire(bytes(contenu), "x.xlsx")


def test_a_field_of_ten_megabytes_is_refused_at_its_line():
    contenu = b'Nom;Ville\nA;Albert\n"' + b"x" * 10_000_000 + b'";Albert\n'
    with pytest.raises(FichierRefuse, match="La ligne 3 est illisible"):
        examiner(io.BytesIO(contenu), "x.csv", len(contenu))


@pytest.mark.parametrize(
    "encodage", ["utf-8", "cp1252", "latin-1", "utf-16", "utf-8-sig", "mac-roman"]
)
def test_encodings_french_tools_write(encodage):
    lues = lire("Nom;Ville\nÉpicerie;Albert\n".encode(encodage))
    assert lues is not None
    if encodage != "mac-roman":  # read as cp1252: wrong letters, never a failure
        assert lues[1] == ["Épicerie", "Albert"]


def test_a_workbook_that_inflates_is_refused():
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (160 * 1024 * 1024))
    assert lire(sortie.getvalue(), "x.xlsx") is None


@pytest.mark.django_db
def test_any_row_is_converted_or_rejected_with_a_reason():
    charger()
    make_commune("80016", nom="Albert", codes_postaux=["80300"])
    entetes = [c.libelle for c in CHAMPS]
    convertisseur = Convertisseur(deviner(entetes), len(entetes))
    vus = set()

    @BORNES
    @given(
        st.lists(
            CELLULE | st.sampled_from(["80016", "Albert", "oui", "1e999", "nan", "2026-02-30"]),
            max_size=len(CHAMPS) + 2,
        )
    )
    def essayer(cellules):
        (ligne,) = convertisseur.lire([(2, cellules)])
        vus.add(bool(ligne.motifs))
        if ligne.motifs:
            assert all(ligne.motifs)
        else:
            assert ligne.champs["nom"]
            assert -180 <= ligne.champs.get("lon", 0) <= 180

    essayer()
    assert True in vus
