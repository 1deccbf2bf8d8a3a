"""The catalogue of platforms at full size: list with facets, needs typed, comparison, API.

``uv run bench/catalogue.py [--base sqlite|postgres|both] [--taille 5000] [--tours 3]``

Builds ``--taille`` made-up platforms, starts the real server and measures whole answers over
HTTP as a visitor without an account gets them. Bars: list with facets, p95 ≤ 80 ms, the first one
after a change too (each process then reads what changed); a page of the API, p95 ≤ 60 ms.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.bases import Base, _executer, base_vide
from bench.commun import conclure, ligne, p95, tableau
from tests.serveur import serveur_lance

TAILLE = 5_000
BARRE_MS = 80
BARRE_API_MS = 60
BESOINS = (
    "partager des outils entre voisins", "réserver une salle", "livraison à vélo", "covoiturage",
    "acheter des produits paysans", "réparer son vélo", "trouver un logement", "monnaie locale",
    "gérer un tiers-lieu", "visioconférence libre",
)  # fmt: skip
LISTES: tuple[list[tuple[str, str]], ...] = (
    [],
    [("theme", "mobilite")],
    [("theme", "mobilite"), ("theme", "alimentation"), ("nature", "service")],
    [("fonction", "covoiturer"), ("libre", "oui")],
    [("public", "habitants"), ("modele", "cooperatif"), ("national", "oui")],
    [("alternative", "amazon"), ("page", "3")],
    [("page", "40")],
    [("q", "partager"), ("theme", "numerique"), ("nature", "outil")],
)
MOTS = [
    "partager",
    "prêter",
    "outils",
    "voisins",
    "quartier",
    "covoiturage",
    "trajets",
    "vélo",
    "livraison",
    "salle",
    "espace",
    "réserver",
    "produits",
    "paysans",
    "circuit",
    "court",
    "réemploi",
    "réparer",
    "acheter",
    "vendre",
    "ensemble",
    "logement",
    "accueil",
    "bénévolat",
    "association",
    "emploi",
    "énergie",
    "solaire",
    "documents",
    "collaboratif",
    "monnaie",
    "locale",
    "financement",
    "habitants",
    "producteurs",
    "tiers-lieux",
    "collectivités",
    "cantine",
    "jardin",
    "atelier",
    "machines",
]


def peupler(taille: int) -> None:
    """Write platforms put together from common words; deterministic, nothing is real."""
    from acteurs.models import Thematique
    from plateformes.models import (
        Besoin,
        Fonction,
        Plateforme,
        Public,
        ServiceCapitalistique,
        UsageTerritoire,
    )
    from socle.texte import normaliser
    from territoires.models import Territoire

    hasard = random.Random(5)
    lus = {
        "thematiques": list(Thematique.objects.values_list("pk", flat=True)),
        "fonctions": list(Fonction.objects.values_list("pk", flat=True)),
        "publics": list(Public.objects.values_list("pk", flat=True)),
        "alternatives": list(ServiceCapitalistique.objects.values_list("pk", flat=True)),
        "territoires": list(Territoire.objects.order_by("pk").values_list("pk", flat=True)[:300]),
    }
    fiches, besoins = [], []
    for n in range(taille):
        nom = f"{hasard.choice(MOTS).capitalize()} {hasard.choice(MOTS)} {n}"
        dits = [" ".join(hasard.sample(MOTS, 4)).capitalize() for _ in range(3)]
        description = " ".join(hasard.choices(MOTS, k=60))
        besoins.append(dits)
        fiches.append(
            Plateforme(
                code=f"plateforme-{n}",
                nom=nom,
                nom_normalise=normaliser(nom),
                description=description,
                besoins_texte="\n".join(dits),
                nature=hasard.choice(Plateforme.Nature.values),
                modele=hasard.choice([*Plateforme.Modele.values, ""]),
                national=hasard.random() < 0.3,
                libre=hasard.choice([True, False, None]),
                statut="publiee" if hasard.random() < 0.97 else "proposee",
                cherche=normaliser(f"{nom} {description} {' '.join(dits)}"),
            )
        )
    fiches = Plateforme.objects.bulk_create(fiches, batch_size=500)
    Besoin.objects.bulk_create(
        [
            Besoin(plateforme=fiche, texte=texte, ordre=rang)
            for fiche, dits in zip(fiches, besoins, strict=True)
            for rang, texte in enumerate(dits, 1)
        ],
        batch_size=2000,
    )
    for champ, plus in (
        ("thematiques", 3), ("fonctions", 4), ("publics", 3), ("alternatives", 1),
        ("territoires", 2),
    ):  # fmt: skip
        lien = getattr(Plateforme, champ).through
        autre = getattr(Plateforme, champ).field.m2m_reverse_field_name() + "_id"
        lien.objects.bulk_create(
            [
                lien(plateforme_id=fiche.pk, **{autre: cle})
                for fiche in fiches
                for cle in hasard.sample(lus[champ], min(len(lus[champ]), hasard.randint(1, plus)))
            ],
            batch_size=2000,
        )
    UsageTerritoire.objects.bulk_create(
        [
            UsageTerritoire(plateforme=fiche, territoire_id=hasard.choice(lus["territoires"]),
                            role="role-mecene", valide=True)
            for fiche in hasard.sample(fiches, min(1000, taille))
            if lus["territoires"]
        ],
        batch_size=1000,
    )  # fmt: skip


def demander(session: requests.Session, url: str, entetes: dict[str, str] | None = None) -> float:
    """Return the time of one whole answer, in milliseconds."""
    debut = time.perf_counter()
    reponse = session.get(url, headers=entetes or {}, timeout=60)
    duree = (time.perf_counter() - debut) * 1000
    assert reponse.status_code == 200, f"{url}: {reponse.status_code}"
    return duree


def mesurer(base: Base, tours: int) -> tuple[list[Sequence[object]], dict[str, bool]]:
    """Return the rows of the table and the bars."""
    compare = "&".join(f"p=plateforme-{n}" for n in _publiees(base))
    with serveur_lance(base.donnees, demo=False, env=base.env) as serveur:
        session = requests.Session()
        liste = f"{serveur.url}/plateformes/"
        api_url = f"{serveur.url}/api/v1/plateformes/"
        for _ in range(6):  # every worker process reads the catalogue, and loads the API, once
            demander(session, liste)
            demander(session, api_url)
        pages = [
            demander(session, f"{liste}?{urlencode(criteres)}")
            for _ in range(tours)
            for criteres in LISTES
        ]
        frappe = [
            demander(session, f"{liste}?{urlencode({'q': besoin[:fin]})}", {"HX-Request": "true"})
            for besoin in BESOINS
            for fin in range(3, len(besoin) + 1, 3)
        ]
        comparaisons = [demander(session, f"{liste}comparer/?{compare}") for _ in range(10)]
        api = [demander(session, api_url) for _ in range(40)]
        donnees = [demander(session, f"{liste}plateformes.csv")]
        froides = []
        for _ in range(10):
            base.manage("shell", "-c", _CHANGER)
            # twice: two processes at least may each have to follow the change
            froides += [demander(session, liste), demander(session, liste)]
    lignes = [
        ligne(base.nom, "liste avec facettes (page)", pages),
        ligne(base.nom, "besoin tapé (fragment)", frappe),
        ligne(base.nom, "liste après un changement", froides),
        ligne(base.nom, "comparaison de quatre", comparaisons),
        ligne(base.nom, "API, 50 plateformes", api),
        ligne(base.nom, "export CSV entier", donnees),
    ]
    barres = {
        f"{base.nom} : liste avec facettes p95 ≤ {BARRE_MS} ms": p95([*pages, *frappe]) <= BARRE_MS,
        f"{base.nom} : après un changement p95 ≤ {BARRE_MS} ms": p95(froides) <= BARRE_MS,
        f"{base.nom} : API p95 ≤ {BARRE_API_MS} ms": p95(api) <= BARRE_API_MS,
    }
    return lignes, barres


_CHANGER = (
    "from plateformes.models import Plateforme\n"
    "Plateforme.objects.filter(statut='publiee').first().save()"
)


def _publiees(base: Base) -> list[str]:
    sortie = base.manage(
        "shell", "-c",
        "from plateformes.models import Plateforme\n"
        "print('codes', *Plateforme.objects.filter(statut='publiee', code__startswith='plateforme-')"
        ".values_list('code', flat=True)[:4])",
    )  # fmt: skip
    codes = next(x for x in sortie.splitlines() if x.startswith("codes ")).split()[1:]
    return [code.removeprefix("plateforme-") for code in codes]


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
        with base_vide(nom) as (dit, donnees, env):
            env |= {"TERREAU_API_CADENCE": "10000/min"}
            for commande in ("migrate", "importer_cog", "charger_referentiels"):
                _executer(env, "manage.py", commande, *(["-v0"] if commande == "migrate" else []))
            base = Base(dit, donnees, env, {}, {})
            base.manage(
                "shell", "-c", f"from bench.catalogue import peupler; peupler({choix.taille})"
            )
            siennes, sienne = mesurer(base, choix.tours)
            lignes += siennes
            barres |= sienne
    tableau(["base", "quoi", "médiane ms", "p95 ms", "mesures"], lignes)
    conclure(barres)


if __name__ == "__main__":
    main()
