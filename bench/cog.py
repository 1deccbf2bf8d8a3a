"""Loading the whole official geographic code, then again unchanged.

    python bench/cog.py                              # SQLite, in a temporary folder
    python bench/cog.py --base postgres://…/base     # an empty PostgreSQL database

Each run is a fresh ``manage.py importer_cog`` process; its peak memory is the
process's own. Bars: whole load ≤ 60 s and ≤ 400 MB, unchanged re-import ≤ 20 s.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.commun import RACINE, conclure, tableau

MESURE = (
    "import resource, sys; from django.core.management import execute_from_command_line as f; "
    "f(['manage.py', *sys.argv[1:]]); "
    "print('RSS', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)
COMPTES = (
    "from territoires.models import *; from django.db.models import Count; "
    "c = Commune.objects.filter(actif=True); "
    "print('COMPTES', *(c.filter(type=t).count() for t in Commune.Type.values), "
    "Territoire.objects.filter(nature='epci').count())"
)
ATTENDU = ["34969", "471", "2105", "45", "1255"]


def lancer(environnement: dict[str, str], *arguments: str) -> tuple[float, float]:
    """Run a management command; return its seconds and peak MB."""
    debut = time.perf_counter()
    sortie = subprocess.run(
        [sys.executable, "-c", MESURE, *arguments],
        cwd=RACINE,
        env=environnement,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return time.perf_counter() - debut, float(sortie.rsplit("RSS", 1)[1])


def main() -> None:
    """Measure and compare with the bars."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--base", default="sqlite", help="« sqlite » ou DATABASE_URL")
    options = lecteur.parse_args()
    with tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier:
        environnement = {
            **os.environ,
            "TERREAU_DONNEES": dossier,
            "SECRET_KEY": "bench",
            "DEBUG": "non",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TERREAU_JOURNAL": "WARNING",
        }
        environnement.pop("DATABASE_URL", None)
        if options.base != "sqlite":
            environnement["DATABASE_URL"] = options.base
        lancer(environnement, "migrate", "-v0")
        complet, memoire = lancer(environnement, "importer_cog")
        inchange, memoire_2 = lancer(environnement, "importer_cog", "--forcer")
        deja, memoire_3 = lancer(environnement, "importer_cog")
        comptes = (
            subprocess.run(
                [sys.executable, "manage.py", "shell", "-v0", "-c", COMPTES],
                cwd=RACINE,
                env=environnement,
                check=True,
                capture_output=True,
                text=True,
            )
            .stdout.rsplit("COMPTES", 1)[1]
            .split()
        )
    tableau(
        ["import", "secondes", "mémoire (Mo)"],
        [
            ["COG entier", f"{complet:.1f}", f"{memoire:.0f}"],
            ["inchangé, comparé (--forcer)", f"{inchange:.1f}", f"{memoire_2:.0f}"],
            ["inchangé, reconnu", f"{deja:.1f}", f"{memoire_3:.0f}"],
        ],
    )
    print(f"communes, associées, déléguées, arrondissements, EPCI : {', '.join(comptes)}")
    conclure(
        {
            f"COG entier {complet:.1f} s ≤ 60 s": complet <= 60,
            f"{max(memoire, memoire_2):.0f} Mo ≤ 400 Mo": max(memoire, memoire_2) <= 400,
            f"réimport inchangé {inchange:.1f} s ≤ 20 s": inchange <= 20,
            "nombres attendus": comptes == ATTENDU,
        }
    )


if __name__ == "__main__":
    main()
