"""Every row of a work file as the text that PostgreSQL's ``COPY`` reads.

SQLite joins and escapes the values itself, outside Python's lock, one batch ahead of the one
PostgreSQL takes in: 24 batches of 10,000 rows then cost what PostgreSQL needs, half of what
rows written one by one from Python did. Numbers (``id``) are given here, so that the themes
leave by ``COPY`` too.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from socle.modeles import references_courtes

FACULTATIVES = ("type_id", "sous_type_id", "lon", "lat", "morton", "date_source")
"""Columns of the work file that may be NULL: codes, numbers and dates, nothing to escape."""
SEPARATEUR = "\x1f"
_ECHAPPES: dict[str, str] = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_TRADUCTION = {ord(signe): echappe for signe, echappe in _ECHAPPES.items()}


class Bloc(NamedTuple):
    """Some rows, in SIRET order."""

    dernier: str
    """The last SIRET."""
    nombre: int
    acteurs: bytes
    """UTF-8 lines of the columns ``dans_l_ordre``."""
    themes: bytes
    """UTF-8 lines « actor's id, theme's code »."""


def dans_l_ordre(colonnes: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a block: id, reference, what is never NULL, then what may be.

    >>> dans_l_ordre(("siret", "lon", "nom"))
    ('id', 'reference', 'siret', 'nom', 'lon')
    """
    pleines = [c for c in colonnes if c not in FACULTATIVES]
    return ("id", "reference", *pleines, *(c for c in colonnes if c in FACULTATIVES))


def blocs(
    chemin: Path,
    colonnes: Sequence[str],
    *,
    premier: int,
    themes: Mapping[int, str],
    taille: int,
) -> Iterator[Bloc]:
    """Yield every row of the table ``fiche``; a block is made while another is used.

    Args:
        chemin: the work file.
        colonnes: columns of ``fiche`` to take.
        premier: id of the first row; the others follow.
        themes: bit of ``masque_themes`` → code of the theme.
        taille: rows per block.
    """
    with (
        closing(sqlite3.connect(chemin, check_same_thread=False)) as db,
        ThreadPoolExecutor(1) as aide,
    ):
        faire = partial(_bloc, db, dans_l_ordre(colonnes)[2:], dict(themes), taille)
        suivant = aide.submit(faire, "", premier)
        while bloc := suivant.result():
            premier += bloc.nombre
            suivant = aide.submit(faire, bloc.dernier, premier)
            yield bloc


def _bloc(
    db: sqlite3.Connection,
    noms: tuple[str, ...],
    themes: dict[int, str],
    taille: int,
    apres: str,
    premier: int,
) -> Bloc | None:
    """Return the rows that follow a SIRET; None at the end."""
    tetes = [f"{premier + i}{SEPARATEUR}{r}" for i, r in enumerate(references_courtes(taille))]
    suite = iter(tetes)
    db.create_function("tete_suivante", 0, lambda: next(suite))
    dernier, lus, texte = db.execute(_requete(noms), [apres, taille]).fetchone()
    if not lus:
        return None
    if texte.count(b"\t") != lus * (len(noms) + 1):  # a value holds the separator
        texte = _lentement(db, noms, apres, lus, tetes)
    masques = db.execute(
        "SELECT masque_themes FROM fiche WHERE siret > ? ORDER BY siret LIMIT ?", [apres, lus]
    )
    codes: dict[int, list[str]] = {}
    lignes: list[str] = []
    for pk, (masque,) in enumerate(masques, premier):
        if masque not in codes:
            codes[masque] = [f"\t{code}\n" for bit, code in themes.items() if masque & bit]
        lignes.extend(f"{pk}{code}" for code in codes[masque])
    return Bloc(dernier, lus, texte, "".join(lignes).encode())


@lru_cache(maxsize=4)
def _requete(noms: tuple[str, ...]) -> str:
    """Return the query whose one row is (last SIRET, number of rows, their text).

    Values are joined by U+001F, escaped together, then parted by tabs.
    """
    texte = " || char(31) || ".join(
        ["tete_suivante()", *(f'"{c}"' for c in noms if c not in FACULTATIVES)]
    )
    for signe, echappe in _ECHAPPES.items():
        texte = f"replace({texte}, char({ord(signe)}), '{echappe}')"
    texte = f"replace({texte}, char(31), char(9))"
    for nom in noms:
        if nom in FACULTATIVES:
            texte += f""" || char(9) || coalesce("{nom}", '\\N')"""
    return (
        "SELECT max(siret), count(*), CAST(group_concat(ligne, '') AS BLOB) FROM ("  # noqa: S608
        f"SELECT siret, {texte} || char(10) AS ligne FROM fiche "
        "WHERE siret > ? ORDER BY siret LIMIT ?)"
    )


def _lentement(
    db: sqlite3.Connection, noms: tuple[str, ...], apres: str, lus: int, tetes: list[str]
) -> bytes:
    """Return the same text, value by value."""
    liste = ", ".join(f'"{nom}"' for nom in noms)
    rangees = db.execute(
        f"SELECT {liste} FROM fiche WHERE siret > ? ORDER BY siret LIMIT ?",  # noqa: S608
        [apres, lus],
    )
    return "".join(
        "\t".join([*tete.split(SEPARATEUR), *map(_ecrite, rangee)]) + "\n"
        for tete, rangee in zip(tetes, rangees, strict=False)
    ).encode()


def _ecrite(valeur: Any) -> str:
    return r"\N" if valeur is None else str(valeur).translate(_TRADUCTION)
