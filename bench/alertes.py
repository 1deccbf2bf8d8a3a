"""The morning's mails and the feeds, over a large directory.

    python bench/alertes.py                        # SQLite, 250,000 actors
    python bench/alertes.py --base postgres
    python bench/alertes.py --taille 20000

A load of 5,000 entries, 300 entries changed by people and 100 closed since yesterday; 200 alerts
of 100 people, on territories, themes, words and actors. « Réveil »: the digests prepared and
stamped. « Nouvelles »: one alert alone, nothing shared. « Flux »: one feed, nothing cached. The
bars are ours: a morning of 200 alerts ≤ 60 s, one alert p95 ≤ 500 ms, one feed p95 ≤ 500 ms.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import TAILLE, base_remplie
from bench.commun import conclure, dire, ligne, p95, rss_mo, tableau

BARRE_MATIN_S = 60
BARRE_UNE_MS = 500
ADRESSES = (
    "territoire=region:32", "territoire=departement:80", "territoire=epci:200054781",
    "theme=mobilite", "famille=cooperative", "q=recyclerie", "q=association&ess=oui",
    "territoire=departement:59&theme=culture", "autour=80021&rayon=10", "esus=oui", "naf=88",
)  # fmt: skip
ALERTES, GENS, NEUVES, CHANGEES, FERMEES = 200, 100, 5_000, 300, 100


def preparer() -> None:
    """Make the directory two months old, then let a day pass over it; write the alerts."""
    from django.utils import timezone

    from acteurs.models import Acteur
    from acteurs.services import archive_acteur, update_acteur
    from alertes.models import Alerte, Jalon
    from comptes.models import Utilisateur

    maintenant = timezone.now()
    ids = list(Acteur.objects.order_by("-pk").values_list("pk", flat=True))
    limite = ids[NEUVES]
    anciennes = Acteur.objects.filter(pk__lte=limite)
    anciennes.update(cree_le=maintenant - timedelta(days=60))
    Jalon.objects.create(jour=timezone.localdate(maintenant - timedelta(days=40)), dernier=limite)
    touches = list(anciennes.filter(statut="publie").order_by("pk")[: CHANGEES + FERMEES])
    for acteur in touches[:CHANGEES]:
        update_acteur(acteur=acteur, champs={"description": "Changée"}, confirme=True)
    for acteur in touches[CHANGEES:]:
        archive_acteur(acteur=acteur, par=None)
    gens = [
        Utilisateur.objects.create(email=f"abonne{n}@banc.example", nom=f"Abonné {n}")
        for n in range(GENS)
    ]
    depuis = maintenant - timedelta(days=2)
    communs = {"rythme": "jour", "dite_jusqu_a": depuis, "nom": "Alerte"}
    suite = cycle(ADRESSES)
    for n in range(ALERTES):
        qui = gens[n % GENS]
        if n % 4 == 3:
            Alerte.objects.create(
                utilisateur=qui, nature="acteur", acteur=touches[n % len(touches)], **communs
            )
        else:
            adresse = f"{next(suite)}&taille={'1-9' if n % 2 else '10-49'}" if n > 11 else None
            Alerte.objects.get_or_create(
                utilisateur=qui,
                nature="recherche",
                criteres=adresse or ADRESSES[n % len(ADRESSES)],
                defaults=communs,
            )


def mesurer(nom: str) -> tuple[list[Sequence[object]], dict[str, bool]]:
    """Return the rows of the table and the bars."""
    from django.utils import timezone

    from alertes.models import Alerte, Resume
    from alertes.nouvelles import Periode
    from alertes.perimetre import Perimetre, lire_criteres
    from alertes.services.resumes import envoyer_les_resumes

    maintenant = timezone.now()
    une, flux = [], []
    for alerte in Alerte.objects.select_related("utilisateur", "territoire")[:40]:
        debut = time.perf_counter()
        Periode(maintenant - timedelta(days=2), maintenant).lire(Perimetre.d_alerte(alerte))
        une.append((time.perf_counter() - debut) * 1000)
    for adresse in ("", *ADRESSES):
        debut = time.perf_counter()
        perimetre = Perimetre(criteres=lire_criteres(adresse))
        bulletin = Periode(maintenant - timedelta(days=30), maintenant).lire(perimetre)
        flux.append((time.perf_counter() - debut) * 1000)
        print(f"    {flux[-1]:6.0f} ms  {adresse or 'tout'}: {bulletin.nouveaux} nouveaux")
    nombre = Alerte.objects.count()
    debut = time.perf_counter()
    envoyer_les_resumes(maintenant=maintenant + timedelta(days=1))
    matin = time.perf_counter() - debut
    print(f"  réveil : {nombre} alertes, {Resume.objects.count()} courriels en {matin:.1f} s")
    lignes = [
        ligne(nom, "nouvelles d’une alerte", une),
        ligne(nom, "flux de trente jours", flux),
        [nom, "réveil, s", "", f"{matin:.1f}", nombre],
        [nom, "mémoire, Mo", "", f"{rss_mo():.0f}", 1],
    ]
    return lignes, {
        f"{nom} : réveil ≤ {BARRE_MATIN_S} s": matin <= BARRE_MATIN_S,
        f"{nom} : une alerte p95 ≤ {BARRE_UNE_MS} ms": p95(une) <= BARRE_UNE_MS,
        f"{nom} : flux p95 ≤ {BARRE_UNE_MS} ms": p95(flux) <= BARRE_UNE_MS,
    }


def main() -> None:
    """Measure, print, conclude."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    options.add_argument("--taille", type=int, default=TAILLE)
    choix = options.parse_args()
    with base_remplie(choix.base, choix.taille) as base:
        base.ouvrir()
        print(f"{base.nom} : {base.compte}")
        dire("laisser passer un jour sur l’annuaire, écrire les alertes")
        preparer()
        dire("lire, puis réveiller")
        lignes, barres = mesurer(base.nom)
    tableau(["base", "quoi", "médiane ms", "p95 ms", "mesures"], lignes)
    conclure(barres)


if __name__ == "__main__":
    main()
