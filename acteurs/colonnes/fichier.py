"""The file of columns: written once, whole, then only mapped.

A line that names the format, the length of a header, the header (JSON), then the
arrays, each on a 64-byte boundary. The checksum covers everything after the header.
"""

import contextlib
import mmap
import os
import tempfile
import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from django.conf import settings

MARQUE = b"TERREAU COLONNES 2\n"
"""Changes with the format: a file written by another version of the program is not read."""
ABANDON_S = 3600
"""Seconds after which an unfinished file is that of a killed writer."""
_ALIGNEMENT = 64
_LONGUEUR = 8

Tableaux = dict[str, np.ndarray[Any, Any]]


class FichierIllisible(Exception):
    """The file is missing, cut, damaged, or of another version."""


def dossier() -> Path:
    """Return the folder that processes share."""
    return Path(settings.DONNEES) / "colonnes"


def chemin(jeton: str) -> Path:
    """Return where the file of this name is."""
    return dossier() / f"{jeton}.bin"


def ecrire(jeton: str, entete: Mapping[str, Any], tableaux: Tableaux) -> Path:
    """Write a file beside, then put it in its place at once."""
    plan, position, somme = {}, 0, 0
    for nom, tableau in tableaux.items():
        plan[nom] = [tableau.dtype.str, position, len(tableau)]
        position += tableau.nbytes + _reste(tableau)
        for octets in _octets(tableau):
            somme = zlib.crc32(octets, somme)
    tete = orjson.dumps({**entete, "tableaux": plan, "octets": position, "somme": somme})
    debut = len(MARQUE) + _LONGUEUR + len(tete)
    tete += b" " * (-debut % _ALIGNEMENT)
    dossier().mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=dossier(), suffix=".tmp", delete=False) as sortie:
        try:
            sortie.write(MARQUE + len(tete).to_bytes(_LONGUEUR, "little") + tete)
            for tableau in tableaux.values():
                for octets in _octets(tableau):
                    sortie.write(octets)
            sortie.flush()
            os.fsync(sortie.fileno())
            Path(sortie.name).replace(chemin(jeton))
        except BaseException:
            Path(sortie.name).unlink(missing_ok=True)
            raise
    return chemin(jeton)


def _reste(tableau: np.ndarray[Any, Any]) -> int:
    return -tableau.nbytes % _ALIGNEMENT


def _octets(tableau: np.ndarray[Any, Any]) -> tuple[Any, bytes]:
    """Return the bytes of an array, not copied, and those that lead to the next boundary."""
    return np.ascontiguousarray(tableau).view(np.uint8).data, bytes(_reste(tableau))


def projeter(jeton: str) -> tuple[dict[str, Any], Tableaux]:
    """Map a file; return its header and its arrays, read only.

    Raises:
        FichierIllisible: see the class.
    """
    try:
        with chemin(jeton).open("rb") as entree:
            projection = mmap.mmap(entree.fileno(), 0, prot=mmap.PROT_READ)
        if projection[: len(MARQUE)] != MARQUE:
            raise FichierIllisible(jeton)
        debut = len(MARQUE) + _LONGUEUR
        taille = int.from_bytes(projection[len(MARQUE) : debut], "little")
        entete = orjson.loads(projection[debut : debut + taille])
        debut += taille
        suite = memoryview(projection)[debut:]
        if len(suite) != entete["octets"] or zlib.crc32(suite) != entete["somme"]:
            raise FichierIllisible(jeton)
        tableaux = {
            nom: np.frombuffer(projection, dtype, nombre, debut + position)
            for nom, (dtype, position, nombre) in entete["tableaux"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as erreur:
        raise FichierIllisible(jeton) from erreur
    return entete, tableaux


def oublier_les_autres(*jetons: str) -> None:
    """Remove every file but these, and what killed writers left; those still mapped stay readable until they are let go."""
    for fichier in dossier().glob("*.bin"):
        if fichier.stem not in jetons:
            fichier.unlink(missing_ok=True)
    for reste in dossier().glob("*.tmp"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - reste.stat().st_mtime > ABANDON_S:
                reste.unlink()
