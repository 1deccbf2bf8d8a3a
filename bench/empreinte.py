"""What makes a filled base, in a few letters: another schema or other data, another fingerprint.

``python -m bench.empreinte`` prints it. The schema is read from the models, not from the names
of migrations: squashed migrations make the same base. What models do not say (SQL and functions
in migrations) and what fills the base (this folder's ``peupler``, the official code, the
references, the code that derives columns) is read as files.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.commun import RACINE

VERSION = 1
"""Raised by hand when the steps of ``bench.bases`` change."""
SOURCES = (
    "bench/peupler.py",
    "acteurs/morton.py",
    "acteurs/referentiels/*",
    "acteurs/services/colonnes.py",
    "acteurs/services/densite.py",
    "diagnostics/referentiels/*",
    "filieres/referentiels/*",
    "plateformes/referentiels/*",
    "socle/texte.py",
    "territoires/importers/*.py",
    "territoires/referentiels/*",
)


def _schema() -> Iterator[str]:
    """Say every table: columns, indexes, constraints."""
    from django.apps import apps
    from django.db import connection

    for modele in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.label):
        meta = modele._meta
        if not meta.managed or meta.proxy:
            continue
        yield meta.db_table
        for champ in meta.local_concrete_fields:
            yield (
                f"{champ.column} {champ.db_type(connection)} {champ.null} {champ.unique} "
                f"{champ.db_index} {champ.remote_field and champ.remote_field.model}"
            )
        yield f"{sorted(map(str, meta.unique_together))}"
        for objet in (*meta.indexes, *meta.constraints):
            yield repr(objet)


def _fichiers() -> Iterator[Path]:
    from django.conf import settings

    for motif in SOURCES:
        yield from sorted(p for p in RACINE.glob(motif) if p.is_file())
    for migration in sorted(RACINE.glob("*/migrations/0*.py")):
        texte = migration.read_text()
        if "RunPython" in texte or "RunSQL" in texte:
            yield migration
    yield Path(settings.REFERENTIEL_COG) / "package.json"


def calculer() -> str:
    """Return the fingerprint; Django is set up."""
    empreinte = hashlib.sha256(f"{VERSION}".encode())
    for ligne in _schema():
        empreinte.update(f"{ligne}\n".encode())
    for fichier in _fichiers():
        empreinte.update(fichier.read_bytes() if fichier.exists() else b"?")
    return empreinte.hexdigest()[:16]


if __name__ == "__main__":
    import django

    django.setup()
    print(calculer())
