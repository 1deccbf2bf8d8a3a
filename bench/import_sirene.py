"""Importing SIRENE: read, write, then again unchanged; beside Django's ``bulk_create``.

    python bench/import_sirene.py --base sqlite
    python bench/import_sirene.py --base postgres --unites 200000

Makes stock files (or takes those of ``--dossier``), an empty database with the official
code and the references, then runs ``manage.py importer_sirene`` twice, as an operator does:
its own durations, the memory of its process. On PostgreSQL the database belongs to a role
that is nothing else. Bars: reading ≥ 200,000 input rows/s, writing ≥ 40,000 actors/s
(everything included: indexes, search index, themes), unchanged writing ≤ 1/3 of the first,
≤ 300 MB.
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
from bench.commun import RACINE, conclure, tableau

LECTURE, ECRITURE, MEMOIRE, REPRISE = 200_000, 40_000, 300, 1 / 3
TEMOIN = 20_000
"""Rows written the usual way, for the ratio."""


LUES = ("Unités légales lues", "Établissements lus", "Coordonnées lues")


def importer(env: dict[str, str], fichiers: dict[str, str]) -> dict[str, Any]:
    """Run the command; return its summary, its processor time and its peak of memory."""
    options = [mot for role, chemin in fichiers.items() for mot in (f"--{role}", chemin)]
    with tempfile.TemporaryFile() as sortie:
        commande = [sys.executable, "manage.py", "importer_sirene", *options]
        processus = subprocess.Popen(commande, cwd=RACINE, env=env, stdout=sortie, stderr=sortie)
        _, statut, usage = os.wait4(processus.pid, 0)
        processus.returncode = os.waitstatus_to_exitcode(statut)
        if processus.returncode:
            sortie.seek(0)
            raise SystemExit(sortie.read().decode()[-3000:])
    vu = _dans_la_base(env, "etat")
    return vu | {"memoire": usage.ru_maxrss / 1024, "cpu": usage.ru_utime + usage.ru_stime}


def _dans_la_base(env: dict[str, str], question: str) -> dict[str, Any]:
    """Ask something of the database, in a process of its own."""
    sortie = subprocess.run(
        [sys.executable, __file__, "--question", question],
        cwd=RACINE,
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(sortie.strip().splitlines()[-1])


def repondre(question: str) -> dict[str, Any]:
    """Answer it: what the last import did, or what ``bulk_create`` does."""
    import django

    django.setup()
    from acteurs.models import Acteur, ImportOfficiel

    if question == "temoin":
        return {"temoin": _a_l_habitude()}
    bilan = ImportOfficiel.objects.latest("pk").bilan
    return {"bilan": bilan, "durees": bilan["durees"], "acteurs": Acteur.objects.count()}


def _a_l_habitude() -> float:
    """Rows per second of ``bulk_create(update_conflicts)``, on copies of actors."""
    from acteurs.models import Acteur
    from socle.modeles import reference_courte

    acteurs = list(Acteur.objects.order_by("pk")[:TEMOIN])
    for acteur in acteurs:
        acteur.pk, acteur.reference = None, reference_courte()
        acteur.siret, acteur.statut = "", "archive"
    debut = time.perf_counter()
    Acteur.objects.bulk_create(
        acteurs,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["reference"],
        update_fields=["nom", "adresse", "empreinte"],
    )
    return len(acteurs) / (time.perf_counter() - debut)


def main() -> None:
    """Measure and compare with the bars."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres, ou postgres://…")
    lecteur.add_argument("--unites", type=int, default=2_000_000)
    lecteur.add_argument("--etablissements", type=int, default=0, help="défaut : 1,5 par unité")
    lecteur.add_argument("--dossier", type=Path, help="où sont, ou seront gardés, les fichiers")
    lecteur.add_argument("--question", help=argparse.SUPPRESS)
    options = lecteur.parse_args()
    if options.question:
        print(json.dumps(repondre(options.question)))
        return
    etablissements = options.etablissements or options.unites * 3 // 2
    with tempfile.TemporaryDirectory(prefix="terreau-stock-") as temporaire:
        dossier = options.dossier or Path(temporaire)
        fichiers = _stock(dossier, options.unites, etablissements)
        with base_vide(options.base, role_simple=True) as (nom, _, env):
            for commande in ("migrate", "importer_cog", "charger_referentiels"):
                subprocess.run(
                    [sys.executable, "manage.py", commande],
                    cwd=RACINE,
                    env=env,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            premier, second = importer(env, fichiers), importer(env, fichiers)
            temoin = _dans_la_base(env, "temoin")["temoin"]
    _conclure(nom, premier, second, temoin)


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


def _conclure(nom: str, premier: dict[str, Any], second: dict[str, Any], temoin: float) -> None:
    acteurs = premier["acteurs"]
    lues = sum(premier["bilan"]["lus"].get(quoi, 0) for quoi in LUES)
    deux = (premier, second)
    lecture, ecriture = (
        lues / premier["durees"]["lecture"],
        acteurs / premier["durees"]["écriture"],
    )
    reprise = second["durees"]["écriture"] / premier["durees"]["écriture"]
    memoire = max(r["memoire"] for r in deux)
    print(f"\n{nom} : {lues:,} lignes lues, {acteurs:,} acteurs".replace(",", " "))
    tableau(
        ["", "premier import", "le même, inchangé"],
        [
            ["lecture et préparation (s)", *(f"{r['durees']['lecture']:.1f}" for r in deux)],
            ["lignes lues par seconde", *(f"{lues / r['durees']['lecture']:,.0f}" for r in deux)],
            ["écriture (s)", *(f"{r['durees']['écriture']:.2f}" for r in deux)],
            ["acteurs par seconde", *(f"{acteurs / r['durees']['écriture']:,.0f}" for r in deux)],
            ["comptes de la carte (s)", *(f"{r['durees'].get('carte', 0):.2f}" for r in deux)],
            ["processeur de la commande (s)", *(f"{r['cpu']:.1f}" for r in deux)],
            ["mémoire de la commande (Mo)", *(f"{r['memoire']:.0f}" for r in deux)],
            ["bulk_create de Django, acteurs/s", "", f"{temoin:,.0f}"],
        ],
    )
    for titre, resultat in (("premier", premier), ("second", second)):
        comptes = ("crees", "modifies", "inchanges", "proposes", "rejets")
        print(f"{titre} :", {cle: resultat["bilan"].get(cle, 0) for cle in comptes})
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
