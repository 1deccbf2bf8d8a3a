"""A process that loads a directory and kills itself (SIGKILL) at a chosen moment.

    python -m tests.acteurs.chargement_tue <work file> <moment, or nothing>

Prints the state of the directory before and after, as JSON, one line each.
"""

import json
import os
import signal
import sys
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

MOMENTS = ("lots", "rangees", "contraintes", "index")
"""In batches of their own; among the rows of a large load; once they are all there and what was
laid aside is being made again; while the plain indexes (SQLite: that of words) are."""
FICHES = 40


def etat() -> dict[str, Any]:
    """Everything a load must leave right."""
    from django.db import connection

    from acteurs import index_declares
    from acteurs.index_texte import INDEX_PG, est_present
    from acteurs.models import Acteur, ImportOfficiel, ThemeActeur

    with connection.cursor() as curseur:
        contraintes = {
            table: {
                nom: [c["columns"], c["unique"], c["foreign_key"]]
                for nom, c in connection.introspection.get_constraints(curseur, table).items()
                if c["unique"] or c["foreign_key"]
            }
            for table in (Acteur._meta.db_table, ThemeActeur._meta.db_table)
        }
        defauts = []
        if connection.vendor == "postgresql":
            curseur.execute(
                "SELECT column_name FROM information_schema.columns WHERE column_default IS NOT NULL"
                " AND table_name = %s",
                [Acteur._meta.db_table],
            )
            defauts = curseur.fetchall()
    mots = INDEX_PG in index_declares.presents()
    return {
        "acteurs": Acteur.objects.count(),
        "sirets": Acteur.objects.order_by().values("siret").distinct().count(),
        "themes": ThemeActeur.objects.count(),
        "contraintes": contraintes,
        "defauts": defauts,
        "manquants": sorted(index_declares.manquants()),
        "mots": mots if connection.vendor == "postgresql" else est_present(connection),
        "trouves": Acteur.objects.recherche("amis").count(),
        "crees": sum(i.bilan.get("crees", 0) for i in ImportOfficiel.objects.all()),
    }


def dire(etat: dict[str, Any]) -> None:
    """Print a state on one line, at once."""
    sys.stdout.write(json.dumps(etat) + "\n")
    sys.stdout.flush()


def mourir(*_: Any, **__: Any) -> None:
    """End here, as an operator's kill -9 or the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(chemin: Path, moment: str) -> None:
    """Prepare the commune and the work file when missing, then load."""
    import django

    django.setup()
    from acteurs import index_declares, index_texte
    from acteurs.importers.atelier import Atelier
    from acteurs.models import ImportOfficiel
    from acteurs.referentiels import charger
    from acteurs.services import chargement, ecriture, masse
    from tests.acteurs.fiches import rangee
    from tests.fabriques import make_commune

    neuf = not ImportOfficiel.objects.exists()
    if neuf:
        charger()
        make_commune("80016", nom="Albert")
    travail = ImportOfficiel.objects.first() or ImportOfficiel.objects.create(source="sirene")
    ecriture.LOT = 4
    ecriture.GRAND = 10_000 if moment == "lots" else 10
    index_texte.MASSE_MIN = 10
    appels = []

    def suivi(etape: str, pourcentage: int) -> None:
        appels.append(pourcentage)
        if moment in {"lots", "rangees"} and len(appels) == 3:
            mourir()

    postgres = masse.est_postgres()
    if moment == "rangees" and postgres:  # nothing is said before the last row
        ecriture.blocs = _trois_puis_mourir(ecriture.blocs)
    if moment == "contraintes":
        if postgres:
            remettre = chargement._remettre
            chargement._remettre = lambda ordres: (remettre(ordres[:4]), mourir())
        else:
            masse.lier_themes = mourir
    if moment == "index":
        if postgres:
            un = iter([index_declares.MEMOIRE])
            index_declares.threading = SimpleNamespace(Thread=_SansAide)
            executer = index_declares.transaction.atomic
            index_declares.transaction = _Compte(executer, un)
        else:
            index_texte._installer_sqlite = mourir
    with Atelier(chemin, "essai") as atelier:
        if not atelier.nombre("fiche"):
            with atelier.transaction():
                atelier.ajouter_fiches(
                    rangee(f"356000000{n:05d}", masque_themes=3) for n in range(FICHES)
                )
        dire(etat())
        ecriture.ecrire_fiches(atelier, travail, suivi)
    dire(etat())


def _trois_puis_mourir(blocs: Any) -> Any:
    def suite(*arguments: Any, **options: Any) -> Any:
        yield from islice(blocs(*arguments, **options), 3)
        mourir()

    return suite


class _SansAide:
    """No second connection: the moment of the death is known."""

    def __init__(self, **_: Any) -> None:
        pass

    start = join = lambda self: None


class _Compte:
    """Transactions of ``index_declares``: the second one is the last thing that happens."""

    def __init__(self, atomic: Any, permises: Any) -> None:
        self._atomic, self._permises = atomic, permises

    def atomic(self, **options: Any) -> Any:
        if next(self._permises, None) is None:
            mourir()
        return self._atomic(**options)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
