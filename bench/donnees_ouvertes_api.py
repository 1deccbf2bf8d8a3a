"""The API and the OGC services at full size: whole readings by GDAL, pages of the API, odd requests.

    python bench/donnees_ouvertes_api.py                       # 250,000 actors, SQLite
    python bench/donnees_ouvertes_api.py --base postgres

The real web server answers ``ogr2ogr``, which follows the pages to the end; what it wrote is
compared with the references of the directory; it also asks for a frame and an attribute, as QGIS
does. Then pages of the API are asked for, from the first to the deepest, with and without filters;
then schemathesis asks what nobody would. Each line is printed as it is measured; « serveur s » is
the processor time of the web server, which other work on the machine does not change.

Bars: read whole in ≤ 60 s, nothing missing or doubled, memory of the web server flat (≤ 40 MB
more than before); a page of the API, p95 ≤ 60 ms; schemathesis finds nothing.
"""

import argparse
import contextlib
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.bases import TAILLE, base_remplie
from bench.commun import TableauVif, conclure, p95
from bench.donnees_ouvertes_fichiers import surveiller
from tests.serveur import Serveur, serveur_lance

ENTIER_S = 60.0
PLATE_MO = 40.0
API_MS = 60
LISTES = (
    "",
    "theme=mobilite",
    "famille=association&taille=1-9",
    "ess=oui&naf=94",
    "territoire=departement:80",
    "q=coop",
    "q=association+sportive",
    "q=zythologie",
    "cadre=2.9,50.5,3.3,50.8",
    "commune=59350",
    "autour=59350&rayon=10",
    "siren=356000000",
    "territoire=region:32&theme=mobilite",
)
CARTES = (
    "bbox=2.9,50.5,3.3,50.8&limit=1000",
    "bbox=2.9,50.5,3.3,50.8&theme=mobilite&limit=1000",
    "bbox=-5,42,9,51&limit=1000",
    "famille=association&limit=1000",
    "territoire=departement:80&limit=1000",
)
"""What mapping tools ask: the frame that is drawn."""
TOURS = 20
PROFONDEUR = 40
"""Pages followed in the whole list."""
LIMITE = 2000
"""Features of a page: GDAL 3.6 asks for ten when it is not told."""
URI_TROP_LONGUE = """[checks.negative_data_rejection]
expected-statuses = [
    "400", "401", "403", "404", "405", "406", "409", "414", "415", "422", "428", "429", "5xx",
]
"""
"""The web server itself refuses addresses longer than it reads."""
REGLAGES = dict.fromkeys(("TERREAU_API_CADENCE", "TERREAU_API_CADENCE_CLE", "TERREAU_OGC_CADENCE", "TERREAU_OGC_CADENCE_CLE"), "1000000/min")  # fmt: skip
"""Everything comes from one address here."""


def lire_par_gdal(serveur: Serveur, dossier: Path, *demande: str) -> tuple[float, set[str], int]:
    """Read actors with ogr2ogr: seconds, references, number of features written."""
    sortie = dossier / "acteurs.gpkg"
    sortie.unlink(missing_ok=True)
    debut = time.perf_counter()
    fait = subprocess.run(
        ["ogr2ogr", "-f", "GPKG", str(sortie), f"OAPIF:{serveur.url}/ogc/", "acteurs",
         "-oo", f"PAGE_SIZE={LIMITE}", *demande],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    duree = time.perf_counter() - debut
    assert not fait.stderr, fait.stderr
    with contextlib.closing(sqlite3.connect(sortie)) as ecrit:  # what a GeoPackage is
        lues = [reference for (reference,) in ecrit.execute("SELECT reference FROM acteurs")]
    return duree, set(lues), len(lues)


def demander(session: requests.Session, url: str) -> tuple[float, dict[str, Any]]:
    """Return the time of one whole answer in milliseconds, and the page."""
    debut = time.perf_counter()
    reponse = session.get(url, timeout=60)
    page = reponse.content
    duree = (time.perf_counter() - debut) * 1000
    assert reponse.status_code == 200, f"{url}: {reponse.status_code} {page[:300]!r}"
    return duree, json.loads(page)


def mesurer(serveur: Serveur, references: set[str], *, tours: int) -> dict[str, bool]:
    """Measure, print, return the bars."""
    session = requests.Session()
    adresse = f"{serveur.url}/api/v1/acteurs/"
    for _ in range(8):  # every worker process loads the API and the columns once
        demander(session, adresse)
    toutes: list[float] = []
    vif = TableauVif(["API, 50 acteurs", "médiane ms", "p95 ms", "mesures", "trouvés"])

    def relever(nom: str, temps: list[float], trouves: object) -> None:
        vif.ajouter(
            nom, f"{statistics.median(temps):.0f}", f"{p95(temps):.0f}", len(temps), trouves
        )

    for filtres in LISTES:
        releves = [demander(session, f"{adresse}?{filtres}") for _ in range(tours)]
        toutes += (temps := [duree for duree, _ in releves])
        relever(filtres or "toute la liste", temps, releves[0][1]["count"])
    suivies, suite = [], adresse
    for _ in range(PROFONDEUR):
        duree, page = demander(session, suite)
        suivies.append(duree)
        suite = str(page["next"])
    assert parse_qs(urlsplit(suite).query)["curseur"]
    relever(f"{PROFONDEUR} pages qui se suivent", suivies, "")
    toutes += suivies

    print()
    vif = TableauVif(["OGC, une page", "médiane ms", "p95 ms", "mesures", "trouvés"])
    objets = f"{serveur.url}/ogc/collections/acteurs/items"
    for filtres in CARTES:
        releves = [demander(session, f"{objets}?{filtres}") for _ in range(max(3, tours // 4))]
        relever(filtres, [duree for duree, _ in releves], releves[0][1]["numberMatched"])
    profond = objets + "?limit=1000"
    suivies = []
    for _ in range(PROFONDEUR):
        duree, page = demander(session, profond)
        suivies.append(duree)
        profond = next(lien["href"] for lien in page["links"] if lien["rel"] == "next")
    relever(f"{PROFONDEUR} pages de 1 000 qui se suivent", suivies, "")

    print()
    vif = TableauVif(["ogr2ogr", "secondes", "serveur s", "objets", "références", "plus Mo"])
    lectures = []
    with tempfile.TemporaryDirectory(prefix="terreau-ogc-") as nom:
        dossier = Path(nom)
        for tour in ("première lecture", "seconde lecture"):
            with surveiller(serveur.processus["web"].pid) as memoire:
                duree, lues, ecrites = lire_par_gdal(serveur, dossier)
            lectures.append((duree, lues == references and ecrites == len(lues), memoire["plus"]))
            vif.ajouter(
                tour, f"{duree:.1f}", f"{memoire['processeur']:.1f}", ecrites, len(lues),
                f"+{memoire['plus']:.0f}",
            )  # fmt: skip
        for demande in (
            ("-spat", "2.9", "50.5", "3.3", "50.8"),
            ("-where", "famille = 'association' AND commune = '80001'"),
        ):
            with surveiller(serveur.processus["web"].pid) as memoire:
                duree, lues, ecrites = lire_par_gdal(serveur, dossier, *demande)
            vif.ajouter(
                " ".join(demande)[:40], f"{duree:.1f}", f"{memoire['processeur']:.1f}", ecrites,
                len(lues), f"+{memoire['plus']:.0f}",
            )  # fmt: skip
    print(flush=True)
    return {
        f"tout par ogr2ogr ≤ {ENTIER_S:.0f} s": max(r[0] for r in lectures) <= ENTIER_S,
        "rien d’oublié ni de doublé": all(r[1] for r in lectures),
        # The first reading fills what each process keeps; the second must add nothing.
        f"mémoire plate (≤ {PLATE_MO:.0f} Mo)": lectures[-1][2] <= PLATE_MO,
        f"API p95 ≤ {API_MS} ms": p95(toutes) <= API_MS,
        "schemathesis ne trouve rien": _eprouver(serveur),
    }


def _eprouver(serveur: Serveur) -> bool:
    """Ask for everything the OpenAPI documents allow, and much that they do not."""
    bon = True
    for document in ("/api/v1/schema/?format=json", "/ogc/api?f=json"):
        with tempfile.TemporaryDirectory(prefix="terreau-st-") as dossier:
            (Path(dossier) / "schemathesis.toml").write_text(URI_TROP_LONGUE)
            fait = subprocess.run(
                [Path(sys.executable).with_name("st"), "run", f"{serveur.url}{document}",
                 "--phases", "examples,coverage,fuzzing", "--max-examples", "15",
                 "--generation-deterministic", "--workers", "2", "--no-color"],
                cwd=dossier, check=False, capture_output=True, text=True,
            )  # fmt: skip
        compte = re.search(r"(\d+ generated.*)", fait.stdout)
        dit = compte[1] if compte else fait.stdout[-2000:]
        print(f"schemathesis {document}: {dit}", flush=True)
        if fait.returncode:
            print(fait.stdout[-4000:])
            bon = False
    return bon


def lire_references(base: object) -> set[str]:
    """Return the references of the published actors."""
    sortie = base.manage(  # type: ignore[attr-defined]
        "shell", "-c",
        "from acteurs.models import Acteur\n"
        "print('refs', *Acteur.objects.publies().order_by().values_list('reference', flat=True))",
    )  # fmt: skip
    return set(next(x for x in sortie.splitlines() if x.startswith("refs ")).split()[1:])


def main() -> None:
    """Measure, print, conclude."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--taille", type=int, default=TAILLE)
    lecteur.add_argument("--tours", type=int, default=TOURS)
    options = lecteur.parse_args()
    with base_remplie(options.base, options.taille) as base:
        references = lire_references(base)
        with serveur_lance(base.donnees, demo=False, env={**base.env, **REGLAGES}) as serveur:
            print(f"{base.nom}, {len(references)} acteurs publiés")
            barres = mesurer(serveur, references, tours=options.tours)
    conclure(barres)


if __name__ == "__main__":
    main()
