"""Statistics that the embedded database plans its queries with.

PostgreSQL keeps its own. SQLite knows nothing of a table until it is analysed: what imports load
in bulk is analysed by them, what people write little by little is here, every night.
"""

from django.apps import apps
from django.db import connection

GRANDE = 100_000
"""Rows beyond which a table is left to the import that loads it: reading it whole takes long."""


def rafraichir() -> int:
    """Analyse the tables that have some rows and are not large; return how many."""
    if connection.vendor != "sqlite":
        return 0
    analysees = 0
    with connection.cursor() as curseur:
        for modele in apps.get_models(include_auto_created=True):
            table = modele._meta.db_table
            if not modele._meta.managed or modele._meta.proxy:
                continue
            nom = connection.ops.quote_name(table)
            curseur.execute(f"SELECT count(*) FROM (SELECT 1 FROM {nom} LIMIT {GRANDE + 1})")  # noqa: S608  names of our own models
            if 0 < curseur.fetchone()[0] <= GRANDE:
                curseur.execute(f"ANALYZE {nom}")
                analysees += 1
    return analysees
