"""The work file of an import: one SQLite file that outlives its worker.

Reading an official register takes minutes; the worker may be killed at any
time. All that was read and prepared is kept in this file, each batch with the
position reached, in one transaction: a new attempt goes on from there and ends
with the very same file. Nothing here touches the application's database.

Tables the writing phase reads (in this order):

``fiche``
    One row per establishment to be in the directory, **in SIRET order**
    (``WITHOUT ROWID``, so that ``WHERE siret > ? ORDER BY siret LIMIT ?`` is a
    range scan). Columns are those of ``Acteur`` and hold final values, all derived:

    - ``siret``, ``siren``, ``nom``, ``sigle``, ``nom_normalise``, ``nom_seul``, ``mots`` (of an entry
      without description), ``type_id``, ``sous_type_id`` (NULL without one), ``ess`` (1),
      ``forme_juridique``, ``categorie_juridique``, ``naf``, ``naf25``, ``rna``, ``adresse``,
      ``commune_id`` (never NULL, always a commune in force), ``lon``, ``lat``, ``morton`` (NULL
      together), ``precision``, ``taille``, ``masque_themes`` (of the NAF codes), ``date_source``
      (ISO date or NULL), ``empreinte``;
    - ``siege`` (0 or 1) and ``date_creation`` (ISO date or '') are not columns of ``Acteur``: they
      help to choose the establishment a closed one moved to (``SELECT … WHERE siren = ?``).

    ``empreinte`` is a signed 64-bit hash of the official facts only: neither
    ``date_source``, nor ``siege``, nor ``date_creation`` changes it. Absent text is ''.

``disparu``
    ``(siret, nature, date, motif)``, one row per SIRET of the directory (as ``connu`` gave it)
    that this reading says is over. ``nature`` is one of :data:`NATURES`; ``date`` an ISO date or
    '' ; ``motif`` a French sentence. For an entry that did not come from this register only
    « ferme » is ever said. A SIRET merely outside the options (départements, employers) is not
    there.

``rejet``
    ``(source, ligne, motif, extrait)`` in reading order: lines that could not be read and
    establishments that could not be placed. ``ligne`` is the physical line of the file of role
    ``source``.

``bilan``
    ``(cle, valeur)``: counters, see :meth:`Atelier.compter`.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.conf import settings

from acteurs.importers.tables import EXTRAIT_MAX, Rejet

VERSION = 2
"""Changes with the schema or with what is derived: an older file is begun again."""
COLONNES_FICHE = (
    "siret",
    "siren",
    "nom",
    "sigle",
    "nom_normalise",
    "nom_seul",
    "mots",
    "type_id",
    "sous_type_id",
    "ess",
    "forme_juridique",
    "categorie_juridique",
    "naf",
    "naf25",
    "rna",
    "adresse",
    "commune_id",
    "lon",
    "lat",
    "precision",
    "morton",
    "taille",
    "masque_themes",
    "date_source",
    "siege",
    "date_creation",
    "empreinte",
)
NATURES = {
    "ferme": "Établissement fermé",
    "non_diffusible": "Ne figure plus dans la diffusion publique",
    "hors_ess": "Ne relève plus de l’ESS selon le répertoire",
    "absent": "Absent du répertoire",
}
GARDE_S = 14 * 24 * 3600
"""How long the work file of an interrupted import is kept, in seconds."""
ETAPES = ("connus", "unites", "etablissements", "positions", "fiches", "disparus")
"""Steps of a reading, in order."""

_SCHEMA = """
CREATE TABLE meta (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE avancement (
    etape TEXT PRIMARY KEY, position TEXT NOT NULL, finie INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE bilan (cle TEXT PRIMARY KEY, valeur INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rejet (
    numero INTEGER PRIMARY KEY, source TEXT NOT NULL, ligne INTEGER NOT NULL,
    motif TEXT NOT NULL, extrait TEXT NOT NULL
);
CREATE TABLE connu (
    siret TEXT PRIMARY KEY, officiel INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE unite (
    siren TEXT PRIMARY KEY, retenue INTEGER NOT NULL, ess INTEGER NOT NULL, etat TEXT NOT NULL, date TEXT NOT NULL,
    diffusion TEXT NOT NULL, categorie TEXT NOT NULL, drapeau INTEGER NOT NULL, nom TEXT NOT NULL,
    sigle TEXT NOT NULL, rna TEXT NOT NULL, naf TEXT NOT NULL, naf25 TEXT NOT NULL,
    traitement TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE etablissement (
    siret TEXT PRIMARY KEY, ligne INTEGER NOT NULL, diffusion TEXT NOT NULL,
    creation TEXT NOT NULL, traitement TEXT NOT NULL, siege INTEGER NOT NULL, taille TEXT NOT NULL,
    enseigne TEXT NOT NULL, adresse TEXT NOT NULL, numero INTEGER NOT NULL, commune TEXT NOT NULL,
    x REAL, y REAL, naf TEXT NOT NULL, naf25 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE vu (siret TEXT PRIMARY KEY, etat TEXT NOT NULL, date TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE point (
    siret TEXT PRIMARY KEY, x REAL, y REAL, epsg INTEGER NOT NULL, qualite TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE fiche (
    siret TEXT PRIMARY KEY, siren TEXT NOT NULL, nom TEXT NOT NULL, sigle TEXT NOT NULL,
    nom_normalise TEXT NOT NULL, nom_seul TEXT NOT NULL, mots TEXT NOT NULL,
    type_id TEXT, sous_type_id TEXT, ess INTEGER NOT NULL, forme_juridique TEXT NOT NULL,
    categorie_juridique TEXT NOT NULL, naf TEXT NOT NULL, naf25 TEXT NOT NULL,
    rna TEXT NOT NULL, adresse TEXT NOT NULL, commune_id TEXT NOT NULL, lon REAL, lat REAL,
    precision TEXT NOT NULL, morton INTEGER, taille TEXT NOT NULL,
    masque_themes INTEGER NOT NULL, date_source TEXT, siege INTEGER NOT NULL,
    date_creation TEXT NOT NULL, empreinte INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE disparu (
    siret TEXT PRIMARY KEY, nature TEXT NOT NULL, date TEXT NOT NULL, motif TEXT NOT NULL
) WITHOUT ROWID;
"""


def dossier_ateliers() -> Path:
    """Folder of the work files, in the data folder; made when missing."""
    dossier = Path(settings.DONNEES) / "ateliers"
    dossier.mkdir(parents=True, exist_ok=True)
    return dossier


def purge_ateliers(maintenant: float | None = None) -> int:
    """Erase the work files nobody touched for long: their import was given up."""
    limite = (maintenant or time.time()) - GARDE_S
    anciens = [
        chemin
        for chemin in dossier_ateliers().iterdir()
        if not chemin.name.endswith(("-wal", "-shm")) and chemin.stat().st_mtime < limite
    ]
    for chemin in anciens:
        _effacer(chemin)
    return len(anciens)


class LectureConcurrente(Exception):
    """Another worker is reading into the same work file: this one stops without writing."""


class Atelier:
    """The work file of one import, opened or created.

    Args:
        chemin: the SQLite file.
        signature: what the reading depends on (files, options, rules). A file made from
            anything else, or by another version, is begun again.
    """

    def __init__(self, chemin: Path, signature: Any = None) -> None:
        self.chemin = Path(chemin)
        self._signature = json.dumps([VERSION, signature], sort_keys=True, default=str)
        self.db = self._ouvrir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        nature: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Close the file; a later attempt opens it again."""
        self.db.close()

    def supprimer(self) -> None:
        """Close and erase the file: the import is over."""
        self.fermer()
        _effacer(self.chemin)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Keep all or nothing of a batch, its position included."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # ── Where the reading is ────────────────────────────────────────────────
    def position(self, etape: str) -> Any:
        """Where a step stopped, as given to :meth:`avancer`; None before its first batch."""
        ligne = self.db.execute(
            "SELECT position FROM avancement WHERE etape = ?", [etape]
        ).fetchone()
        return json.loads(ligne[0]) if ligne else None

    def est_finie(self, etape: str) -> bool:
        """Whether a step needs no more work."""
        requete = "SELECT 1 FROM avancement WHERE etape = ? AND finie"
        return self.db.execute(requete, [etape]).fetchone() is not None

    def avancer(self, etape: str, position: Any, *, finie: bool = False) -> None:
        """Keep the position of a step; inside the transaction of what was read up to it."""
        self.db.execute(
            "INSERT OR REPLACE INTO avancement VALUES (?, ?, ?)",
            [etape, json.dumps(position), int(finie)],
        )

    def verifier(self, etape: str, position: Any) -> None:
        """Inside a transaction: make sure that nobody else went on with the step meanwhile.

        Raises:
            LectureConcurrente: a worker thought dead is back, or the other way round.
        """
        if self.position(etape) != json.loads(json.dumps(position)):
            raise LectureConcurrente(etape)

    # ── Counters and rejects ────────────────────────────────────────────────
    def compter(self, cle: str, nombre: int = 1) -> None:
        """Add to a counter of the summary."""
        if nombre:
            self.db.execute(
                "INSERT INTO bilan VALUES (?, ?) "
                "ON CONFLICT (cle) DO UPDATE SET valeur = valeur + excluded.valeur",
                [cle, nombre],
            )

    def bilan(self) -> dict[str, int]:
        """Every counter."""
        return dict(self.db.execute("SELECT cle, valeur FROM bilan ORDER BY cle"))

    def rejeter(self, source: str, rejets: Iterable[Rejet]) -> None:
        """Keep lines set aside."""
        self.db.executemany(
            "INSERT INTO rejet (source, ligne, motif, extrait) VALUES (?, ?, ?, ?)",
            ((source, r.ligne, r.motif, r.extrait[:EXTRAIT_MAX]) for r in rejets),
        )

    def rejets(self) -> Iterator[tuple[str, int, str, str]]:
        """Yield (file role, physical line, reason, beginning of the line) in reading order."""
        yield from self.db.execute(
            "SELECT source, ligne, motif, extrait FROM rejet ORDER BY numero"
        )

    # ── What the writing phase reads ────────────────────────────────────────
    def fiches(self, apres: str = "", lot: int = 5000) -> Iterator[list[tuple[Any, ...]]]:
        """Yield batches of rows of ``fiche`` (:data:`COLONNES_FICHE`) after a SIRET, in order."""
        requete = (
            f"SELECT {', '.join(COLONNES_FICHE)} FROM fiche WHERE siret > ? ORDER BY siret LIMIT ?"  # noqa: S608
        )
        while lignes := self.db.execute(requete, [apres, lot]).fetchall():
            apres = lignes[-1][0]
            yield lignes

    def fiches_du_siren(self, siren: str) -> list[tuple[Any, ...]]:
        """Rows of ``fiche`` of a legal unit (a SIRET begins with its SIREN): where it may be now."""
        requete = f"SELECT {', '.join(COLONNES_FICHE)} FROM fiche WHERE siret BETWEEN ? AND ?"  # noqa: S608
        return self.db.execute(requete, [siren, siren + "99999"]).fetchall()

    def disparus(
        self, apres: str = "", lot: int = 5000
    ) -> Iterator[list[tuple[str, str, str, str]]]:
        """Yield batches of rows of ``disparu`` after a SIRET, in order."""
        requete = (
            "SELECT siret, nature, date, motif FROM disparu WHERE siret > ? ORDER BY siret LIMIT ?"
        )
        while lignes := self.db.execute(requete, [apres, lot]).fetchall():
            apres = lignes[-1][0]
            yield lignes

    def nombre(self, table: str) -> int:
        """Number of rows of ``fiche``, ``disparu`` or ``rejet``."""
        if table not in {"fiche", "disparu", "rejet", "unite", "etablissement", "connu"}:
            raise ValueError(table)
        return int(self.db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608

    def ajouter_fiches(self, lignes: Iterable[Sequence[Any]]) -> None:
        """Add rows of ``fiche``, in the order of :data:`COLONNES_FICHE`."""
        places = ", ".join("?" * len(COLONNES_FICHE))
        self.db.executemany(
            f"INSERT INTO fiche ({', '.join(COLONNES_FICHE)}) VALUES ({places})",  # noqa: S608
            lignes,
        )

    # ── The file ────────────────────────────────────────────────────────────
    def _ouvrir(self) -> sqlite3.Connection:
        self.chemin.parent.mkdir(parents=True, exist_ok=True)
        try:
            db = _connecter(self.chemin)
            if _lire_signature(db) == self._signature:
                return db
            db.close()
        except sqlite3.DatabaseError:
            pass  # half made or damaged: begun again
        _effacer(self.chemin)
        db = _connecter(self.chemin)
        db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        db.execute("INSERT INTO meta VALUES ('signature', ?)", [self._signature])
        return db


def _connecter(chemin: Path) -> sqlite3.Connection:
    """Connect without implicit transactions: each batch opens its own."""
    db = sqlite3.connect(chemin, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA cache_size = -16000")
    return db


def _lire_signature(db: sqlite3.Connection) -> str | None:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return None
    ligne = db.execute("SELECT valeur FROM meta WHERE cle = 'signature'").fetchone()
    return ligne[0] if ligne else None


def _effacer(chemin: Path) -> None:
    for suffixe in ("", "-wal", "-shm"):
        chemin.with_name(chemin.name + suffixe).unlink(missing_ok=True)
