"""Writing many actors at once: the same few verbs on SQLite and PostgreSQL.

SQLite takes ``executemany``, PostgreSQL ``COPY``; the ORM's ``bulk_create`` is
four times slower on both. Nothing here decides anything: see ``ecriture``.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acteurs.models import Acteur, Thematique, ThemeActeur

TABLE = Acteur._meta.db_table
TABLE_THEMES = ThemeActeur._meta.db_table
THEMES = Thematique._meta.db_table
CACHE_SQLITE_KO = 32_000
"""Page cache of SQLite while an import writes: the pages of nine indexes stay at hand."""


def noms(colonnes: Iterable[str]) -> str:
    """Return column names, quoted, for a statement."""
    return ", ".join(f'"{c}"' for c in colonnes)


def est_postgres() -> bool:
    """Whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"


def instant(moment: datetime) -> Any:
    """Return a date and time as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def parmi(colonne: str) -> str:
    """Return « column is one of the list given as one parameter » (see ``liste``)."""
    if est_postgres():
        return f'"{colonne}" = ANY(%s)'
    return f'"{colonne}" IN (SELECT value FROM json_each(%s))'  # noqa: S608


def liste(valeurs: Iterable[Any]) -> Any:
    """Return a list as the one parameter of ``parmi``; no limit on its length."""
    return list(valeurs) if est_postgres() else json.dumps(list(valeurs))


def lire(sql: str, *parametres: Any) -> list[tuple[Any, ...]]:
    """Return every row of a query."""
    with connection.cursor() as curseur:
        curseur.execute(sql, parametres)
        return curseur.fetchall()


def copier(table: str, colonnes: Sequence[str], rangees: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table (PostgreSQL)."""
    with (
        connection.cursor() as curseur,
        connection.wrap_database_errors,  # Django does not wrap COPY by itself
        curseur.copy(f'COPY "{table}" ({noms(colonnes)}) FROM STDIN') as flux,
    ):
        for rangee in rangees:
            flux.write_row(rangee)


def copier_textes(table: str, colonnes: Sequence[str], textes: Iterable[bytes]) -> None:
    """COPY rows already written as PostgreSQL reads them (UTF-8, tabs, escaped), as one stream."""
    with (
        connection.cursor() as curseur,
        connection.wrap_database_errors,
        curseur.copy(f'COPY "{table}" ({noms(colonnes)}) FROM STDIN') as flux,
    ):
        for texte in textes:
            flux.write(texte)


def mettre_a_jour(colonnes: Sequence[str], rangees: Sequence[Sequence[Any]]) -> None:
    """Update actors; each row holds the values of ``colonnes``, then the id.

    Their version goes up: a form opened before is told about the change.
    """
    if not rangees:
        return
    with connection.cursor() as curseur:
        if est_postgres():
            curseur.execute(
                f"CREATE TEMP TABLE maj_acteurs ON COMMIT DROP AS SELECT {noms(colonnes)}, id "  # noqa: S608
                f'FROM "{TABLE}" WITH NO DATA'
            )
            copier("maj_acteurs", (*colonnes, "id"), rangees)
            egal = ", ".join(f'"{c}" = m."{c}"' for c in colonnes)
            curseur.execute(
                f'UPDATE "{TABLE}" a SET {egal}, version = a.version + 1 '  # noqa: S608
                "FROM maj_acteurs m WHERE a.id = m.id"
            )
            curseur.execute("DROP TABLE maj_acteurs")
        else:
            egal = ", ".join(f'"{c}" = %s' for c in colonnes)
            curseur.executemany(
                f'UPDATE "{TABLE}" SET {egal}, version = version + 1 WHERE "id" = %s',  # noqa: S608
                rangees,
            )


def reserver_ids(nombre: int) -> int:
    """Keep consecutive ids for actors about to be copied; return the first (PostgreSQL).

    The table must be locked: nobody else takes a number meanwhile.
    """
    suite = f"pg_get_serial_sequence('{TABLE}', 'id')"
    ((premier,),) = lire(f"SELECT nextval({suite})")
    lire(f"SELECT setval({suite}, %s)", premier + max(nombre, 1) - 1)
    return int(premier)


def dernier_id() -> int:
    """Return the highest id of the actors, 0 without any."""
    ((dernier,),) = lire(f"SELECT COALESCE(MAX(id), 0) FROM {TABLE}")  # noqa: S608
    return int(dernier)


def relier_themes(ids: Iterable[int]) -> None:
    """Make the themes of these actors those of their mask."""
    donnees = liste(ids)
    with connection.cursor() as curseur:
        curseur.execute(
            f'DELETE FROM "{TABLE_THEMES}" WHERE {parmi("acteur_id")}',  # noqa: S608
            [donnees],
        )
        lier_themes(f"a.{parmi('id')}", donnees)


def lier_themes(condition: str, *parametres: Any) -> None:
    """Insert the themes of the mask of the actors (« a ») that meet a condition.

    Masks are few: each is taken apart once, not every actor's.
    """
    acteurs = f'FROM "{TABLE}" a WHERE a.masque_themes <> 0 AND {condition}'
    with connection.cursor() as curseur:
        curseur.execute(
            f'INSERT INTO "{TABLE_THEMES}" (acteur_id, thematique_id) '  # noqa: S608
            "WITH masques AS MATERIALIZED (SELECT d.masque, t.code "
            f"FROM (SELECT DISTINCT a.masque_themes AS masque {acteurs}) d "
            f'JOIN "{THEMES}" t ON ((d.masque >> t.bit) & 1) = 1) '
            f"SELECT a.id, m.code FROM (SELECT a.id, a.masque_themes {acteurs}) a "
            "CROSS JOIN masques m WHERE m.masque = a.masque_themes ORDER BY a.id",
            [*parametres, *parametres],
        )


@contextmanager
def session_d_ecriture() -> Iterator[None]:
    """Settings of this connection while an import writes; the former ones come back after."""
    if est_postgres():
        yield
        return
    with connection.cursor() as curseur:
        anciens = {}
        for nom in ("cache_size", "mmap_size", "wal_autocheckpoint"):
            ligne = curseur.execute(f"PRAGMA {nom}").fetchone()
            anciens[nom] = ligne[0] if ligne else None
        # Mapped pages would count as this process's memory.
        curseur.execute(f"PRAGMA cache_size = -{CACHE_SQLITE_KO}")
        curseur.execute("PRAGMA mmap_size = 0")
        curseur.execute("PRAGMA wal_autocheckpoint = 16000")
    try:
        yield
    finally:
        with connection.cursor() as curseur:
            for nom, valeur in anciens.items():
                if valeur is not None:
                    curseur.execute(f"PRAGMA {nom} = {valeur}")


def rendre_memoire() -> None:
    """Give back the pages SQLite keeps at hand: what follows reads others."""
    if not est_postgres():
        with connection.cursor() as curseur:
            curseur.execute("PRAGMA shrink_memory")


def rafraichir_statistiques(*, deja_acteurs: bool = False) -> None:
    """Let the planner know what the tables have become (``deja_acteurs``: it knows of actors)."""
    with connection.cursor() as curseur:
        if est_postgres():
            tables = [TABLE_THEMES] if deja_acteurs else [TABLE, TABLE_THEMES]
            curseur.execute(f"ANALYZE {noms(tables)}")
        elif not transaction.get_connection().in_atomic_block:
            curseur.execute(f'ANALYZE "{TABLE_THEMES}"' if deja_acteurs else "PRAGMA optimize")
