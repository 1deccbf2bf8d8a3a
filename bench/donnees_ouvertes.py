"""Open data at full size: the API and the OGC services, then the files.

    python bench/donnees_ouvertes.py                       # 250,000 actors, SQLite
    python bench/donnees_ouvertes.py --base postgres

One database, one site; ``donnees_ouvertes_api`` and ``donnees_ouvertes_fichiers`` say what they
measure and their bars, and may be run alone. Five minutes or so once the base is made.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import donnees_ouvertes_api as api
from bench import donnees_ouvertes_fichiers as fichiers
from bench.bases import TAILLE, base_remplie
from bench.commun import conclure
from tests.serveur import serveur_lance


def main() -> None:
    """Measure, print, conclude."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--taille", type=int, default=TAILLE)
    options = lecteur.parse_args()
    with base_remplie(options.base, options.taille) as base:
        references = api.lire_references(base)
        env = {**base.env, **api.REGLAGES}
        with serveur_lance(base.donnees, demo=False, env=env) as serveur:
            print(f"{base.nom}, {len(references)} acteurs publiés", flush=True)
            # Files first: what the API and ogr2ogr leave in memory is not theirs.
            barres = fichiers.mesurer(serveur, base.cookies)
            print()
            barres |= api.mesurer(serveur, references, tours=api.TOURS)
    conclure({f"{base.nom} : {nom}": tenue for nom, tenue in barres.items()})


if __name__ == "__main__":
    main()
