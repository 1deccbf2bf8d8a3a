"""Measure networks of actors: three hundred of them drawn, in a directory of any size.

    uv run bench/reseau.py [--base sqlite|postgres] [--taille 250000] [--tours 15]

Reads the network of a territory (300 actors, 700 relations), around its most linked actor (two
steps), as files, and the two pages that show a few relations. « Première vue »: nobody stands
anywhere yet, all actors are placed. « Un acteur de plus »: all keep their place but the newcomer.
Pages are asked for in this process, warmed and with its memory set aside for the collector as in
real servers (``socle.chauffe``). Bar: 300 ms at the median for each view of the network, the first one included.
"""

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import base_remplie
from bench.commun import conclure, p95, tableau

PLAFOND_MS = 300
ACTEURS, RELATIONS = 300, 700


def construire():
    """Link three hundred published actors of one territory; some have many relations."""
    from acteurs.models import Acteur
    from relations.models import Relation
    from relations.natures import Nature
    from socle.statistiques import rafraichir
    from territoires.models import Territoire
    from tests.fabriques import make_organisation

    hasard = random.Random(7)
    for territoire in Territoire.objects.filter(nature="epci").order_by("-population"):
        acteurs = list(Acteur.objects.publies().dans(territoire).order_by("pk")[:ACTEURS])
        if len(acteurs) == ACTEURS:
            break
    else:
        raise SystemExit("Aucune intercommunalité n’a assez d’acteurs : augmentez --taille.")
    organisation = make_organisation()
    paires: dict[tuple[int, int], Relation] = {}
    while len(paires) < RELATIONS:
        a = int(ACTEURS * hasard.random() ** 2) if len(paires) >= ACTEURS else len(paires)
        b = min(ACTEURS - 1, max(0, a + hasard.randint(-20, 20)))
        if hasard.random() < 0.25:
            b = hasard.randrange(ACTEURS)
        if a != b:
            paires[min(a, b), max(a, b)] = Relation(
                depart=acteurs[a],
                arrivee=acteurs[b],
                nature=hasard.choice(Nature.values),
                depuis=hasard.choice([None, 2018, 2022]),
                precision="Une phrase qui dit ce qu’ils font ensemble",
                organisation=organisation,
            )
    Relation.objects.bulk_create(paires.values())
    rafraichir()  # as every night
    return territoire, acteurs


def main() -> None:
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--base", default="sqlite")
    analyse.add_argument("--taille", type=int, default=250_000)
    analyse.add_argument("--tours", type=int, default=15)
    options = analyse.parse_args()
    with base_remplie(options.base, options.taille) as base:
        base.manage("collectstatic", "--noinput", "-v0")
        base.ouvrir()
        mesurer(base, options.tours)


def mesurer(base, tours: int) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from relations.models import Disposition, Relation
    from socle.chauffe import menager_memoire
    from tests.fabriques import make_acteur

    territoire, acteurs = construire()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    client = Client()
    code = [territoire.nature, territoire.code]
    reseau = reverse("relations:territoire", args=code)
    pages = {
        "réseau du territoire": reseau,
        "le même, groupes entourés": f"{reseau}?groupes=on",
        "le même, une nature": f"{reseau}?nature=fournit",
        "grand écran": reverse("relations:ecran_territoire", args=code),
        "autour d’un acteur, 2 pas": reverse("relations:acteur", args=[acteurs[0].reference])
        + "?profondeur=2",
        "CSV": reverse("relations:export_territoire", args=[*code, "csv"]),
        "GraphML": reverse("relations:export_territoire", args=[*code, "graphml"]),
    }
    autres = {
        "fiche d’un acteur": reverse("acteurs:fiche", args=[acteurs[0].reference]),
        "page du territoire": reverse("territoires:fiche", args=code),
    }
    lignes: list[tuple[str, ...]] = []
    tenues: dict[str, bool] = {}

    for url in (*pages.values(), *autres.values()):
        client.get(url)
    menager_memoire()

    def voir(nom, url, barre, *, avant=None):
        durees = []
        for _ in range(tours):
            if avant:
                avant()
            debut = time.perf_counter()
            reponse = client.get(url)
            durees.append(1000 * (time.perf_counter() - debut))
            assert reponse.status_code == 200, (url, reponse.status_code)
        if avant:
            avant()
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.get(url)
        mediane = statistics.median(durees)
        if barre:
            tenues[f"{nom} ≤ {PLAFOND_MS} ms ({mediane:.0f})"] = mediane <= PLAFOND_MS
        octets = len(getattr(reponse, "content", b""))
        lignes.append(
            (
                nom,
                f"{mediane:.0f}",
                f"{p95(durees):.0f}",
                str(len(requetes)),
                f"{octets / 1000:.0f}",
            )
        )

    def oublier():
        Disposition.objects.all().delete()

    def ajouter():
        venu = make_acteur(nom="Venu d’ailleurs", commune=acteurs[0].commune)
        Relation.objects.create(depart=venu, arrivee=acteurs[5], nature="travaille")

    voir("première vue", reseau, True, avant=oublier)
    for nom, url in pages.items():
        voir(nom, url, True)
    for nom, url in autres.items():
        voir(nom, url, False)
    voir("un acteur de plus", reseau, True, avant=ajouter)
    tableau(("", "médiane (ms)", "p95 (ms)", "requêtes", "ko"), lignes)
    conclure(tenues)


if __name__ == "__main__":
    main()
