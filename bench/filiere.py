"""Measure the screens of a filière of 60 maillons × 600 positions × 400 flows: server time, queries.

    uv run bench/filiere.py [--base sqlite|postgres] [--taille 250000] [--tours 15]

``--taille`` is the number of actors in the directory, among whom those who could fill gaps are looked
for. Each page is measured read again, and read after a flow changed (nothing of the analysis
kept). Bar: 150 ms at the median for every page that shows the filière, both ways, and for the
search of actors who could hold what is missing, nothing of it kept (an actor has just changed),
around the middle of the filière and around Paris, where most actors are. Told without a bar: two
hypotheses beside today, which are three analyses, and the first reading of a new process.
"""

import argparse
import itertools
import random
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import base_remplie
from bench.commun import conclure, p95, tableau

PLAFOND_MS = 150
MAILLONS, POSITIONS, FLUX = 60, 600, 400
TYPES = ("mt-collecte", "mt-tri", "mt-lavage", "mt-reparation", "mt-distribution", "mt-recyclage")
PAGES = ("filiere", "ecran", "analyse", "voisins", "hypotheses", "maillons", "flux", "carte")


def construire(pilote):
    """Write the filière: four chains of fifteen maillons, some missing, some loops, mixed units."""
    from filieres.models import Chaine, Filiere, Flux, Gisement, Maillon, MembreFiliere, Position
    from territoires.models import Territoire
    from tests import fabriques as f

    hasard = random.Random(6)
    territoire = (
        Territoire.objects.filter(nature="epci", nom__icontains="Amiens").first()
        or Territoire.objects.filter(nature="epci").first()
    )
    filiere = Filiere.objects.create(
        nom="Filière du banc", theme="reemploi", territoire=territoire, pilote=pilote,
        organisation=f.make_organisation(pilote), conception="ecosysteme",
    )  # fmt: skip
    MembreFiliere.objects.create(filiere=filiere, utilisateur=pilote, role="pilote")
    chaines = [Chaine.objects.create(filiere=filiere, nom=f"Chaîne {i}", ordre=i) for i in range(4)]
    maillons = Maillon.objects.bulk_create(
        Maillon(
            filiere=filiere, chaine=chaines[i // 15], type=TYPES[i % len(TYPES)],
            intitule=f"Maillon numéro {i}", ordre=i % 15,
            capacite=hasard.choice([None, Decimal(hasard.randint(50, 500))]), unite="t/an",
            rendement=hasard.choice([None, Decimal("0.9"), Decimal("0.95"), Decimal("0.8")]),
        )
        for i in range(MAILLONS)
    )  # fmt: skip
    communes = list(territoire.communes.all()[:40])
    tenus = [m for i, m in enumerate(maillons) if i % 9]
    positions = Position.objects.bulk_create(
        Position(
            maillon=hasard.choice(tenus), nom_libre=f"Structure {i % 400}",
            commune=hasard.choice(communes), ess=hasard.choice([True, False, None]),
            capacite=hasard.choice([None, Decimal(hasard.randint(1, 50))]), unite="t/an",
            potentielle=not i % 10,
        )
        for i in range(POSITIONS)
    )  # fmt: skip
    gisements = Gisement.objects.bulk_create(
        Gisement(
            filiere=filiere, maillon=maillons[15 * (i % 4)], ressource=f"Ressource {i}",
            quantite=300, bas=100, haut=500, unite="t/an",
        )
        for i in range(12)
    )  # fmt: skip
    flux = []
    for i in range(FLUX):
        a = hasard.randrange(MAILLONS)
        b = min(MAILLONS - 1, max(0, a + hasard.choice([1, 1, 1, 2, 3, 16, -2])))
        flux.append(
            Flux(
                filiere=filiere,
                depart=None if i < 12 else maillons[a],
                gisement=gisements[i] if i < 12 else None,
                arrivee=maillons[15 * (i % 4)]
                if i < 12
                else hasard.choice([maillons[b]] * 6 + [None]),
                matiere=f"matière {i % 20}",
                volume=hasard.randint(1, 80),
                unite=hasard.choice(["t/an", "t/an", "kg/jour", "t/mois"]),
                prix=hasard.choice([None, Decimal(hasard.randint(1, 500))]),
            )
        )
    Flux.objects.bulk_create(flux)
    assert len(positions) == POSITIONS
    return filiere


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
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from filieres.calculs.analyse import analyser
    from filieres.lectures import lire_reseau
    from filieres.models import Flux, Hypothese
    from socle.chauffe import menager_memoire
    from tests import fabriques as f

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    pilote = f.make_utilisateur()
    filiere = construire(pilote)
    maillons = list(filiere.maillons.all())
    essais = [
        Hypothese.objects.create(
            filiere=filiere, nom=f"Essai {i}",
            changements=[{"type": "capacite", "maillon": maillons[i * 7].reference,
                          "valeur": "900", "unite": "t/an"}],
        )
        for i in range(3)
    ]  # fmt: skip
    client = Client()
    client.force_login(pilote)

    def adresse(page: str) -> str:
        chemin = reverse(f"filieres:{page}", args=[filiere.reference])
        comparees = "&".join(f"h={e.reference}" for e in essais[:2])
        return f"{chemin}?{comparees}" if page == "hypotheses" else chemin

    def lire(page: str) -> tuple[float, int]:
        debut = time.perf_counter()
        reponse = client.get(adresse(page))
        duree = (time.perf_counter() - debut) * 1000
        assert reponse.status_code == 200, (page, reponse.status_code)
        return duree, len(reponse.content)

    temoin = Flux.objects.filter(filiere=filiere, depart__isnull=False).first()

    jamais_vus = itertools.count(1000)

    def changer() -> None:
        """Give a flow a volume no page has met: analyses are remembered by content."""
        Flux.objects.filter(pk=temoin.pk).update(volume=next(jamais_vus))

    debut = time.perf_counter()
    lire("filiere")
    print(
        f"{base.nom} : première lecture du processus {(time.perf_counter() - debut) * 1000:.0f} ms"
    )
    menager_memoire()  # as real servers do once they are warm
    reseau = lire_reseau(filiere)
    lignes, tenues = [], {}
    for _ in range(tours):
        changer()
        reseau = lire_reseau(filiere)
        debut = time.perf_counter()
        resultat = analyser(reseau)
        lignes.append((time.perf_counter() - debut) * 1000)
    print(
        f"{base.nom} : analyse seule {statistics.median(lignes):.0f} ms (p95 {p95(lignes):.0f}), "
        f"{len(resultat.constats)} constats, {len(resultat.incoherences)} incohérences"
    )
    lignes = []
    for page in PAGES:
        cache.clear()
        premiere, _ = lire(page)
        requetes = []

        def compter(executer, sql, params, many, contexte, requetes=requetes):
            requetes.append(sql)
            return executer(sql, params, many, contexte)

        with connection.execute_wrapper(compter):
            _, octets = lire(page)
        relues = [lire(page)[0] for _ in range(tours)]
        changees = []
        for _ in range(tours):
            changer()
            changees.append(lire(page)[0])
        relue, changee = statistics.median(relues), statistics.median(changees)
        lignes.append(
            [page, len(requetes), f"{premiere:.0f}", f"{relue:.0f}", f"{p95(relues):.0f}",
             f"{changee:.0f}", f"{p95(changees):.0f}", f"{octets / 1000:.0f}"]
        )  # fmt: skip
        if page != "hypotheses":
            tenues[f"{page} : {PLAFOND_MS} ms au plus"] = max(relue, changee) <= PLAFOND_MS
    tableau(
        [
            "page",
            "requêtes",
            "première ms",
            "relue ms",
            "p95",
            "après un changement ms",
            "p95",
            "ko",
        ],
        lignes,
    )
    tenues |= mesurer_suggestions(reseau, tours)
    conclure(tenues)


def mesurer_suggestions(reseau, tours: int) -> dict[str, bool]:
    """Time the search of who could hold what is missing, nothing being kept of the last one."""
    from dataclasses import replace

    from django.core.cache import cache

    from filieres.calculs.analyse import analyser
    from filieres.suggestions import RAYONS, a_pourvoir, chercher_viviers

    lignes, tenues = [], {}
    manquent = a_pourvoir(reseau, analyser(reseau))
    for lieu, centre in (("la filière", reseau.centre), ("Paris", (2.3522, 48.8566))):
        la = replace(reseau, centre=centre)
        for rayon in RAYONS:
            durees = []
            for _ in range(tours):
                cache.clear()
                debut = time.perf_counter()
                viviers = chercher_viviers(la, manquent, rayon=rayon)
                durees.append((time.perf_counter() - debut) * 1000)
            mediane = statistics.median(durees)
            trouves = sum(v.nombre for v in viviers.values())
            lignes.append(
                [lieu, rayon, len(manquent), trouves, f"{mediane:.0f}", f"{p95(durees):.0f}"]
            )
            tenues[f"suggestions à {rayon} km de {lieu} : {PLAFOND_MS} ms"] = mediane <= PLAFOND_MS
    tableau(["autour de", "km", "maillons à pourvoir", "acteurs trouvés", "ms", "p95"], lignes)
    return tenues


if __name__ == "__main__":
    main()
