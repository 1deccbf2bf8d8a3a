"""Filled bases kept from one bench to the next, in the temporary folder.

Each is a folder ``terreau-banc-<user>/<kind>-<size>-<fingerprint>``: ``donnees`` (files, the
SQLite base), ``pg`` (a stopped PostgreSQL cluster), ``notes.json``. A bench works on a copy.
``TERREAU_BANC_NEUVE=oui`` has it built anew; what is old, or made by older code, is removed.
"""

import contextlib
import fcntl
import getpass
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.commun import RACINE, dire

GARDEES_MAX = 2
"""Per kind and size: two branches may be measured in turn."""
ABANDON_S = 6 * 3600
"""What was begun so long ago was cut short."""
AGE_MAX_S = 7 * 86_400
"""Older, its session ends and its dates are of another week."""


def racine() -> Path:
    """Return the folder of the bases of this user."""
    dossier = Path(tempfile.gettempdir()) / f"terreau-banc-{getpass.getuser()}"
    dossier.mkdir(mode=0o711, exist_ok=True)
    if dossier.stat().st_uid != os.geteuid():
        raise SystemExit(f"{dossier} appartient à quelqu’un d’autre.")
    return dossier


def veut_neuve() -> bool:
    """Whether the environment asks for a base built anew."""
    return os.environ.get("TERREAU_BANC_NEUVE", "non").lower() in {"oui", "1", "true"}


@dataclass(frozen=True)
class Gardee:
    """A base that may be kept already."""

    genre: str
    taille: int
    empreinte: str

    @property
    def dossier(self) -> Path:
        """Where it is."""
        return racine() / f"{self.genre}-{self.taille}-{self.empreinte}"

    @property
    def existe(self) -> bool:
        """Whether it was built to the end, lately."""
        notes = self.dossier / "notes.json"
        return notes.exists() and time.time() - notes.stat().st_mtime < AGE_MAX_S

    @contextlib.contextmanager
    def verrou(self) -> Iterator[None]:
        """Only one process builds or copies a base at a time."""
        with (racine() / f"{self.dossier.name}.verrou").open("w") as fichier:
            try:
                fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                dire("attend qu’un autre banc ait fini de préparer la même base")
                fcntl.flock(fichier, fcntl.LOCK_EX)
            yield

    def ranger(self, atelier: Path, notes: dict[str, Any]) -> None:
        """Keep what was built in a work folder."""
        for base in (atelier / "donnees").glob("*.sqlite3"):
            refermer(base)
        (atelier / "notes.json").write_text(json.dumps({**notes, "migrations": migrations()}))
        shutil.rmtree(self.dossier, ignore_errors=True)
        atelier.rename(self.dossier)
        _elaguer(self)

    def copier(self, vers: Path) -> dict[str, Any]:
        """Copy it into a folder; return what was noted."""
        debut = time.perf_counter()
        subprocess.run(["cp", "-a", f"{self.dossier}/.", vers], check=True)
        poids = sum(f.stat().st_size for f in vers.rglob("*") if f.is_file()) / 1e6
        dire(f"base gardée ({poids:.0f} Mo) copiée en {time.perf_counter() - debut:.1f} s")
        return json.loads((vers / "notes.json").read_text())


def refermer(base: Path) -> None:
    """Bring the journal of a SQLite base into its file: a copy of the file is whole."""
    with contextlib.closing(sqlite3.connect(base)) as connexion:
        connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if any(f.stat().st_size for f in base.parent.glob(f"{base.name}-wal")):
        raise RuntimeError(f"{base.name} est encore ouverte")


def migrations() -> list[str]:
    """Names of the migrations: squashed ones are only noted as done in a kept base."""
    return sorted(str(p.relative_to(RACINE)) for p in RACINE.glob("*/migrations/0*.py"))


def _elaguer(gardee: Gardee) -> None:
    """Remove what was left unfinished, what is old, and all but the last bases of this kind."""
    autres = sorted(
        racine().glob("*-*-*/notes.json"), key=lambda p: p.stat().st_mtime, reverse=True
    )
    siennes = [p for p in autres if p.parent.name.startswith(f"{gardee.genre}-{gardee.taille}-")]
    vieilles = [p for p in autres if time.time() - p.stat().st_mtime > AGE_MAX_S]
    for notes in {*siennes[GARDEES_MAX:], *vieilles}:
        verrou = racine() / f"{notes.parent.name}.verrou"
        with verrou.open("w") as fichier, contextlib.suppress(OSError):
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(notes.parent, ignore_errors=True)
            verrou.unlink(missing_ok=True)
            dire(f"ancienne base retirée : {notes.parent.name}")
    for chantier in racine().glob("en-chantier-*"):
        if time.time() - chantier.stat().st_mtime > ABANDON_S:
            shutil.rmtree(chantier, ignore_errors=True)
