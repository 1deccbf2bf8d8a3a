"""Tables of actors: CSV written piece by piece, workbook written on disk.

Columns have the names of ``ouverture.champs``, the same as in the API; nothing in a cell runs in a
spreadsheet.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from acteurs.exports import en_csv, en_xlsx, inoffensif
from ouverture.champs import CHAMPS, NOMS, Donnees

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_MAX = 1_000_000
"""Rows of a sheet at most (the format stops at 1,048,576)."""
SEPARATEUR = " | "
_LIBRES = frozenset(
    {"nom", "sigle", "forme_juridique", "description", "adresse", "contact_public", "source",
     "site_web", "commune_nom", "forme_libelle", "famille_libelle"}
)  # fmt: skip
"""Fields that somebody typed: the only ones a spreadsheet could take for a formula."""
_DITS = {True: "oui", False: "non", None: ""}
_NATURES = {champ.nom: champ.nature for champ in CHAMPS}


def ecrire_csv(donnees: Iterable[Donnees]) -> Iterator[bytes]:
    """Yield the pieces of a CSV that French spreadsheets open as it is."""
    return en_csv(map(en_rangee, donnees), NOMS)


def ecrire_xlsx(donnees: Iterable[Donnees], sortie: Any) -> None:
    """Write a workbook into ``sortie`` (binary file), one row at a time."""
    en_xlsx(map(en_rangee, donnees), sortie, NOMS)


def en_rangee(donnees: Donnees) -> list[Any]:
    """Return the row of an actor: lists in one cell, « oui » and « non »."""
    return [_cellule(nom, donnees[nom]) for nom in NOMS]


def _cellule(nom: str, valeur: Any) -> Any:
    if nom in _LIBRES:
        return inoffensif(valeur)
    nature = _NATURES[nom]
    if nature == "booleen":
        return _DITS[valeur]
    if nature == "liste":
        return inoffensif(SEPARATEUR.join(valeur))
    return "" if valeur is None else valeur
