"""Measure the stakeholder map and the contact plan with 120 stakeholders: server time, queries.

    uv run bench/parties.py [--taille 120] [--tours 30]

Builds its own database in a temporary folder. Bar: 200 ms at the median, and as many
queries with all stakeholders as with one.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("TERREAU_DONNEES", tempfile.mkdtemp(prefix="terreau-banc-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.reglages")

from bench.commun import conclure, p95, tableau

PLAFOND_MS = 200
PAGES = ("parties", "parties?grille", "contacts", "contacts?tableau")


def main() -> None:
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--taille", type=int, default=120)
    analyse.add_argument("--tours", type=int, default=30)
    options = analyse.parse_args()

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests import fabriques as f

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    pilote = f.make_utilisateur()
    diagnostic = f.make_diagnostic(pilote)
    client = Client()
    client.force_login(pilote)

    def adresse(page: str) -> str:
        nom, _, vue = page.partition("?")
        return reverse(f"diagnostics:{nom}", args=[diagnostic.reference]) + (
            f"?vue={vue}" if vue else ""
        )

    def compter(page: str) -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse(page)).status_code == 200
        return len(requetes)

    codes = (
        "professionnels",
        "partenaires_internes",
        "partenaires_externes",
        "acteurs_publics",
        "usagers",
    )
    attitudes = ("moteur", "favorable", "neutre", "reticent", "oppose", "")

    def ajouter(i: int) -> None:
        f.make_partie(
            diagnostic,
            codes[i * i % 5],
            nom=f"Structure de coopération numéro {i} des Hauts-de-France",
            role="Ce qui l’intéresse dans le projet, en une phrase.",
            influence=i % 5,
            interet=i // 5 % 5,
            attitude=attitudes[i % 6],
        )

    ajouter(0)
    for page in PAGES:
        compter(page)
    une = {page: compter(page) for page in PAGES}
    for i in range(1, options.taille):
        ajouter(i)
    lignes, tenues = [], {}
    for page in PAGES:
        requetes = compter(page)
        durees = []
        for _ in range(options.tours):
            debut = time.perf_counter()
            reponse = client.get(adresse(page))
            durees.append((time.perf_counter() - debut) * 1000)
        mediane = statistics.median(durees)
        lignes.append(
            [
                page,
                requetes,
                f"{mediane:.0f}",
                f"{p95(durees):.0f}",
                f"{len(reponse.content) / 1000:.0f}",
            ]
        )
        tenues[f"{page} : {PLAFOND_MS} ms au plus"] = mediane <= PLAFOND_MS
        tenues[f"{page} : requêtes constantes"] = requetes == une[page]
    tableau(["page", "requêtes", "médiane ms", "p95 ms", "ko"], lignes)
    conclure(tenues)


if __name__ == "__main__":
    main()
