import io
import zipfile

import pytest
from openpyxl import Workbook

from acteurs.importers import lecture
from acteurs.importers.colonnes import CHAMPS, deviner
from acteurs.importers.lecture import FichierRefuse, examiner, lire_lignes

TABLE = "Nom;Commune\nÉpicerie d’Acheux;Méaulte\nL’Œuvre;Albert\n"


def examen(contenu: bytes, nom: str = "acteurs.csv"):
    return examiner(io.BytesIO(contenu), nom, len(contenu))


def classeur(*lignes) -> bytes:
    livre = Workbook()
    for ligne in lignes:
        livre.active.append(ligne)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_encodings_and_separators(encodage, separateur):
    contenu = TABLE.replace(";", separateur).encode(encodage)
    resultat = examen(contenu)
    assert resultat.entetes == ["Nom", "Commune"]
    assert resultat.apercu == [["Épicerie d’Acheux", "Méaulte"], ["L’Œuvre", "Albert"]]
    assert (resultat.lignes, resultat.separateur) == (2, separateur)
    relu = list(lire_lignes(io.BytesIO(contenu), "csv", resultat.encodage, resultat.separateur))
    assert relu[1] == (2, ["Épicerie d’Acheux", "Méaulte"])


def test_latin1_bytes_that_cp1252_does_not_know():
    assert examen("Nom\nCafé\x81\n".encode("latin-1")).encodage == "latin-1"


def test_line_numbers_follow_the_file_with_blank_lines_and_multiline_cells():
    contenu = b'nom;texte\n\nA;"une\ndeux"\nB;x\n'
    assert [n for n, _ in lire_lignes(io.BytesIO(contenu), "csv", "utf-8-sig", ";")] == [1, 3, 5]


def test_quoted_separators_do_not_mislead():
    assert examen(b'"a;b;c;d",nom,ville\n1,2,3\n').separateur == ","


def test_xlsx_cells_read_as_typed():
    contenu = classeur(
        ["Nom", "SIRET", "ESS", "", None], ["Épicerie", 35600000000048.0, True, "x"], [None], ["B"]
    )
    resultat = examen(contenu, "a.xlsx")
    assert resultat.entetes == ["Nom", "SIRET", "ESS"]
    assert resultat.apercu == [["Épicerie", "35600000000048", "oui"], ["B", "", ""]]
    assert [n for n, _ in lire_lignes(io.BytesIO(contenu), "xlsx")] == [1, 2, 4]


def archive(**membres: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in membres.items():
            zip_.writestr(nom.replace("__", "/") + ".xml", contenu)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("contenu", "nom", "motif"),
    [
        (b"nom\nA\n", "acteurs.pdf", "CSV ou Excel"),
        (b"nom\nA\n", "acteurs.xlsx", "ne correspond pas"),
        (archive(autre=b"x"), "acteurs.csv", "ne correspond pas"),
        (archive(autre=b"x"), "acteurs.xlsx", "pas un classeur"),
        (archive(xl__workbook=b"<!DOCTYPE bombe><a/>"), "acteurs.xlsx", "interdites"),
        (archive(xl__workbook=b"<a/>"), "acteurs.xlsx", "illisible"),
        (classeur(["nom"], ["A"])[:900], "acteurs.xlsx", "abîmé"),
        (b"", "acteurs.csv", "aucune ligne"),
        (b"nom;ville\n", "acteurs.csv", "aucune ligne"),
        (b"nom\n\x00\x01\x02\n", "acteurs.csv", "tableau de texte"),
        (b'nom\n"' + b"x" * 140_000 + b'"\n', "acteurs.csv", "ligne .* illisible"),
        (b";".join(b"c%d" % i for i in range(201)) + b"\n1\n", "acteurs.csv", "200 colonnes"),
    ],
)
def test_refused_files_say_why(contenu, nom, motif):
    with pytest.raises(FichierRefuse, match=motif):
        examen(contenu, nom)


def test_size_rows_and_unzipped_size_are_capped(settings, monkeypatch):
    settings.IMPORT_TAILLE_MAX = 3 * 1024**2
    with pytest.raises(FichierRefuse, match="3 Mo"):
        examiner(io.BytesIO(b""), "a.csv", 4 * 1024**2)
    monkeypatch.setattr(lecture, "LIGNES_MAX", 2)
    with pytest.raises(FichierRefuse, match="plus de"):
        examen(b"nom\nA\nB\nC\n")
    monkeypatch.setattr(lecture, "XLSX_DEPLIE_MAX", 500_000)
    bombe = archive(xl__workbook=b"<a/>", xl__autre=b"0" * 1_000_000)
    assert len(bombe) < 5000
    with pytest.raises(FichierRefuse, match="trop volumineux"):
        examen(bombe, "a.xlsx")


def test_columns_are_guessed_from_synonyms_whatever_accents_and_case():
    entetes = ["RAISON SOCIALE", "N° SIRET", "Ville", "code postal", "Thématiques", "Inconnu"]
    assert deviner(entetes) == {
        "nom": 0, "siret": 1, "commune": 2, "code_postal": 3, "thematiques": 4,
    }  # fmt: skip
    assert deviner(["nom", "nom"]) == {"nom": 0}


def test_synonyms_are_normalised_and_belong_to_one_field():
    from socle.texte import normaliser

    tous = [e for c in CHAMPS for e in c.entetes]
    assert all(normaliser(e) == e for e in tous)
    assert len(tous) == len(set(tous))
    assert all(normaliser(c.libelle) in {*c.entetes} for c in CHAMPS if c.code != "code_insee")
