"""The index of words of the directory: FTS5 trigrams on SQLite, ``pg_trgm`` on PostgreSQL.

``installer`` makes it, and repairs it, with the plain indexes that a killed load left to be
made (``index_declares``): it is called after every ``migrate`` (remaking a table on SQLite
drops its triggers), after every import and every night. Without it
(extension refused, SQLite built without FTS5, bulk load under way) searches
stay right, by reading every name.

SQL triggers keep it in step on SQLite, whoever writes: Django, ``executemany``,
``ON CONFLICT DO UPDATE`` (an update that leaves ``mots`` alone costs nothing).
Measured on 250,000 rows inserted by ``executemany`` on two busy cores: 12.7 s
without triggers, 20.6 s with them (32 µs a row), 0.8 s to build the index at
the end. So a load of many rows goes inside ``chargement_en_masse``:

    with chargement_en_masse(attendus=len(fiches)):
        ...  # write in as many transactions as you like, outside any atomic block

which drops the index when the load is large beside the directory, and builds
it again at the end, even when the load fails. A killed load leaves the
directory without index, never with a wrong one; the next load, ``migrate`` or
night builds it again.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction

from acteurs.index_declares import colonnes_cherchees, refaire

journal = structlog.get_logger(__name__)

TABLE = "acteurs_texte"
"""FTS5 table: one row per actor, its words after a space, so that « ␣co » is a trigram."""
INDEX_PG = "acteur_mots_trigrammes"
MASSE_MIN = 5_000
"""Rows under which the index is always kept in step row by row."""

_FTS = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5"
    "(mots, content='', tokenize='trigram', detail='none', columnsize=0)"
)
_AJOUTER = f"INSERT INTO {TABLE}(rowid, mots) VALUES (new.id, ' ' || new.mots);"  # noqa: S608
_RETIRER = (
    f"INSERT INTO {TABLE}({TABLE}, rowid, mots)"  # noqa: S608
    " VALUES ('delete', old.id, ' ' || old.mots);"
)
_DECLENCHEURS = {
    f"{TABLE}_ajout": f"AFTER INSERT ON acteurs_acteur BEGIN {_AJOUTER} END",
    f"{TABLE}_retrait": f"AFTER DELETE ON acteurs_acteur BEGIN {_RETIRER} END",
    f"{TABLE}_change": (
        "AFTER UPDATE OF id, mots ON acteurs_acteur "
        "WHEN old.mots IS NOT new.mots OR old.id IS NOT new.id "
        f"BEGIN {_RETIRER} {_AJOUTER} END"
    ),
}
_ATTENDUS = {
    TABLE: _FTS,
    **{nom: f"CREATE TRIGGER {nom} {corps}" for nom, corps in _DECLENCHEURS.items()},
}

COLONNES_C = ("nom_normalise", "nom_seul", "mots", "siret", "naf", "naf25")
"""Columns compared byte by byte on PostgreSQL too: same order as SQLite, beginnings indexable."""


def est_present(connexion: Any) -> bool:
    """Whether searches may ask the FTS5 table of this SQLite database."""
    with connexion.cursor() as curseur:
        curseur.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [f"{TABLE}_change"])
        return curseur.fetchone() is not None


def installer(connexion: Any = connection) -> bool:
    """Make or repair the index; return whether it is there in the end."""
    if "acteurs_acteur" not in connexion.introspection.table_names():
        return False
    try:
        refaire(connexion)
    except DatabaseError as erreur:  # migrated half-way: the columns are not there yet
        journal.warning("index_manquants", raison=str(erreur))
    if connexion.vendor == "sqlite":
        return _installer_sqlite(connexion)
    if connexion.vendor == "postgresql":
        return _installer_postgresql(connexion)
    return False


def entretenir(connexion: Any = connection, *, apres_chargement: bool = False) -> bool:
    """Make, repair and tidy the index, refresh what the planner knows of actors; every night.

    ``apres_chargement``: only of the columns that filters use (PostgreSQL looks at the others,
    on its own, within the minute).
    """
    present = installer(connexion)
    if connexion.in_atomic_block:
        return present
    with connexion.cursor() as curseur:
        if connexion.vendor == "sqlite":
            if present:
                curseur.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")  # noqa: S608
            # Whole (half a second for 250,000 actors): from a sample, SQLite believes that a
            # status is held by a thousand actors, and reads them all rather than a better index.
            curseur.execute("PRAGMA analysis_limit = 0")
            curseur.execute("ANALYZE acteurs_acteur")
        elif connexion.vendor == "postgresql":
            # The pages seen by every transaction are marked: covering indexes answer alone.
            curseur.execute("VACUUM acteurs_acteur")
            colonnes = f" ({', '.join(colonnes_cherchees())})" if apres_chargement else ""
            curseur.execute(f"ANALYZE acteurs_acteur{colonnes}")
    return present


@contextlib.contextmanager
def chargement_en_masse(attendus: int | None = None) -> Iterator[bool]:
    """Load many actors without paying for the index row after row.

    To be entered outside any transaction. Gives whether the index is laid aside: then the
    directory is tidied at the end, statistics of the planner included.

    Args:
        attendus: rows about to be inserted or changed; the index is kept in step as usual
            when they are few beside the directory. None: many.
    """
    deposer = attendus is None or (attendus > MASSE_MIN and attendus * 5 > _taille())
    if deposer:
        _deposer()
    try:
        yield deposer
    finally:
        if deposer:
            entretenir(apres_chargement=True)


def _taille() -> int:
    with connection.cursor() as curseur:
        curseur.execute("SELECT COUNT(*) FROM acteurs_acteur")
        return int(curseur.fetchone()[0])


def _deposer() -> None:
    """Drop the index: searches read every name in the meantime."""
    with transaction.atomic(), connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            _vider(curseur)
        elif connection.vendor == "postgresql":
            # Readers are not made to wait: after two seconds, the index stays.
            with contextlib.suppress(DatabaseError), transaction.atomic():
                curseur.execute("SET LOCAL lock_timeout = '2s'")
                curseur.execute(f"DROP INDEX IF EXISTS {INDEX_PG}")


# ── SQLite ──────────────────────────────────────────────────────────────────
def _vider(curseur: Any) -> None:
    for nom in _DECLENCHEURS:
        curseur.execute(f"DROP TRIGGER IF EXISTS {nom}")
    curseur.execute(f"DROP TABLE IF EXISTS {TABLE}")


def _installer_sqlite(connexion: Any) -> bool:
    with connexion.cursor() as curseur:
        curseur.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE %s", [f"{TABLE}%"])
        presents = dict(curseur.fetchall())
    if all(presents.get(nom) == sql for nom, sql in _ATTENDUS.items()):
        return True
    try:
        with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
            _vider(curseur)
            curseur.execute(_FTS)
            curseur.execute(
                f"INSERT INTO {TABLE}(rowid, mots) SELECT id, ' ' || mots FROM acteurs_acteur"  # noqa: S608
            )
            for nom in _DECLENCHEURS:
                curseur.execute(_ATTENDUS[nom])
    except DatabaseError as erreur:
        journal.warning("index_texte_absent", raison=str(erreur))
        return False
    return True


# ── PostgreSQL ──────────────────────────────────────────────────────────────
_CREER_PG = f"CREATE INDEX IF NOT EXISTS {INDEX_PG} ON acteurs_acteur USING gin (mots gin_trgm_ops)"


def index_des_mots_a_faire(connexion: Any = connection) -> list[str]:
    """Return what makes the index of words of PostgreSQL, when it may be made and is not."""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')"
            " AND to_regclass(%s) IS NULL",
            [INDEX_PG],
        )
        return [_CREER_PG] if curseur.fetchone()[0] else []


def _installer_postgresql(connexion: Any) -> bool:
    _comparer_octets(connexion)
    try:
        with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
            curseur.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            curseur.execute(_CREER_PG)
    except DatabaseError as erreur:
        journal.warning("index_texte_absent", raison=str(erreur))
        return False
    return True


def _comparer_octets(connexion: Any) -> None:
    """Give the search columns the « C » collation, once."""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            " JOIN pg_collation c ON c.oid = a.attcollation"
            " WHERE a.attrelid = 'acteurs_acteur'::regclass AND a.attname = ANY(%s)"
            " AND c.collname <> 'C'",
            [list(COLONNES_C)],
        )
        autres = curseur.fetchall()
        if autres:
            changements = ", ".join(
                f'ALTER COLUMN "{nom}" TYPE {genre} COLLATE "C"' for nom, genre in autres
            )
            curseur.execute(f"ALTER TABLE acteurs_acteur {changements}")
