"""The drop folder: files that an organisation's own tools leave on the server.

One sub-folder per organisation, named by its reference (a SIREN is declared by
members, a reference is not). Every step is opened relative to the one before and
refuses links, so that no name, however odd, leads out of the folder; a file is
checked once opened, then read through that very descriptor.
"""

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from django.conf import settings

FICHIERS_MAX = 100
"""Files listed at most."""
REPOS_S = 60
"""Seconds without a change after which a file is taken to be wholly dropped."""
_NOM = re.compile(r"[^\W_][\w .,()'’+&-]{0,150}\.(csv|txt|tsv|xlsx)", re.IGNORECASE)
_REFERENCE = re.compile(r"[a-z0-9]{12}")
_LIRE_DOSSIER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LIRE_FICHIER = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class DepotRefuse(Exception):
    """The file cannot be read from the drop folder; the French message says why."""


@dataclass(frozen=True)
class Depose:
    """A file that may be read."""

    nom: str
    taille: int
    date: datetime


def chemin_affiche(organisation: Any) -> str:
    """Where the organisation's tools drop files, as told to its members."""
    return f"{settings.DEPOT.name}/{organisation.reference}/"


def nom_valable(nom: str) -> bool:
    """Whether a name is a plain file name of a format we read."""
    return bool(_NOM.fullmatch(nom)) and os.path.basename(nom) == nom  # noqa: PTH119


def lister(organisation: Any) -> list[Depose]:
    """Return the files an organisation dropped, most recent first; [] without a folder."""
    try:
        with _dossier(organisation) as descripteur, os.scandir(descripteur) as entrees:
            deposes = []
            for entree in entrees:
                if nom_valable(entree.name) and entree.is_file(follow_symlinks=False):
                    infos = entree.stat(follow_symlinks=False)
                    date = datetime.fromtimestamp(infos.st_mtime, UTC)
                    deposes.append(Depose(entree.name, infos.st_size, date))
    except (DepotRefuse, OSError):
        return []
    return sorted(deposes, key=lambda d: d.date, reverse=True)[:FICHIERS_MAX]


@contextmanager
def ouvrir(
    organisation: Any, nom: str, taille_max: int
) -> Iterator[tuple[IO[bytes], os.stat_result]]:
    """Open a dropped file: a regular one, that nobody else shares, of a bounded size.

    Raises:
        DepotRefuse: no such file, a link, a device, another's file, too large.
    """
    if not nom_valable(nom):
        raise DepotRefuse("Ce nom de fichier n’est pas admis.")
    with _dossier(organisation) as dossier:
        try:
            descripteur = os.open(nom, _LIRE_FICHIER, dir_fd=dossier)
        except OSError as erreur:
            raise DepotRefuse(
                f"Le fichier «\u00a0{nom}\u00a0» n’est pas dans le dossier de dépôt."
            ) from erreur
    try:
        infos = os.fstat(descripteur)
        if not stat.S_ISREG(infos.st_mode) or infos.st_nlink != 1:
            raise DepotRefuse(f"«\u00a0{nom}\u00a0» n’est pas un fichier ordinaire.")
        if infos.st_size > taille_max:
            raise DepotRefuse(f"Ce fichier dépasse {taille_max // 1024**2} Mo.")
        with os.fdopen(descripteur, "rb", closefd=False) as flux:
            yield flux, infos
    finally:
        os.close(descripteur)


def est_au_repos(infos: os.stat_result) -> bool:
    """Whether a file has not changed for a minute: it is not being dropped right now."""
    return time.time() - infos.st_mtime >= REPOS_S


@contextmanager
def _dossier(organisation: Any) -> Iterator[int]:
    """Open the organisation's folder, without following any link below the root chosen by operators."""
    reference = organisation.reference
    if not _REFERENCE.fullmatch(reference):
        raise DepotRefuse("Le dossier de dépôt est introuvable.")
    try:
        # The root itself may be a link: operators choose where it is.
        racine = os.open(settings.DEPOT, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as erreur:
        raise DepotRefuse("Le dossier de dépôt n’existe pas sur ce serveur.") from erreur
    try:
        descripteur = os.open(reference, _LIRE_DOSSIER, dir_fd=racine)
    except OSError as erreur:
        raise DepotRefuse(
            "Votre organisation n’a pas de dossier de dépôt sur ce serveur\u00a0: demandez-le à l’exploitation."
        ) from erreur
    finally:
        os.close(racine)
    try:
        yield descripteur
    finally:
        os.close(descripteur)
