"""Search as you type and filtered lists of a large directory, on the real web process.

    python bench/recherche.py                        # SQLite, 250,000 actors
    python bench/recherche.py --base postgres        # a private, temporary PostgreSQL
    python bench/recherche.py --base both --taille 20000

One visitor, signed in, keep-alive. « Frappe »: what the page asks for as one types, letter after
letter, for names found and not found (bar: p95 ≤ 30 ms, whole response). « Listes »: whole pages,
every filter and their combinations, each asked for the first time (nothing of it in any cache)
and again (bar: p95 ≤ 80 ms). The same searches by plain reading of every name, in the same run,
tell what the index of words brings.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.bases import TAILLE, Base, base_remplie
from bench.commun import conclure, ligne, p95, tableau
from tests.serveur import serveur_lance

BARRE_FRAPPE_MS = 30
BARRE_LISTE_MS = 80
TAPES = (
    "association", "les amis du patrimoine", "scic", "s.c.i.c.", "recyclerie", "jardins solidaires",
    "théâtre de la vallée", "saint etienne", "école de musique", "club de pêche", "mutuelle",
    "foyer rural", "l’énergie citoyenne", "albert", "356 000 000 00048", "zzyzx", "velo lyon",
)  # fmt: skip
"""Typed letter by letter, from the second one."""
LISTES: tuple[dict[str, str], ...] = (
    {}, {"page": "20"}, {"famille": "association"}, {"famille": "cooperative", "ess": "oui"},
    {"famille": "fondation", "page": "10"}, {"theme": "mobilite"},
    {"theme": "mobilite", "taille": "50-249"}, {"taille": "250+"}, {"ess": "non"},
    {"forme": "scic"}, {"esus": "oui"}, {"naf": "88"}, {"naf": "01.61Z"},
    {"localisation": "sans-point"}, {"territoire": "region:11"}, {"territoire": "region:32"},
    {"territoire": "region:84", "famille": "mutuelle"}, {"territoire": "departement:59"},
    {"territoire": "departement:48"}, {"territoire": "departement:80", "theme": "culture"},
    {"territoire": "epci:200054781"}, {"territoire": "region:11", "q": "theatre"},
    {"territoire": "departement:59", "q": "solidaire", "famille": "association"},
    {"cadre": "2.2,48.8,2.5,48.95"}, {"cadre": "-5,42,9,51"},
    {"autour": "80021", "rayon": "10"}, {"autour": "80021", "rayon": "0"},
    {"autour": "69381", "rayon": "20"}, {"q": "association", "theme": "mobilite"},
)  # fmt: skip
FRAGMENT = {"HX-Request": "true", "HX-Target": "resultats"}


def prefixes(texte: str) -> list[str]:
    """Return what the page asks for while ``texte`` is typed."""
    return [texte[:n] for n in range(2, len(texte) + 1) if texte[n - 1] != " "]


def demander(session: requests.Session, url: str, entetes: dict[str, str]) -> tuple[float, int]:
    """Return the time in ms and the compressed size of an answer."""
    debut = time.perf_counter()
    reponse = session.get(url, headers=entetes, stream=True, timeout=60)
    octets = len(reponse.raw.read(decode_content=False))
    duree = (time.perf_counter() - debut) * 1000
    assert reponse.status_code == 200, f"{url}: {reponse.status_code}"
    return duree, octets


def mesurer(base: Base, tours: int) -> tuple[list[Sequence[object]], dict[str, bool]]:
    """Return the rows of the table and the bars."""
    with serveur_lance(base.donnees, demo=False, env=base.env) as serveur:
        session = requests.Session()
        session.cookies.update(base.cookies)
        liste = f"{serveur.url}/acteurs/"
        for _ in range(5):
            demander(session, liste, {})
        frappe: list[float] = []
        detail: list[tuple[float, str]] = []
        for texte in TAPES:
            for prefixe in prefixes(texte):
                temps, _ = demander(session, f"{liste}?{urlencode({'q': prefixe})}", FRAGMENT)
                frappe.append(temps)
                detail.append((temps, prefixe))
        froides, chaudes, poids = [], [], []
        lentes: list[tuple[float, str]] = []
        for criteres in LISTES:
            url = f"{liste}?{urlencode(criteres)}"
            temps, octets = demander(session, url, {})
            froides.append(temps)
            poids.append(octets / 1000)
            lentes.append((temps, urlencode(criteres) or "sans filtre"))
            chaudes += [demander(session, url, {})[0] for _ in range(tours)]
    print("  les plus lentes :")
    for temps, nom in [*sorted(detail)[-4:], *sorted(lentes)[-6:]]:
        print(f"    {temps:6.0f} ms  {nom}")
    lignes = [
        ligne(base.nom, "frappe (fragment)", frappe),
        ligne(base.nom, "listes, première fois", froides),
        ligne(base.nom, "listes, ensuite", chaudes),
        [base.nom, "page, ko compressés", "", f"{max(poids):.0f}", len(poids)],
    ]
    barres = {
        f"{base.nom} : frappe p95 ≤ {BARRE_FRAPPE_MS} ms": p95(frappe) <= BARRE_FRAPPE_MS,
        f"{base.nom} : listes p95 ≤ {BARRE_LISTE_MS} ms": p95([*froides, *chaudes])
        <= BARRE_LISTE_MS,
    }
    return [*lignes, *lecture_seule(base)], barres


def lecture_seule(base: Base) -> list[list[object]]:
    """Measure, in the database alone, the same counts with the index of words and without."""
    code = """
import time
from django.db import connection
from acteurs.lecture_sql import relever
from acteurs.models import Acteur
from acteurs.recherche import condition
from bench.recherche import TAPES
for index in (True, False):
    if not index and connection.vendor == "postgresql":
        connection.cursor().execute("SET enable_bitmapscan = off")
    for texte in TAPES:
        debut = time.perf_counter()
        relever(Acteur.objects.publies().filter(condition(texte, connection, index=index)))
        print(index, (time.perf_counter() - debut) * 1000)
"""
    temps: dict[str, list[float]] = {"True": [], "False": []}
    for rang in base.manage("shell", "-c", code).splitlines():
        quoi, _, valeur = rang.partition(" ")
        if quoi in temps:
            temps[quoi].append(float(valeur))
    return [
        ligne(base.nom, "compte, avec index de mots", temps["True"]),
        ligne(base.nom, "compte, en lisant les noms", temps["False"]),
    ]


def main() -> None:
    """Measure, print, conclude."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--base", default="sqlite", help="sqlite, postgres, both ou postgres://…")
    options.add_argument("--taille", type=int, default=TAILLE)
    options.add_argument("--tours", type=int, default=3)
    choix = options.parse_args()
    lignes: list[Sequence[object]] = []
    barres: dict[str, bool] = {}
    for nom in ("sqlite", "postgres") if choix.base == "both" else (choix.base,):
        with base_remplie(nom, choix.taille) as base:
            base.manage("entretenir_recherche")
            print(f"{base.nom} : {base.compte}")
            siennes, sienne = mesurer(base, choix.tours)
            lignes += siennes
            barres |= sienne
    tableau(["base", "quoi", "médiane ms", "p95 ms", "mesures"], lignes)
    conclure(barres)


if __name__ == "__main__":
    main()
