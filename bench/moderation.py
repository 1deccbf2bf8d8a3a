"""A curator's morning on a full queue: 20,000 contributions, half of them waiting.

    python bench/moderation.py                        # SQLite, 250,000 actors
    python bench/moderation.py --base postgres
    python bench/moderation.py --taille 20000 --contributions 5000

Contributions spread over a year and over the entries; beside them, a tenth as many proposals of
registers. Pages are asked for in this process by a network that looks after everything, the worst
case, and by one that adopted a département; each several times, once the process is warm and its
memory set aside for the collector as in real servers (``socle.chauffe``).
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import TAILLE, base_remplie
from bench.commun import conclure, dire, p95, rss_mo, tableau

CONTRIBUTIONS = 20_000
LOT = 100
BARRE_PAGES_MS = 200
BARRE_DECISION_MS = 200
BARRE_LOT_S = 5
TOURS = 12
COMPTE = "banc@terreau.example"


def proposer(nombre: int) -> None:
    """Write contributions, and proposals of a register, spread over a year."""
    from django.db import connection
    from django.utils import timezone

    from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
    from comptes.models import Utilisateur
    from moderation.models import Contribution
    from socle.modeles import references_courtes

    alea, maintenant = random.Random(7), timezone.now()
    curatrice = Utilisateur.objects.get(email=COMPTE)
    acteurs = list(
        Acteur.objects.publies()
        .values("pk", "nom", "sigle", "adresse", "commune_id")
        .order_by("pk")
    )
    tires = [alea.choice(acteurs) for _ in range(nombre + nombre // 10)]
    references = references_courtes(len(tires))
    jours = [alea.random() * 360 for _ in tires]
    contributions = []
    for rang, (acteur, reference) in enumerate(zip(tires[:nombre], references, strict=False)):
        cree_le = maintenant - timedelta(days=jours[rang])
        decidee = rang % 2 == 0
        nature = ("nouvelle", "correction", "correction", "fermeture")[rang // 2 % 4]
        contribution = Contribution(
            reference=reference,
            nature=nature,
            acteur_id=None if nature == "nouvelle" else acteur["pk"],
            commune_id=acteur["commune_id"],
            source="Leur site",
        )
        if nature == "nouvelle":
            nom = f"{acteur['nom']} bis {rang}"
            contribution.valeurs = {"nom": nom, "commune_id": acteur["commune_id"]}
        elif nature == "correction":
            contribution.valeurs = {"adresse": f"{rang} rue Neuve", "sigle": f"S{rang}"}
            contribution.base = {c: acteur[c] for c in ("adresse", "sigle")}
        if decidee:
            contribution.etat = alea.choice(("refusee", "refusee", "en_partie"))
            contribution.decidee_par = curatrice
            duree = timedelta(days=alea.random() * jours[rang])
            contribution.decidee_le = cree_le + duree
        contributions.append(contribution)
    travail = ImportOfficiel.objects.create(source="sirene")
    officielles = {
        acteur["pk"]: PropositionOfficielle(
            reference=reference,
            acteur_id=acteur["pk"],
            nature="modification",
            valeurs={"nom": [acteur["nom"], acteur["nom"].upper() + " SAS"]},
            empreinte=1,
            travail=travail,
        )
        for acteur, reference in zip(tires[nombre:], references[nombre:], strict=True)
    }
    creees = Contribution.objects.bulk_create(contributions, batch_size=1000)
    for contribution, dite in zip(creees, jours, strict=False):
        contribution.cree_le = maintenant - timedelta(days=dite)  # auto_now_add wrote now
    Contribution.objects.bulk_update(creees, ["cree_le"], batch_size=500)
    PropositionOfficielle.objects.bulk_create(officielles.values(), batch_size=1000)
    with connection.cursor() as curseur:
        # Made-up numbers have no key: an entry that is written may not have one.
        curseur.execute(
            "UPDATE acteurs_acteur SET siret = '', siren = '' WHERE id IN "
            "(SELECT acteur_id FROM moderation_contribution)"
        )
        curseur.execute("ANALYZE")


def chronometrer(faire: Callable[[], object], tours: int = TOURS) -> list[float]:
    temps = []
    for _ in range(tours):
        debut = time.perf_counter()
        faire()
        temps.append((time.perf_counter() - debut) * 1000)
    return temps


def pages() -> dict[str, list[float]]:
    """Ask for the screens of a curator."""
    from django.test import Client

    from comptes.models import Utilisateur
    from moderation.models import Contribution
    from socle.chauffe import menager_memoire

    client = Client()
    client.force_login(Utilisateur.objects.get(email=COMPTE))
    correction = Contribution.objects.en_attente().filter(nature="correction")[50]
    nouvelle = Contribution.objects.en_attente().filter(nature="nouvelle")[50]
    adresses = {
        "file": "/moderation/",
        "file, page 300": "/moderation/?page=300",
        "file, nouveaux acteurs": "/moderation/?quoi=nouvelle",
        "file, registres": "/moderation/?de=registre",
        "file, un territoire": "/moderation/?territoire=departement:59",
        "file, décidées": "/moderation/?etat=decidees",
        "file, les miennes": "/moderation/?etat=moi",
        "délais": "/moderation/delais/",
        "une correction": f"/moderation/{correction.reference}/",
        "un nouvel acteur": f"/moderation/{nouvelle.reference}/",
    }

    def lire(adresse: str) -> None:
        reponse = client.get(adresse, SERVER_NAME="localhost")
        assert reponse.status_code == 200, (adresse, reponse.status_code)

    for adresse in adresses.values():  # a process warms up once
        lire(adresse)
    menager_memoire()
    temps = {nom: chronometrer(partial(lire, adresse)) for nom, adresse in adresses.items()}
    adopter()
    client.force_login(Utilisateur.objects.get(email=COMPTE))
    for nom, adresse in (("file, réseau du Nord", "/moderation/"),
                         ("délais, réseau du Nord", "/moderation/delais/")):  # fmt: skip
        temps[nom] = chronometrer(partial(lire, adresse))
    return temps


def adopter() -> None:
    """Let the network adopt a département."""
    from comptes.models import Organisation
    from territoires.models import Adoption, Territoire

    reseau = Organisation.objects.filter(adhesions__utilisateur__email=COMPTE).get()
    nord = Territoire.objects.get(nature="departement", code="59")
    Adoption.objects.create(organisation=reseau, territoire=nord)


def decider() -> tuple[list[float], float, float]:
    """Accept one by one, then a lot; undo the lot. Return ms each, s, s."""
    from comptes.models import Utilisateur
    from moderation.models import Contribution
    from moderation.services.annulation import undo_lot
    from moderation.services.decisions import decide_contribution, decide_lot

    curatrice = Utilisateur.objects.get(email=COMPTE)

    def prendre(debut: int, combien: int) -> list[Any]:
        attente = Contribution.objects.en_attente().filter(nature="correction")
        par_fiche = {c.acteur_id: c for c in attente.select_related("acteur", "auteur")}
        return list(par_fiche.values())[debut : debut + combien]

    unes = iter(prendre(0, TOURS))
    temps = chronometrer(
        lambda: decide_contribution(contribution=next(unes), geste="accepter", par=curatrice)
    )
    choisies = prendre(100, LOT)
    debut = time.perf_counter()
    bilan = decide_lot(geste="accepter", par=curatrice, contributions=choisies)
    lot = time.perf_counter() - debut
    assert bilan.lot is not None
    dire(f"{bilan.faites} acceptées sur {LOT}")
    debut = time.perf_counter()
    undo_lot(lot=bilan.lot, par=curatrice)
    return temps, lot, time.perf_counter() - debut


def main() -> None:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--base", choices=["sqlite", "postgres"], default="sqlite")
    analyseur.add_argument("--taille", type=int, default=TAILLE)
    analyseur.add_argument("--contributions", type=int, default=CONTRIBUTIONS)
    options = analyseur.parse_args()
    with base_remplie(options.base, options.taille) as base:
        base.manage("collectstatic", "--noinput", "-v0")
        base.ouvrir()
        dire(f"{options.contributions} contributions")
        proposer(options.contributions)
        lues = pages()
        dire(", ".join(f"{nom} {p95(temps):.0f} ms" for nom, temps in lues.items()))
        une, lot, retour = decider()
        rangs: list[list[object]] = [
            [nom, f"{sorted(temps)[len(temps) // 2]:.0f}", f"{p95(temps):.0f}"]
            for nom, temps in {**lues, "accepter une correction": une}.items()
        ]
        rangs.append([f"en accepter {LOT}", f"{lot * 1000:.0f}", ""])
        rangs.append([f"annuler ces {LOT}", f"{retour * 1000:.0f}", f"{rss_mo():.0f} Mo"])
        print(f"{base.nom}, {options.taille} acteurs, {options.contributions} contributions")
        tableau(["quoi", "médiane ms", "p95 ms"], rangs)
        conclure(
            {
                f"pages p95 ≤ {BARRE_PAGES_MS} ms": all(
                    p95(t) <= BARRE_PAGES_MS for t in lues.values()
                ),
                f"accepter p95 ≤ {BARRE_DECISION_MS} ms": p95(une) <= BARRE_DECISION_MS,
                f"lot de {LOT} ≤ {BARRE_LOT_S} s": max(lot, retour) <= BARRE_LOT_S,
            }
        )


if __name__ == "__main__":
    main()
