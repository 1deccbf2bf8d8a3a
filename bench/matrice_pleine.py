"""The matrix of 300 statements: server time of its page and of its polling, number of queries.

    python bench/matrice_pleine.py               # SQLite
    python bench/matrice_pleine.py --base postgres

Each statement has evidence and voices of several kinds of actors. Times are those of the real
processes, one signed-in visitor, keep-alive, after three rounds to warm up; queries are counted
in a process of their own, at 30 statements then at 300. Bars: page ≤ 200 ms (p95), as many queries.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.bases import base_vide
from bench.commun import conclure, p95, tableau
from tests.serveur import serveur_lance

BARRE_MS = 200
PREPARER = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from diagnostics.models import Voix
from diagnostics.services.seance import conduite, participants
from tests import fabriques as f
agent = f.make_utilisateur()
diagnostic = f.make_diagnostic(agent)
seance = conduite.creer_seance(diagnostic=diagnostic, par=agent, champs={"titre": "Banc"})
gens = [participants.rejoindre(seance=seance, pseudonyme=f"P{i}", genre=g)
        for i in range(4) for g in ("ess", "collectivite", "habitant", "entreprise", "reseau")]
themes = [f.make_thematique(f"theme-{i}") for i in range(8)]
client = Client()
client.force_login(agent)
adresse = reverse("diagnostics:matrice", args=[diagnostic.reference])
comptes = []
for debut, fin in ((0, 30), (30, 300)):
    for i in range(debut, fin):
        e = f.make_element(diagnostic, texte=f"Énoncé numéro {i}, de longueur ordinaire, sur le territoire",
            quadrant=("force", "faiblesse", "opportunite", "menace")[i % 4], ordre=i, thematique=themes[i % 8])
        for j in range(i % 4):
            f.make_preuve(e, sens="contredit" if j == 2 else "appuie")
        Voix.objects.bulk_create(Voix(element=e, participant=p, genre=p.genre) for p in gens[: i % 12])
    client.get(adresse)
    with CaptureQueriesContext(connection, ) as requetes:
        assert client.get(adresse).status_code == 200
    comptes.append(len(requetes))
print(json.dumps([adresse, client.cookies["sessionid"].value, comptes]))
"""


def main() -> None:
    """Measure, print, conclude."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--tours", type=int, default=40)
    options = lecteur.parse_args()
    with (
        base_vide(options.base) as (nom, donnees, env),
        serveur_lance(
            donnees, demo=False, env={**env, "ALLOWED_HOSTS": "127.0.0.1,testserver"}
        ) as serveur,
    ):
        sortie = serveur.manage("shell", "-v0", "-c", PREPARER)
        adresse, cookie, comptes = json.loads(sortie.strip().splitlines()[-1])
        session = requests.Session()
        session.cookies.set("sessionid", cookie)
        lignes, barre = [], 0.0
        for libelle, suite in (
            ("page", ""),
            ("triée par priorité", "?tri=priorite"),
            ("304", "etat/"),
        ):
            entetes = {}
            mesures = []
            for tour in range(options.tours + 3):
                debut = time.perf_counter()
                reponse = session.get(serveur.url + adresse + suite, headers=entetes, timeout=30)
                duree = (time.perf_counter() - debut) * 1000
                reponse.raise_for_status()
                if reponse.headers.get("ETag"):
                    entetes = {"If-None-Match": reponse.headers["ETag"]}
                if tour >= 3:
                    mesures.append(duree)
            mesures.sort()
            lignes.append([libelle, f"{mesures[len(mesures) // 2]:.0f}", f"{p95(mesures):.0f}"])
            if not suite:
                barre = p95(mesures)
    print(f"{nom}, 300 énoncés ; requêtes à 30 énoncés : {comptes[0]}, à 300 : {comptes[1]}")
    tableau(["demande", "médiane ms", "p95 ms"], lignes)
    conclure(
        {
            f"page ≤ {BARRE_MS} ms ({barre:.0f})": barre <= BARRE_MS,
            f"requêtes constantes ({comptes[1]})": comptes[0] == comptes[1],
        }
    )


if __name__ == "__main__":
    main()
