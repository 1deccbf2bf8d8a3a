"""The plain indexes of the directory: laid aside by a large load, made again whatever happens.

They make the directory fast, never right: uniqueness and foreign keys are not theirs.
``refaire`` makes those the model declares and the database misses. It ends a large load
(see ``services.chargement``); should the worker be killed before, the next attempt, the
night or ``migrate`` calls it through ``index_texte.installer``.
"""

import threading
from collections.abc import Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

import structlog
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

journal = structlog.get_logger(__name__)

TABLE = "acteurs_acteur"
MEMOIRE = "128MB"
"""Memory of PostgreSQL for making one index: without it, sorts and trigrams go to its disk."""


def declares(connexion: Any = connection) -> dict[str, str]:
    """Return name → definition of the plain indexes that the model declares."""
    editeur = connexion.schema_editor(collect_sql=True)
    # Those ``migrate`` makes: nothing public tells them whole.
    ordres = editeur._model_indexes_sql(apps.get_model("acteurs", "Acteur"))  # noqa: SLF001
    return {str(ordre.parts["name"]).strip('"'): str(ordre) for ordre in ordres}


def colonnes_cherchees() -> list[str]:
    """Return the columns of the directory that an index holds: those that filters use."""
    meta = apps.get_model("acteurs", "Acteur")._meta
    champs = {nom for index in meta.indexes for nom in index.fields} | {"mots", "organisation"}
    return [f'"{champ.column}"' for champ in meta.concrete_fields if champ.name in champs]


def presents(connexion: Any = connection) -> set[str]:
    """Return the names of the indexes of the directory."""
    with connexion.cursor() as curseur:
        if connexion.vendor == "postgresql":
            curseur.execute(
                "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE i.indrelid = %s::regclass AND i.indisvalid",
                [TABLE],
            )
        else:
            curseur.execute(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [TABLE]
            )
        return {nom for (nom,) in curseur.fetchall()}


def manquants(connexion: Any = connection) -> dict[str, str]:
    """Return name → definition of the declared indexes that are not there."""
    la = presents(connexion)
    return {nom: sql for nom, sql in declares(connexion).items() if nom not in la}


def refaire(connexion: Any = connection, en_plus: Iterable[str] = ()) -> None:
    """Make the indexes that are missing, and ``en_plus`` (statements, the longest first).

    On PostgreSQL and outside any transaction, by two connections at once; each index is there
    as soon as it is made.

    Raises:
        DatabaseError: one of them cannot be made.
    """
    ordres: SimpleQueue[str] = SimpleQueue()
    nombre = 0
    for sql in (*en_plus, *sorted(manquants(connexion).values(), key=len, reverse=True)):
        ordres.put(sql)
        nombre += 1
    erreurs: list[DatabaseError] = []
    aide = None
    if nombre > 1 and connexion.vendor == "postgresql" and not connexion.in_atomic_block:
        aide = threading.Thread(target=_aider, args=(connexion.alias, ordres, erreurs))
        aide.start()
    try:
        _executer(connexion, ordres, erreurs)
    finally:
        if aide:
            aide.join()
    # Somebody may have made the same one at the same instant: only what is missing matters.
    if erreurs and manquants(connexion):
        raise erreurs[0]


def _aider(alias: str, ordres: "SimpleQueue[str]", erreurs: list[DatabaseError]) -> None:
    """Take statements too, through a connection of this thread's own; without it, too bad."""
    try:
        _executer(connections[alias], ordres, erreurs)
    except DatabaseError as erreur:
        journal.warning("index_a_deux_impossible", raison=str(erreur))
    finally:
        connections[alias].close()


def _executer(connexion: Any, ordres: "SimpleQueue[str]", erreurs: list[DatabaseError]) -> None:
    with connexion.cursor() as curseur, suppress(Empty):
        while True:
            sql = ordres.get_nowait()
            try:
                with transaction.atomic(using=connexion.alias):
                    if connexion.vendor == "postgresql":
                        curseur.execute("SET LOCAL maintenance_work_mem = %s", [MEMOIRE])
                    curseur.execute(sql)
            except DatabaseError as erreur:
                erreurs.append(erreur)
