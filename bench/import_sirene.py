"""Importing SIRENE: read, write, then again unchanged; beside Django's ``bulk_create``.

    python bench/import_sirene.py --base sqlite
    python bench/import_sirene.py --base postgres --unites 200000

Makes stock files (or takes those of ``--dossier``), an empty database with the official
code and the references, then imports in one process and re-imports in another. Bars:
reading ≥ 200,000 input rows/s, writing ≥ 40,000 actors/s (everything included: indexes,
search index, themes), unchanged writing ≤ 1/3 of the first, ≤ 300 MB.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import base_vide
from bench.commun import RACINE, conclure, rss_mo, tableau

LECTURE, ECRITURE, MEMOIRE, REPRISE = 200_000, 40_000, 300, 1 / 3
TEMOIN = 20_000
"""Rows written the usual way, for the ratio."""


def mesurer(fichiers: dict[str, str], *, temoin: bool) -> dict[str, Any]:
    """Import in this process; return seconds, counts and memory."""
    import django

    django.setup()
    from acteurs.importers.sirene import lire_sirene
    from acteurs.models import Acteur, ImportOfficiel
    from acteurs.services.densite import reconstruire_densite
    from acteurs.services.ecriture import ecrire_fiches
    from acteurs.services.masse import session_d_ecriture
    from acteurs.services.sirene import chemin_atelier

    travail = ImportOfficiel.objects.create(source="sirene")
    temps, cpu, memoire = [time.perf_counter()], [time.process_time()], []

    def noter() -> None:
        temps.append(time.perf_counter())
        cpu.append(time.process_time())
        memoire.append(round(rss_mo()))

    with session_d_ecriture():
        chemins = {r: Path(f) for r, f in fichiers.items()}
        atelier = lire_sirene(chemin_atelier(travail), chemins)
        noter()
        ecrire_fiches(atelier, travail, _rien_dire)  # type: ignore[arg-type]
        noter()
        reconstruire_densite()
        noter()
    resultat = {
        "lecture": temps[1] - temps[0],
        "ecriture": temps[2] - temps[1],
        "carte": temps[3] - temps[2],
        "cpu": [cpu[1] - cpu[0], cpu[2] - cpu[1]],
        "memoire": memoire,
        "bilan": travail.bilan,
        "lus": atelier.bilan(),
        "acteurs": Acteur.objects.count(),
    }
    if temoin:
        resultat["temoin"] = _a_l_habitude(atelier)
    atelier.supprimer()
    return resultat


def _rien_dire(*_: Any) -> None:
    """Progress nobody looks at."""


def _a_l_habitude(atelier: Any) -> float:
    """Rows per second of ``bulk_create(update_conflicts)`` on rows of their own."""
    from acteurs.importers.atelier import COLONNES_FICHE
    from acteurs.models import Acteur

    lignes = next(iter(atelier.fiches(lot=TEMOIN)))
    acteurs = []
    for ligne in lignes:
        champs = dict(zip(COLONNES_FICHE, ligne, strict=True))
        champs = {c: v for c, v in champs.items() if c not in {"siege", "date_creation"}}
        champs |= {"siret": "", "ess": True, "statut": "archive"}
        acteurs.append(Acteur(**champs))
    debut = time.perf_counter()
    Acteur.objects.bulk_create(
        acteurs,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["reference"],
        update_fields=["nom", "adresse", "empreinte"],
    )
    return len(acteurs) / (time.perf_counter() - debut)


def lancer(env: dict[str, str], fichiers: dict[str, str], *, temoin: bool) -> dict[str, Any]:
    """Import in a process of its own."""
    sortie = subprocess.run(
        [sys.executable, __file__, "--mesurer", json.dumps(fichiers), "--base", str(int(temoin))],
        cwd=RACINE,
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(sortie.strip().splitlines()[-1])


def main() -> None:
    """Measure and compare with the bars."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres, ou postgres://…")
    lecteur.add_argument("--unites", type=int, default=2_000_000)
    lecteur.add_argument("--etablissements", type=int, default=0, help="défaut : 1,5 par unité")
    lecteur.add_argument("--dossier", type=Path, help="où sont, ou seront gardés, les fichiers")
    lecteur.add_argument("--mesurer", help=argparse.SUPPRESS)
    options = lecteur.parse_args()
    if options.mesurer:
        print(json.dumps(mesurer(json.loads(options.mesurer), temoin=options.base == "1")))
        return
    etablissements = options.etablissements or options.unites * 3 // 2
    with tempfile.TemporaryDirectory(prefix="terreau-stock-") as temporaire:
        dossier = options.dossier or Path(temporaire)
        fichiers = _stock(dossier, options.unites, etablissements)
        with base_vide(options.base) as (nom, _, env):
            for commande in ("migrate", "importer_cog", "charger_referentiels"):
                subprocess.run(
                    [sys.executable, "manage.py", commande],
                    cwd=RACINE,
                    env=env,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            premier = lancer(env, fichiers, temoin=False)
            second = lancer(env, fichiers, temoin=True)
    _conclure(nom, premier, second)


def _stock(dossier: Path, unites: int, etablissements: int) -> dict[str, str]:
    """Return role → file, made when missing, in a process of its own."""
    motifs = {"unites": "StockUniteLegale*.csv", "etablissements": "StockEtablissement*.csv"}
    motifs["positions"] = "Geolocalisation*.csv"
    if not dossier.exists() or not any(dossier.glob(motifs["unites"])):
        subprocess.run(
            [
                sys.executable, "bench/generer_sirene.py", "--unites", str(unites),
                "--etablissements", str(etablissements), "--dossier", str(dossier),
            ],
            cwd=RACINE,
            env={**os.environ},
            check=True,
        )  # fmt: skip
    return {role: str(next(dossier.glob(motif))) for role, motif in motifs.items()}


def _conclure(nom: str, premier: dict[str, Any], second: dict[str, Any]) -> None:
    acteurs = premier["acteurs"]
    lues = sum(n for cle, n in premier["lus"].items() if cle.endswith("_lues"))
    lecture, ecriture = lues / premier["lecture"], acteurs / premier["ecriture"]
    reprise = second["ecriture"] / premier["ecriture"]
    memoire = max(premier["memoire"] + second["memoire"])
    print(f"\n{nom} : {lues:,} lignes lues, {acteurs:,} acteurs".replace(",", " "))
    tableau(
        ["", "premier import", "le même, inchangé"],
        [
            ["lecture et préparation (s)", *(f"{r['lecture']:.1f}" for r in (premier, second))],
            [
                "lignes lues par seconde",
                *(f"{lues / r['lecture']:,.0f}" for r in (premier, second)),
            ],
            ["écriture (s)", *(f"{r['ecriture']:.2f}" for r in (premier, second))],
            [
                "acteurs par seconde",
                *(f"{acteurs / r['ecriture']:,.0f}" for r in (premier, second)),
            ],
            ["processeur, lecture (s)", *(f"{r['cpu'][0]:.1f}" for r in (premier, second))],
            ["processeur, écriture (s)", *(f"{r['cpu'][1]:.2f}" for r in (premier, second))],
            ["comptes de la carte (s)", *(f"{r['carte']:.2f}" for r in (premier, second))],
            ["mémoire après chaque étape (Mo)", *(r["memoire"] for r in (premier, second))],
            ["bulk_create de Django, acteurs/s", "", f"{second['temoin']:,.0f}"],
        ],
    )
    print("premier :", premier["bilan"])
    print("second :", second["bilan"])
    conclure(
        {
            f"lecture ≥ {LECTURE} lignes/s ({lecture:.0f})": lecture >= LECTURE,
            f"écriture ≥ {ECRITURE} acteurs/s ({ecriture:.0f})": ecriture >= ECRITURE,
            f"réécriture inchangée ≤ 1/3 ({reprise:.2f})": reprise <= REPRISE,
            f"mémoire ≤ {MEMOIRE} Mo ({memoire:.0f})": memoire <= MEMOIRE,
            "rien n’a changé au second": not second["bilan"].get("crees")
            and not second["bilan"].get("modifies"),
        }
    )


if __name__ == "__main__":
    main()
