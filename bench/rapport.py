"""The PDF of the Coquelicot démarche: seconds cold and warm, pages, weight, peak memory.

    python bench/rapport.py                                    # SQLite, in a temporary folder
    python bench/rapport.py --base postgres://…/base           # an empty PostgreSQL database
    python bench/rapport.py --contours communes-80.geojson     # with official outlines
    python bench/rapport.py --taille 10                        # ten times the matrix

The whole job is timed, as a worker runs it: assembling, maps and charts,
layout, PDF/UA-1, writing the file. « Cold » is the first report of a fresh
process, imports and fonts included; « warm » the median of the next ones.
The work runs on one core and hardly touches the disk: processor seconds tell how
long it takes on a free core, and stand for the elapsed ones on a loaded machine.
Every run changes a word, so that no file is reused.
Bar: ≤ 3 s warm. The matrix of other sizes is measured without a bar.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.commun import RACINE, conclure, tableau

BARRE_S = 3.0
TOURS = 5


def executer(environnement: dict[str, str], *arguments: str) -> str:
    """Run Python in a fresh process; return what it printed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=RACINE,
        env=environnement,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def mesurer(taille: int) -> None:
    """Produce reports in this process and print the measures as JSON (child process)."""
    import resource

    import django

    django.setup()
    from diagnostics.models import Diagnostic, ElementMoff
    from rapports.models import Rapport
    from socle import travaux

    diagnostic = Diagnostic.objects.get(code_demo__startswith="coquelicot")
    modeles = list(diagnostic.elements.all())
    for copie in range(1, taille):
        ElementMoff.objects.bulk_create(
            ElementMoff(
                diagnostic=diagnostic,
                quadrant=m.quadrant,
                texte=f"{m.texte} ({copie})",
                thematique=m.thematique,
            )
            for m in modeles
        )
    secondes, processeur = [], []
    for tour in range(TOURS + 1):
        rapport = Rapport.objects.create(
            diagnostic=diagnostic, audience="publique", options={"decision": f"Choix {tour}"}
        )
        debut, debut_cpu = time.perf_counter(), time.process_time()
        reussi = travaux.executer(rapport, battre_en_fond=False)
        secondes.append(time.perf_counter() - debut)
        processeur.append(time.process_time() - debut_cpu)
        rapport.refresh_from_db()
        if not reussi or rapport.ouvrir() is None:
            raise SystemExit(rapport.erreur)
    print(
        json.dumps(
            {
                "secondes": secondes,
                "processeur": processeur,
                "pages": rapport.pages,
                "taille": rapport.taille,
                "enonces": diagnostic.elements.count(),
                "memoire": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def main() -> None:
    """Build the demonstration, measure, compare with the bar."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--base", default="sqlite", help="« sqlite » ou DATABASE_URL")
    lecteur.add_argument("--contours", action="append", default=[], help="fichier GeoJSON officiel")
    lecteur.add_argument("--taille", type=int, default=1, help="multiple de la matrice")
    lecteur.add_argument("--enfant", action="store_true", help=argparse.SUPPRESS)
    options = lecteur.parse_args()
    if options.enfant:
        mesurer(options.taille)
        return
    with tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier:
        environnement = {
            **os.environ,
            "TERREAU_DONNEES": dossier,
            "SECRET_KEY": "bench",
            "DEBUG": "non",
            "TERREAU_HTTPS": "non",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TERREAU_JOURNAL": "ERROR",
        }
        environnement.pop("DATABASE_URL", None)
        if options.base != "sqlite":
            environnement["DATABASE_URL"] = options.base
        executer(environnement, "manage.py", "migrate", "-v0")
        executer(environnement, "manage.py", "importer_cog")
        executer(environnement, "manage.py", "charger_referentiels")
        for fichier in options.contours:
            executer(environnement, "manage.py", "importer_contours", str(Path(fichier).resolve()))
        executer(environnement, "manage.py", "charger_demo")
        mesures = json.loads(
            executer(
                environnement, "bench/rapport.py", "--enfant", "--taille", str(options.taille)
            ).splitlines()[-1]
        )
    froid, *chauds = mesures["secondes"]
    chaud = statistics.median(chauds)
    processeur = statistics.median(mesures["processeur"][1:])
    tableau(
        [
            "énoncés",
            "à froid (s)",
            "à chaud (s)",
            "pire (s)",
            "processeur (s)",
            "pages",
            "Mo",
            "mémoire (Mo)",
        ],
        [
            [
                str(mesures["enonces"]),
                f"{froid:.2f}",
                f"{chaud:.2f}",
                f"{max(chauds):.2f}",
                f"{processeur:.2f}",
                str(mesures["pages"]),
                f"{mesures['taille'] / 1e6:.2f}",
                f"{mesures['memoire']:.0f}",
            ]
        ],
    )
    if options.taille == 1:
        charge, coeurs = os.getloadavg()[0], os.cpu_count() or 1
        if charge > coeurs:
            print(
                f"machine chargée ({charge:.1f} pour {coeurs} cœurs) : la barre porte sur le processeur"
            )
            chaud = processeur
        conclure({f"rapport à chaud {chaud:.2f} s ≤ {BARRE_S:.0f} s": chaud <= BARRE_S})


if __name__ == "__main__":
    main()
