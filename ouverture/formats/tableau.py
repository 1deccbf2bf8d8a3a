"""Tables of actors: CSV written piece by piece, workbook written on disk.

A CSV names its columns as the API does (``ouverture.champs``), a workbook says them in French; the
import of actors reads both. Nothing in a cell runs in a spreadsheet.
"""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from acteurs.exports import XLSX, en_csv, en_xlsx, inoffensif
from ouverture.champs import CHAMPS, NOMS, TITRES, Donnees

XLSX_MAX = 1_000_000
"""Rows of a sheet at most (the format stops at 1,048,576)."""
SEPARATEUR = " | "
LIBRES = (
    "nom", "sigle", "forme_juridique", "description", "adresse", "contact_public", "source",
    "site_web", "commune_nom", "forme_libelle", "famille_libelle",
)  # fmt: skip
"""Fields that somebody typed: the only ones a spreadsheet could take for a formula."""
_DITS = {True: "oui", False: "non", None: ""}
_lire = itemgetter(*NOMS)


def ecrire_csv(donnees: Iterable[Donnees]) -> Iterator[bytes]:
    """Yield the pieces of a CSV that French spreadsheets open as it is."""
    return en_csv(map(en_rangee, donnees), NOMS)


def ecrire_xlsx(donnees: Iterable[Donnees], sortie: Any) -> None:
    """Write a workbook into ``sortie`` (binary file), one row at a time."""
    en_xlsx(map(en_rangee, donnees), sortie, TITRES)


def en_rangee(donnees: Donnees) -> list[Any]:
    """Return the row of an actor: lists in one cell, « oui » and « non », nothing for unknown."""
    rangee = list(_lire(donnees))
    for rang, ecrire in _ECRIRE:
        rangee[rang] = ecrire(rangee[rang])
    return rangee


def _texte(valeur: str) -> str:
    # Nearly every text begins with a letter or a digit: nothing more to look at.
    return valeur if not valeur or valeur[0].isalnum() else inoffensif(valeur)


def _liste(valeurs: list[str]) -> str:
    return _texte(SEPARATEUR.join(valeurs))


_NATURES: dict[str, Callable[[Any], Any]] = {"booleen": _DITS.__getitem__, "liste": _liste}
_ECRIRE: list[tuple[int, Callable[[Any], Any]]] = [
    (rang, _texte if champ.nom in LIBRES else _NATURES[champ.nature])
    for rang, champ in enumerate(CHAMPS)
    if champ.nom in LIBRES or champ.nature in _NATURES
]
"""Columns that are not written as they are, and how."""

__all__ = ["XLSX", "XLSX_MAX", "ecrire_csv", "ecrire_xlsx"]
