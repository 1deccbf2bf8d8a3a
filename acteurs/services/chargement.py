"""A first load: what would be checked row after row is checked once, at the end.

One transaction sees to it that the directory is right: rows, themes, unique and foreign
keys are written or laid aside and made again in it, so a killed worker leaves everything
as it was. The plain indexes, that only make it fast, follow: in the same transaction on
SQLite; on PostgreSQL after it, two at a time (``index_declares``), so that readers wait
the shorter.

A PostgreSQL role that owns the tables is enough: no superuser, no trigger disabled.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from acteurs import index_declares
from acteurs.index_texte import index_des_mots_a_faire
from acteurs.models import Acteur, ThemeActeur
from acteurs.services import masse
from comptes.models import Organisation

journal = structlog.get_logger(__name__)

CHARGEES = (Acteur, ThemeActeur)
"""The tables a load fills."""
A_PART = Organisation._meta.db_table
"""What its entries name none of, and every page needs: its foreign key stays, unlocked."""
GARDES = ("acteur_siret",)
"""Plain indexes that stay: the load looks entries up, and comes in their order."""
ESSAIS, PAUSE_S = 50, 0.1
"""Attempts at the locks of PostgreSQL. Refused at once, never waited for: nobody queues
behind us, and no reader that holds one table and wants the other is ever crossed."""


@contextmanager
def grand_chargement(constantes: Mapping[str, Any]) -> Iterator[bool]:
    """Load many rows into a directory that nobody else writes in meanwhile.

    Gives False when PostgreSQL is too busy to be locked: nothing was laid aside, the load
    goes on row by row, in transactions of its own.

    Args:
        constantes: columns that hold the same value in every row. On PostgreSQL they are the
            defaults of their columns inside the block: the rows need not carry them.
    """
    if not masse.est_postgres():
        with transaction.atomic(), _index_suspendus():
            yield True
        return
    with transaction.atomic():
        deposees = _deposer(constantes)
        if deposees is not None:
            yield True
            _remettre(deposees)
    if deposees is None:
        yield False
    else:
        index_declares.refaire(en_plus=index_des_mots_a_faire())


# ── PostgreSQL ──────────────────────────────────────────────────────────────
_A_DEPOSER = """
SELECT k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid)
FROM pg_constraint k
WHERE k.conrelid = ANY(%s::regclass[]) AND k.contype IN ('f', 'u')
    AND k.confrelid <> %s::regclass
    AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = k.conindid
                    AND k.contype = 'u')
ORDER BY k.contype DESC, k.conname
"""
_VISEES = """
SELECT DISTINCT confrelid::regclass::text FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype = 'f' AND confrelid <> %s::regclass
"""
_INDEX = """
SELECT quote_ident(c.relname), pg_get_indexdef(c.oid), i.indisunique
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND NOT c.relname = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""


def _deposer(constantes: Mapping[str, Any]) -> list[str] | None:
    """Lock the tables and lay aside what is checked row by row; None when that cannot be.

    Returns the statements that make again what this very transaction must make again.
    """
    for essai in range(ESSAIS):
        if essai:
            time.sleep(PAUSE_S)
        try:
            with transaction.atomic():
                return [*_deposer_maintenant(), *_par_defaut(constantes)]
        except DatabaseError as erreur:
            raison = str(erreur)
    journal.warning("chargement_rangee_par_rangee", raison=raison)
    return None


def _deposer_maintenant() -> list[str]:
    tables = [f'"{modele._meta.db_table}"' for modele in CHARGEES]
    with connection.cursor() as curseur:
        visees = [table for (table,) in masse.lire(_VISEES, tables, A_PART)]
        curseur.execute(
            f"LOCK TABLE {', '.join(dict.fromkeys([*tables, *visees]))} "
            "IN ACCESS EXCLUSIVE MODE NOWAIT"
        )
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("SET CONSTRAINTS ALL DEFERRED")
        refaire = []
        for table, nom, definition in masse.lire(_A_DEPOSER, tables, A_PART):
            curseur.execute(f"ALTER TABLE {table} DROP CONSTRAINT {nom}")
            refaire.append(f"ALTER TABLE {table} ADD CONSTRAINT {nom} {definition}")
        declares = index_declares.declares()
        for nom, definition, unique in masse.lire(_INDEX, masse.TABLE, list(GARDES)):
            curseur.execute(f"DROP INDEX {nom}")
            if unique or nom.strip('"') not in declares:
                refaire.insert(0, definition)
    return refaire


def _par_defaut(constantes: Mapping[str, Any]) -> list[str]:
    """Make constants the defaults of their columns; return what undoes it."""
    dites = [colonne for colonne, valeur in constantes.items() if valeur is not None]
    with connection.cursor() as curseur:
        for colonne in dites:
            curseur.execute(
                sql.SQL("ALTER TABLE {} ALTER {} SET DEFAULT {}").format(
                    sql.Identifier(masse.TABLE),
                    sql.Identifier(colonne),
                    sql.Literal(str(constantes[colonne])),
                )
            )
    return [f'ALTER TABLE "{masse.TABLE}" ALTER "{colonne}" DROP DEFAULT' for colonne in dites]


def _remettre(ordres: list[str]) -> None:
    """Make again, in one pass each, uniqueness then foreign keys: all rows are checked."""
    with connection.cursor() as curseur:
        # What was written row by row must be checked before the tables may change.
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("SET LOCAL maintenance_work_mem = %s", [index_declares.MEMOIRE])
        for ordre in ordres:
            curseur.execute(ordre)
        curseur.execute("SET CONSTRAINTS ALL DEFERRED")


# ── SQLite ──────────────────────────────────────────────────────────────────
@contextmanager
def _index_suspendus() -> Iterator[None]:
    """Make the plain indexes at the end of the block; readers do not wait."""
    rangees = masse.lire(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
        "AND sql NOT LIKE 'CREATE UNIQUE%%'",
        masse.TABLE,
    )
    index = {nom: sql for nom, sql in rangees if nom not in GARDES}
    with connection.cursor() as curseur:
        for nom in index:
            curseur.execute(f'DROP INDEX "{nom}"')
        yield
        for sql in index.values():
            curseur.execute(sql)
