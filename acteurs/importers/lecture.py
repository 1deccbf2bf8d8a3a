"""Opening a CSV or XLSX file nobody vouches for, and streaming its rows.

Everything is checked by really reading: size, container, encoding, separator,
number of rows and columns. What is wrong is said in French with the remedy.
"""

import codecs
import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings

LIGNES_MAX = 50_000
COLONNES_MAX = 200
APERCU = 5
SEPARATEURS = ";,\t"
EXTENSIONS = {"csv": "csv", "txt": "csv", "tsv": "csv", "xlsx": "xlsx"}
XLSX_DEPLIE_MAX = 150 * 1024 * 1024
"""Largest total size of an XLSX once unzipped, in bytes (a 20 MB file of real data holds in it)."""
XLSX_TEXTES_MAX = 40 * 1024 * 1024
"""Largest shared-strings part, which openpyxl keeps in memory, in bytes."""
XLSX_MEMBRES_MAX = 2000
_MORCEAU = 1 << 20
_ABIMES = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError,
    EOFError, ValueError, LookupError,
)  # fmt: skip
"""What a damaged archive raises, depending on where it was hit."""


class FichierRefuse(Exception):
    """The file cannot be used; the message (French) says why and what to do."""


@dataclass(frozen=True)
class Examen:
    """What a file is: how to read it again, its headers and its first rows."""

    format: str
    encodage: str = ""
    separateur: str = ""
    entetes: list[str] = field(default_factory=list)
    apercu: list[list[str]] = field(default_factory=list)
    lignes: int = 0


def examiner(fichier: IO[bytes], nom: str, taille: int) -> Examen:
    """Check a file whole and describe it.

    Args:
        fichier: seekable binary file.
        nom: its name, whose extension announces the format.
        taille: its size in bytes.

    Raises:
        FichierRefuse: too big, unknown, unreadable or empty.
    """
    limite = settings.IMPORT_TAILLE_MAX
    if taille > limite:
        raise FichierRefuse(
            f"Ce fichier dépasse {limite // 1024**2} Mo : découpez-le en plusieurs fichiers."
        )
    attendu = EXTENSIONS.get(nom.rpartition(".")[2].lower())
    if attendu is None:
        raise FichierRefuse("Envoyez un fichier CSV ou Excel (.csv ou .xlsx).")
    fichier.seek(0)
    est_zip = fichier.read(4) == b"PK\x03\x04"
    if est_zip != (attendu == "xlsx"):
        raise FichierRefuse(
            "Le contenu ne correspond pas à l’extension du fichier : enregistrez-le de nouveau "
            "au format CSV ou Excel (.xlsx) depuis votre tableur."
        )
    if est_zip:
        verifier_xlsx(fichier)
        return _decrire(fichier, "xlsx", "", "")
    encodage = _encodage(fichier)
    return _decrire(fichier, "csv", encodage, _separateur(fichier, encodage))


def lire_lignes(
    fichier: IO[bytes], format_: str, encodage: str = "", separateur: str = ""
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number in the file, cells as text), header first, blank lines skipped.

    Raises:
        FichierRefuse: while reading, when a row cannot be read.
    """
    fichier.seek(0)
    source = _lire_xlsx(fichier) if format_ == "xlsx" else _lire_csv(fichier, encodage, separateur)
    for numero, cellules in source:
        if any(cellules):
            yield numero, cellules


def _decrire(fichier: IO[bytes], format_: str, encodage: str, separateur: str) -> Examen:
    entetes: list[str] = []
    apercu: list[list[str]] = []
    lignes = 0
    for _, cellules in lire_lignes(fichier, format_, encodage, separateur):
        if not entetes:
            entetes = _nommer(cellules)
            continue
        lignes += 1
        if lignes <= APERCU:
            apercu.append([*cellules, *[""] * len(entetes)][: len(entetes)])
        if lignes > LIGNES_MAX:
            raise FichierRefuse(
                f"Ce fichier compte plus de {LIGNES_MAX // 1000}\u202f000 lignes : "
                "découpez-le en plusieurs fichiers."
            )
    if not lignes:
        raise FichierRefuse(
            "Ce fichier ne contient aucune ligne de données : la première ligne doit porter "
            "les noms de colonnes, les suivantes les acteurs."
        )
    return Examen(format_, encodage, separateur, entetes, apercu, lignes)


def _nommer(cellules: list[str]) -> list[str]:
    """Headers without trailing blanks; a nameless column gets its rank, a namesake its turn."""
    while cellules and not cellules[-1]:
        cellules = cellules[:-1]
    if len(cellules) > COLONNES_MAX:
        raise FichierRefuse(f"Ce fichier compte plus de {COLONNES_MAX} colonnes.")
    noms: list[str] = []
    for rang, cellule in enumerate(cellules, 1):
        nom = base = cellule[:120] or f"Colonne {rang}"
        tour = 1
        while nom in noms:
            tour += 1
            nom = f"{base} ({tour})"
        noms.append(nom)
    return noms


# ── CSV ─────────────────────────────────────────────────────────────────────
def _encodage(fichier: IO[bytes]) -> str:
    """Return utf-8-sig, utf-16, cp1252 or latin-1 after decoding the whole file."""
    fichier.seek(0)
    if fichier.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    for encodage in ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            decodeur = codecs.getincrementaldecoder(encodage)()
            fichier.seek(0)
            while morceau := fichier.read(_MORCEAU):
                if "\0" in decodeur.decode(morceau):
                    raise FichierRefuse("Ce fichier n’est pas un tableau de texte (CSV).")
            decodeur.decode(b"", final=True)
            return encodage
    return "latin-1"


def _texte(fichier: IO[bytes], encodage: str) -> io.TextIOWrapper:
    fichier.seek(0)
    return io.TextIOWrapper(fichier, encoding=encodage, newline="")


def _separateur(fichier: IO[bytes], encodage: str) -> str:
    """Return the separator seen most, outside quotes, in the first line."""
    texte = _texte(fichier, encodage)
    try:
        premiere = ""
        while not premiere.strip():
            premiere = texte.readline(100_000)
            if not premiere:
                break
    except UnicodeError:  # cut in the middle of a character: reading it will say where
        premiere = ""
    finally:
        texte.detach()
    hors_guillemets = "".join(premiere.split('"')[::2])
    return max(SEPARATEURS, key=hors_guillemets.count)


def _lire_csv(
    fichier: IO[bytes], encodage: str, separateur: str
) -> Iterator[tuple[int, list[str]]]:
    texte = _texte(fichier, encodage)
    lecteur = csv.reader(texte, delimiter=separateur)
    try:
        debut = 1
        for cellules in lecteur:
            yield debut, [c.strip() for c in cellules]
            debut = lecteur.line_num + 1
    except (csv.Error, UnicodeError) as erreur:
        # A line that cannot be decoded was not counted yet.
        fautive = lecteur.line_num + isinstance(erreur, UnicodeError)
        raise FichierRefuse(
            f"La ligne {fautive} est illisible : vérifiez ses guillemets et ses "
            "caractères, ou enregistrez de nouveau le fichier depuis votre tableur."
        ) from erreur
    finally:
        with suppress(ValueError):  # already detached
            texte.detach()


# ── XLSX ────────────────────────────────────────────────────────────────────
def verifier_xlsx(fichier: IO[bytes]) -> None:
    """Refuse zip bombs, XML entities and archives that are no workbook, before any parsing."""
    fichier.seek(0)
    try:
        with zipfile.ZipFile(fichier) as archive:
            membres = archive.infolist()
            noms = {m.filename for m in membres}
            if "xl/workbook.xml" not in noms:
                raise FichierRefuse("Ce fichier n’est pas un classeur Excel (.xlsx).")
            trop = (
                len(membres) > XLSX_MEMBRES_MAX
                or sum(m.file_size for m in membres) > XLSX_DEPLIE_MAX
                or any(
                    m.filename == "xl/sharedStrings.xml" and m.file_size > XLSX_TEXTES_MAX
                    for m in membres
                )
            )
            if trop:
                raise FichierRefuse(
                    "Ce classeur est trop volumineux une fois ouvert : enregistrez la feuille "
                    "utile au format CSV."
                )
            for membre in membres:
                if membre.filename.endswith((".xml", ".rels")):
                    with archive.open(membre) as flux:
                        if b"<!DOCTYPE" in flux.read(2048).upper():
                            raise FichierRefuse("Ce classeur contient des définitions interdites.")
    except _ABIMES as erreur:
        raise FichierRefuse("Ce classeur Excel est abîmé ou protégé par mot de passe.") from erreur


def _lire_xlsx(fichier: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        classeur = load_workbook(fichier, read_only=True, data_only=True, keep_links=False)
    except Exception as erreur:  # openpyxl lets many kinds of errors through
        raise FichierRefuse("Ce classeur Excel est illisible.") from erreur
    try:
        feuille = classeur.worksheets[0]
        feuille.reset_dimensions()
        for numero, cellules in enumerate(
            feuille.iter_rows(values_only=True, max_col=COLONNES_MAX + 1), 1
        ):
            yield numero, [_en_texte(c) for c in cellules]
    except FichierRefuse:
        raise
    except Exception as erreur:
        raise FichierRefuse("La première feuille de ce classeur est illisible.") from erreur
    finally:
        classeur.close()


def _en_texte(valeur: Any) -> str:
    """Write a cell as a person would have typed it."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, date):
        return valeur.isoformat()
    return str(valeur).strip()
