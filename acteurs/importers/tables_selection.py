"""Judging lines without parsing them: which ones hold a wanted value in a wanted column?"""

import csv
from collections.abc import Callable, Mapping

Filtre = Callable[[list[bytes]], list[int]]
"""Raw lines → ranks of those to parse: the wanted ones, and the bad ones, to be reported."""

PETITE = 10_000


def compiler(
    voulues: Mapping[int, frozenset[bytes]], largeur: int, separateur: str, encodage: str
) -> Filtre:
    """Return the filter of a CSV.

    Args:
        voulues: rank of a column → values that make its line wanted.
        largeur: number of columns.
        separateur: between cells.
        encodage: of the file, for the lines that hold quotes.
    """
    sep = separateur.encode()
    voulues = {rang: valeurs for rang, valeurs in voulues.items() if valeurs}
    juger = _juge(voulues, largeur, separateur, encodage)
    longueurs = {len(v) for v in voulues.get(0, ())}
    if len(voulues) == 1 and len(longueurs) == 1:
        return _par_debut(voulues[0], longueurs.pop(), sep, juger)
    return _par_cellules(voulues, largeur, sep, juger)


def _par_debut(
    valeurs: frozenset[bytes], longueur: int, sep: bytes, juger: Callable[[bytes], bool]
) -> Filtre:
    """Filter on the first column, whose values all have one length (a SIREN)."""
    apres = longueur + 1

    def filtrer(lignes: list[bytes]) -> list[int]:
        return [
            i
            for i, ligne in enumerate(lignes)
            if (
                ligne[:longueur] in valeurs
                if ligne[longueur:apres] == sep and ligne[:1] != b'"'
                else juger(ligne)
            )
        ]

    return filtrer


def _par_cellules(
    voulues: Mapping[int, frozenset[bytes]],
    largeur: int,
    sep: bytes,
    juger: Callable[[bytes], bool],
) -> Filtre:
    """Filter on any columns: those near the end are reached from the end."""
    gauche = {r: v for r, v in voulues.items() if r < largeur / 2}
    droite = {r - largeur: v for r, v in voulues.items() if r >= largeur / 2}
    coupes_gauche = max(gauche, default=-1) + 1
    coupes_droite = -min(droite, default=0)
    a_gauche, a_droite = tuple(gauche.items()), tuple(droite.items())

    def voulue(ligne: bytes) -> bool:
        if a_gauche:
            cellules = ligne.split(sep, coupes_gauche)
            for rang, valeurs in a_gauche:
                if cellules[rang] in valeurs:
                    return True
        if a_droite:
            cellules = ligne.rsplit(sep, coupes_droite)
            for rang, valeurs in a_droite:
                if cellules[rang] in valeurs:
                    return True
        return False

    def filtrer(lignes: list[bytes]) -> list[int]:
        return [
            i
            for i, ligne in enumerate(lignes)
            if (
                juger(ligne)
                if b'"' in ligne or ligne.count(sep) != largeur - 1
                else voulue(ligne[:-1] if ligne[-1:] == b"\r" else ligne)
            )
        ]

    return filtrer


def _juge(
    voulues: Mapping[int, frozenset[bytes]], largeur: int, separateur: str, encodage: str
) -> Callable[[bytes], bool]:
    """Return what decides by really parsing; a bad line is kept, a blank one is not."""
    textes = {r: frozenset(v.decode(encodage) for v in vs) for r, vs in _petites(voulues).items()}

    def juger(ligne: bytes) -> bool:
        if not ligne.strip():
            return False
        try:
            (cellules,) = csv.reader([ligne.decode(encodage)], delimiter=separateur, strict=True)
        except (csv.Error, UnicodeDecodeError, ValueError):
            return True
        return len(cellules) != largeur or any(
            cellules[r] in textes[r] if r in textes else cellules[r].encode(encodage) in valeurs
            for r, valeurs in voulues.items()
        )

    return juger


def _petites(voulues: Mapping[int, frozenset[bytes]]) -> dict[int, frozenset[bytes]]:
    """Those short enough to be kept twice in memory."""
    return {r: v for r, v in voulues.items() if len(v) < PETITE}
