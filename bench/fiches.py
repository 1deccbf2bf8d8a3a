"""Looking after the entries of a large directory: doubles, entries to look at again, a merge.

    python bench/fiches.py                        # SQLite, 250,000 actors
    python bench/fiches.py --base postgres
    python bench/fiches.py --taille 20000

One entry in two was written by somebody and not seen for years; one in a hundred has a double.
The search runs whole, as every night; its longest transaction tells how long a writer may wait
on SQLite. Pages are asked for in this process, by a curator, each several times, once it is warm
and its memory set aside for the collector as in real servers (``socle.chauffe``).
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import TAILLE, base_remplie
from bench.commun import conclure, dire, p95, rss_mo, tableau

BARRE_RECHERCHE_S = 120
BARRE_ATTENTE_MS = 1000
BARRE_PAGES_MS = 200
BARRE_FUSION_MS = 300
TOURS = 12


def vieillir() -> None:
    """Half of the entries written long ago; one in a hundred with a double beside it."""
    from django.db import connection

    from acteurs.models import Acteur
    from socle.modeles import references_courtes

    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE acteurs_acteur SET enrichi = %s, vu_le = '2021-03-01' WHERE id %% 2 = 0", [True]
        )
    modeles = list(Acteur.objects.filter(pk__in=range(100, 10**7, 100)).order_by("pk"))
    references = references_courtes(len(modeles))
    for modele, reference in zip(modeles, references, strict=True):
        modele.pk, modele.siret, modele.siren = None, "", ""
        modele.reference, modele.origine, modele.enrichi = reference, "saisie", True
    Acteur.objects.bulk_create(modeles, batch_size=1000)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")


def chercher() -> tuple[float, float, int]:
    """Run the search; return its time (s), its longest transaction (ms), the pairs found."""
    from django.db import transaction

    from moderation.models import DoublonPossible, RechercheDoublons
    from moderation.services import recherche_doublons

    plus_longue = 0.0
    ecrire = recherche_doublons._ecrire

    def chronometrer(*args: Any) -> None:
        nonlocal plus_longue
        debut = time.perf_counter()
        ecrire(*args)
        plus_longue = max(plus_longue, (time.perf_counter() - debut) * 1000)

    recherche_doublons._ecrire = chronometrer
    travail = RechercheDoublons.objects.create()
    debut = time.perf_counter()
    recherche_doublons.execute_recherche(travail, lambda *_: None)  # type: ignore[arg-type]
    duree = time.perf_counter() - debut
    recherche_doublons._ecrire = ecrire
    assert not transaction.get_connection().in_atomic_block
    return duree, plus_longue, DoublonPossible.objects.count()


def chronometrer(faire: Callable[[], object], tours: int = TOURS) -> list[float]:
    temps = []
    for _ in range(tours):
        debut = time.perf_counter()
        faire()
        temps.append((time.perf_counter() - debut) * 1000)
    return temps


def pages() -> dict[str, list[float]]:
    """Ask for the screens of a curator."""
    from django.conf import settings
    from django.test import Client

    from comptes.models import Utilisateur
    from moderation.models import DoublonPossible
    from socle.chauffe import menager_memoire

    settings.ALLOWED_HOSTS = ["localhost"]
    client = Client()
    client.force_login(Utilisateur.objects.get(email="banc@terreau.example"))
    paire = DoublonPossible.objects.select_related("premier", "second").first()
    assert paire is not None
    adresses = {
        "doublons": "/moderation/doublons/",
        "doublons, page 50": "/moderation/doublons/?page=50",
        "doublons d’un territoire": "/moderation/doublons/?territoire=departement:59",
        "doublons, même site": "/moderation/doublons/?raison=site",
        "à revoir": "/moderation/a-revoir/",
        "à revoir, page 2 000": "/moderation/a-revoir/?page=2000",
        "à revoir, un territoire": "/moderation/a-revoir/?territoire=departement:59",
        "à revoir, une famille": "/moderation/a-revoir/?famille=mutuelle",
        "à revoir, registre": "/moderation/a-revoir/?connues=registre",
        "comparer": f"/moderation/reunir/{paire.premier.reference}/{paire.second.reference}/",
        "choisir": f"/moderation/reunir/{paire.premier.reference}/",
    }

    def lire(adresse: str) -> None:
        reponse = client.get(adresse, SERVER_NAME="localhost")
        assert reponse.status_code == 200, (adresse, reponse.status_code)

    for adresse in adresses.values():  # a process warms up once
        lire(adresse)
    menager_memoire()
    return {nom: chronometrer(lambda a=adresse: lire(a)) for nom, adresse in adresses.items()}


def reunir() -> list[float]:
    """Join pairs, one after the other."""
    from acteurs.services.fusion import merge_acteurs
    from moderation.models import DoublonPossible

    paires = list(DoublonPossible.objects.a_examiner().select_related("premier", "second")[:200:10])
    temps = []
    for paire in paires:
        debut = time.perf_counter()
        merge_acteurs(survivant=paire.premier, absorbe=paire.second)
        temps.append((time.perf_counter() - debut) * 1000)
    return temps


def main() -> None:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--base", choices=["sqlite", "postgres"], default="sqlite")
    analyseur.add_argument("--taille", type=int, default=TAILLE)
    options = analyseur.parse_args()
    with base_remplie(options.base, options.taille) as base:
        base.manage("collectstatic", "--noinput", "-v0")
        base.ouvrir()
        dire("vieillir l’annuaire, y glisser des doublons")
        vieillir()
        dire("chercher les doublons")
        duree, attente, nombre = chercher()
        memoire = rss_mo()
        dire("lire les pages, réunir des fiches")
        lues = pages()
        fusions = reunir()
        rangs: list[list[object]] = [
            ["recherche de doublons", f"{duree * 1000:.0f}", "", f"{nombre} paires"],
            ["sa plus longue écriture", f"{attente:.0f}", "", f"{memoire:.0f} Mo"],
        ]
        for nom, temps in {**lues, "fusion": fusions}.items():
            rangs.append([nom, f"{sorted(temps)[len(temps) // 2]:.0f}", f"{p95(temps):.0f}", ""])
        print(f"{base.nom}, {options.taille} acteurs")
        tableau(["quoi", "médiane ms", "p95 ms", ""], rangs)
        conclure(
            {
                f"recherche ≤ {BARRE_RECHERCHE_S} s": duree <= BARRE_RECHERCHE_S,
                f"écriture ≤ {BARRE_ATTENTE_MS} ms": attente <= BARRE_ATTENTE_MS,
                f"pages p95 ≤ {BARRE_PAGES_MS} ms": all(
                    p95(t) <= BARRE_PAGES_MS for t in lues.values()
                ),
                f"fusion p95 ≤ {BARRE_FUSION_MS} ms": p95(fusions) <= BARRE_FUSION_MS,
            }
        )


if __name__ == "__main__":
    main()
