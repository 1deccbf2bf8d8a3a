"""Files of registers for tests: lists of ESS France, ESUS workbooks, tables and archives of the RNA."""

import csv
import io
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from stdnum import luhn

PEU = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SIRENS = ("923114524", "005520135", "552100554")


def siren_de(racine: str) -> str:
    """A valid SIREN from eight digits."""
    return racine + luhn.calc_check_digit(racine)


NUMEROS = st.from_regex(r"\A[0-9]{8}\Z").filter(lambda r: r != "00000000").map(siren_de)
TEXTES = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r\n"), max_size=30
)


def ecrire(dossier: Path, contenu: str | bytes, nom: str = "f.csv") -> Path:
    chemin = dossier / nom
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


def tout(module, chemin, depuis=None):
    """Every fact and every refused line of a file."""
    faits, rejets = [], []
    for lot in module.lire(chemin, depuis):
        faits += lot.faits
        rejets += lot.rejets
    return faits, rejets


def classeur(dossier: Path, *feuilles: list[list[object]], nom: str = "esus.xlsx") -> Path:
    livre = Workbook()
    for rang, rangees in enumerate(feuilles):
        feuille = livre.active if rang == 0 else livre.create_sheet()
        for rangee in rangees:
            feuille.append(rangee)
    livre.save(dossier / nom)
    return dossier / nom


WALDEC = [
    "id",
    "id_ex",
    "siret",
    "rup_mi",
    "gestion",
    "date_creat",
    "date_decla",
    "date_publi",
    "date_disso",
    "nature",
    "groupement",
    "titre",
    "titre_court",
    "objet",
    "objet_social1",
    "objet_social2",
    "adrs_complement",
    "adrs_numvoie",
    "adrs_repetition",
    "adrs_typevoie",
    "adrs_libvoie",
    "adrs_distrib",
    "adrs_codeinsee",
    "adrs_codepostal",
    "adrs_libcommune",
    "adrg_declarant",
    "adrg_complemid",
    "adrg_complemgeo",
    "adrg_libvoie",
    "adrg_distrib",
    "adrg_codepostal",
    "adrg_achemine",
    "adrg_pays",
    "dir_civilite",
    "telephone",
    "siteweb",
    "email",
    "publiweb",
    "observation",
    "position",
    "maj_time",
]
IMPORT = [
    "id",
    "id_ex",
    "siret",
    "gestion",
    "date_creat",
    "date_publi",
    "nature",
    "groupement",
    "titre",
    "objet",
    "objet_social1",
    "objet_social2",
    "adr1",
    "adr2",
    "adr3",
    "adrs_codepostal",
    "libcom",
    "dir_civilite",
    "siteweb",
    "observation",
    "position",
    "rup_mi",
    "maj_time",
]


def table_rna(entetes: list[str], *lignes: dict[str, str], encodage: str = "latin-1") -> bytes:
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    plume.writerow(entetes)
    plume.writerows([ligne.get(e, "") for e in entetes] for ligne in lignes)
    return sortie.getvalue().encode(encodage)


ASSO = {
    "id": "W802001234",
    "siret": "92311452400018",
    "objet": "favoriser le réemploi ;\r\n animer un atelier de réparation",
    "siteweb": "www.exemple.example",
    "telephone": "0102030405",
    "email": "quelqu.un@exemple.example",
    "date_disso": "0001-01-01",
    "position": "A",
}


def archive(dossier: Path, **membres: bytes) -> Path:
    chemin = dossier / "rna_waldec_20260901.zip"
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom, contenu in membres.items():
            sortie.writestr(f"{nom}.csv", contenu)
    return chemin


def asso(numero: int) -> dict[str, str]:
    return {**ASSO, "id": f"W8020{numero:05d}"}
