"""What the registers that enrich the directory have in common: numbers, headers, batches.

A reading yields ``LotDeFaits``: what the register says of legal units or
associations, the lines refused, where to start again. Nothing here writes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from acteurs.importers.tables import Position, Rejet, Table, ouvrir_table
from socle.texte import normaliser

NOMS_SIREN = (
    "siren",
    "n siren",
    "no siren",
    "numero siren",
    "numero de siren",
    "numero d identification siren",
    "code siren",
    "siren de l entreprise",
    "siren unite legale",
    "siren entreprise",
    "id siren",
    "siren siret",
)
NOMS_SIRET = (
    "siret",
    "n siret",
    "no siret",
    "numero siret",
    "numero de siret",
    "code siret",
    "siret du siege",
    "siret siege",
    "siret de l etablissement",
)
SANS_NUMERO = "Ligne sans SIREN"
NUMERO_FAUX = "SIREN invalide\u00a0: 9 chiffres et une clé de contrôle sont attendus"
F = TypeVar("F")
"""What a register says of one unit."""
SIREN_CHIFFRES, SIRET_CHIFFRES = 9, 14
PREMIERE_ANNEE = 1800
"""No association nor company is older; « 0001-01-01 » means « no date »."""
EXCEL_CHIFFRES = 5
SIREN_NUL = "0" * SIREN_CHIFFRES
_DOUBLES = {str(n): sum(divmod(2 * n, 10)) for n in range(10)}
_ESPACES = re.compile(r"[\s\u00a0\u202f.\-']+")
_JOUR = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_EXCEL = date(1899, 12, 30)
_EXCEL_BORNES = (20_000, 75_000)
"""Days since 1899 that may be a date typed as a number: 1954 to 2105."""


@dataclass
class LotDeFaits(Generic[F]):
    """Facts of one batch and their line numbers, lines refused, where to start again."""

    faits: list[F] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    suite: list[Any] = field(default_factory=list)
    """JSON-able; given back as ``depuis``."""
    avancement: float = 0.0
    lues: int = 0


def lire_siren(brut: str) -> str:
    """Return a SIREN of nine digits from a cell, '' when there is none in it.

    Spreadsheets drop leading zeros and write numbers as « 923114524.0 »; a SIRET
    is accepted for its first nine digits.

    Raises:
        ValueError: something is written but it is not a SIREN; the message is French.
    """
    if len(brut) == SIREN_CHIFFRES and brut.isdecimal() and brut.isascii() and _cle_juste(brut):
        return brut if brut != SIREN_NUL else ""
    texte = brut.strip().removesuffix(".0")
    chiffres = _ESPACES.sub("", texte)
    if not chiffres or set(chiffres) == {"0"}:
        return ""
    if not (chiffres.isascii() and chiffres.isdigit()) or len(chiffres) > SIRET_CHIFFRES:
        raise ValueError(NUMERO_FAUX)
    # Between 10 and 13 digits, a SIRET that lost its zeros cannot be told from a slip.
    siren = chiffres.zfill(SIREN_CHIFFRES)
    if len(chiffres) == SIRET_CHIFFRES:
        siren = chiffres[:SIREN_CHIFFRES]
    if len(siren) != SIREN_CHIFFRES or not _cle_juste(siren):
        raise ValueError(NUMERO_FAUX)
    return siren


def _cle_juste(siren: str) -> bool:
    """Whether the key of nine digits is right (Luhn: every second digit counts double)."""
    return (sum(map(int, siren[::2])) + sum(map(_DOUBLES.__getitem__, siren[1::2]))) % 10 == 0


def lire_jour(brut: str) -> date | None:
    """Return the date of a cell (ISO, French, or a spreadsheet's number), None without one.

    The RNA writes « 0001-01-01 » for « no date ».
    """
    texte = brut.strip()
    trouve = _JOUR.fullmatch(texte)
    if trouve:
        a, m, j, j2, m2, a2 = trouve.groups()
        try:
            jour = date(int(a or a2), int(m or m2), int(j or j2))
        except ValueError:
            return None
        return jour if jour.year > PREMIERE_ANNEE else None
    nombre = texte.removesuffix(".0")
    if nombre.isascii() and nombre.isdigit() and len(nombre) == EXCEL_CHIFFRES:
        jours = int(nombre)
        if _EXCEL_BORNES[0] <= jours <= _EXCEL_BORNES[1]:
            return _EXCEL + timedelta(days=jours)
    return None


def trouver(entetes: Sequence[str], noms: Sequence[str], mot: str = "") -> int | None:
    """Return the rank of the first header among usual names, else of the first holding ``mot``."""
    propres = [normaliser(entete) for entete in entetes]
    for nom in noms:
        if nom in propres:
            return propres.index(nom)
    if mot:
        return next((rang for rang, nom in enumerate(propres) if mot in nom.split()), None)
    return None


def en_texte(valeur: Any) -> str:
    """Write a spreadsheet's cell as a person would have typed it."""
    if valeur is None:
        return ""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur).strip()


def ouvrir_par_nom(
    chemin: Path, entetes: Sequence[str], rangs: Sequence[int | None], **options: Any
) -> Table:
    """Open a table with the columns of these ranks; an absent one gives '' in its place."""
    absente = "\x00absente"
    noms = [absente if rang is None else entetes[rang] for rang in rangs]
    return ouvrir_table(chemin, colonnes=(), optionnelles=noms, **options)


def reprendre(depuis: Sequence[Any] | None) -> Position | None:
    """Return the position kept in JSON, None at the beginning."""
    return Position(*depuis) if depuis else None


def extrait(cellules: Sequence[str]) -> str:
    """Return the beginning of a line, for the report of refused lines."""
    return " ; ".join(cellules)[:200]
