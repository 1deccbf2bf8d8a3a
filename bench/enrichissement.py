"""Reading the registers that enrich, at the size of the country.

    python bench/enrichissement.py --base sqlite|postgres [--taille 250000] [--lignes 1200000]

Makes a directory of ``--taille`` actors nobody holds, the list of ESS France and
the RNA (one archive, twenty départements) of ``--lignes`` lines each, an ESUS list of
2,000; reads each twice (the second time, nothing changes), then gives the largest
activity code another theme and applies it. Each step is a process of its own, as a worker
is: its memory is its own.
"""

import argparse
import csv
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import TAILLE, Base, base_remplie
from bench.commun import RACINE, conclure, rss_mo, tableau

LIGNES = 1_200_000
"""The ESS France list and ``rna_waldec`` both have a little more than a million lines."""
ESUS = 2_000
DEPARTEMENTS = 20
LIGNES_PAR_S = 10_000
"""Read, recognised and written, the changes of a first reading included."""
RSS_MO = 300
OBJETS = (
    "promouvoir le réemploi et la réparation ; animer un atelier ouvert aux habitants du quartier",
    "favoriser la pratique du vélo pour tous les trajets du quotidien, apprendre à réparer",
    "organiser des spectacles, des fêtes et des rencontres dans la commune et ses environs",
    "aider les personnes isolées par des visites, des repas partagés et des sorties",
)


def luhn(racine: int) -> str:
    """A SIREN whose key is right, from eight digits."""
    texte = f"{racine:08d}"
    somme = 0
    for rang, chiffre in enumerate(reversed(texte)):
        n = int(chiffre) * (2 if rang % 2 == 0 else 1)
        somme += n - 9 if n > 9 else n
    return f"{texte}{-somme % 10}"


def preparer() -> list[tuple[str, str]]:
    """Give every actor a SIREN with its key; return their (SIREN, RNA number)."""
    from django.db import transaction

    from acteurs.models import Acteur
    from acteurs.services import masse

    acteurs = list(Acteur.objects.order_by("pk").values_list("pk", "rna"))
    rangees = [(luhn(10_000_000 + rang), pk) for rang, (pk, _) in enumerate(acteurs)]
    for debut in range(0, len(rangees), 20_000):
        with transaction.atomic():
            masse.mettre_a_jour(("siren",), rangees[debut : debut + 20_000])
    return [(siren, rna) for (siren, _), (_, rna) in zip(rangees, acteurs, strict=True)]


def sirens(connus: list[tuple[str, str]], lignes: int) -> Iterator[str]:
    """Those of the directory among many others."""
    pas = max(1, lignes // max(len(connus), 1))
    for rang in range(lignes):
        ici, reste = divmod(rang, pas)
        yield connus[ici][0] if reste == 0 and ici < len(connus) else luhn(50_000_000 + rang)


def faire_fichiers(dossier: Path, connus: list[tuple[str, str]], lignes: int) -> dict[str, Path]:
    """Write the three registers."""
    from openpyxl import Workbook

    chemins = {
        "ess_france": dossier / "entreprisesess.csv",
        "esus": dossier / "liste-esus.xlsx",
        "rna": dossier / "rna_waldec_20261101.zip",
    }
    with chemins["ess_france"].open("w", encoding="utf-8", newline="") as flux:
        plume = csv.writer(flux)
        plume.writerow(
            ["SIREN", "Nom ou raison sociale de l'entreprise", "Famille juridique de l'entreprise",
             "Code postal", "Libellé de la commune de l'établissement"]
        )  # fmt: skip
        plume.writerows(
            (siren.lstrip("0"), f"STRUCTURE N° {rang}", "Associations", "80300", "ALBERT")
            for rang, siren in enumerate(sirens(connus, lignes))
        )
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet()
    feuille.append(["Liste nationale des agréments ESUS"])
    feuille.append(["Dénomination", "N° SIREN", "Date de fin d’agrément"])
    for rang, (siren, _) in enumerate(connus[:: max(1, len(connus) // ESUS)][:ESUS]):
        feuille.append([f"Structure {rang}", siren, "31/12/2099"])
    classeur.save(chemins["esus"])
    faire_rna(chemins["rna"], [rna for _, rna in connus if rna], lignes)
    return chemins


def faire_rna(chemin: Path, numeros: list[str], lignes: int) -> None:
    """Write the RNA: 41 columns, ISO-8859-1, one file per département."""
    from tests.acteurs.fichiers_registres import WALDEC

    rangs = {nom: rang for rang, nom in enumerate(WALDEC)}
    pas = max(1, lignes // max(len(numeros), 1))
    par_fichier = -(-lignes // DEPARTEMENTS)
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for departement in range(DEPARTEMENTS):
            nom = f"rna_waldec_20261101_dpt_{departement + 1:02d}.csv"
            with archive.open(nom, "w") as brut:
                flux = io.TextIOWrapper(brut, encoding="latin-1", newline="")
                plume = csv.writer(flux, delimiter=";", quoting=csv.QUOTE_ALL)
                plume.writerow(WALDEC)
                for rang in range(departement * par_fichier, (departement + 1) * par_fichier):
                    ici, reste = divmod(rang, pas)
                    cellules = ["x"] * len(WALDEC)
                    connu = reste == 0 and ici < len(numeros)
                    cellules[rangs["id"]] = numeros[ici] if connu else f"W9Z{rang:07d}"
                    cellules[rangs["siret"]] = ""
                    cellules[rangs["objet"]] = OBJETS[rang % len(OBJETS)]
                    cellules[rangs["siteweb"]] = "www.exemple.example" if rang % 3 == 0 else ""
                    cellules[rangs["date_disso"]] = "0001-01-01"
                    cellules[rangs["position"]] = "A"
                    plume.writerow(cellules)
                flux.flush()


def lire(source: str, chemin: Path) -> tuple[float, dict[str, Any]]:
    """Read a register; return seconds and summary."""
    from acteurs.models import ImportOfficiel
    from socle.travaux import executer

    travail = ImportOfficiel.objects.create(
        source=source, fichiers={"liste": {"chemin": str(chemin), "nom": chemin.name}}
    )
    debut = time.perf_counter()
    if not executer(travail, battre_en_fond=False):
        travail.refresh_from_db()
        raise RuntimeError(travail.erreur)
    duree = time.perf_counter() - debut
    travail.refresh_from_db()
    return duree, travail.bilan


def appliquer() -> tuple[float, dict[str, Any]]:
    """Change the theme of the activity code most actors have, and apply it."""
    from django.db.models import Count

    from acteurs.models import Acteur, RegleNaf, Thematique
    from acteurs.services.application import apply_regles
    from acteurs.services.naf import save_regle

    code = Acteur.objects.values("naf").annotate(n=Count("pk")).order_by("-n")[0]["naf"]
    regle, _ = RegleNaf.objects.get_or_create(nomenclature="naf2", prefixe=code)
    save_regle(regle=regle, thematiques=Thematique.objects.filter(pk__in=["culture", "numerique"]))
    debut = time.perf_counter()
    nombre = apply_regles(nomenclature="naf2", prefixe=code)
    return time.perf_counter() - debut, {"modifies": nombre}


def faire(etape: str, chemin: str) -> None:
    """Do one step in this process; print its duration, its summary and its peak of memory."""
    import django

    django.setup()
    duree, bilan = lire(etape, Path(chemin)) if chemin else appliquer()
    print(json.dumps({"duree": duree, "bilan": bilan, "memoire": rss_mo()}))


def a_part(base: Base, etape: str, chemin: Path | str = "") -> dict[str, Any]:
    """Do one step in a process of its own."""
    sortie = subprocess.run(
        [sys.executable, "-m", "bench.enrichissement", "--etape", etape, str(chemin)],
        cwd=RACINE,
        env=base.env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    fait: dict[str, Any] = json.loads(sortie.strip().splitlines()[-1])
    return fait


def main() -> None:
    """Run the bench."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--base", default="sqlite")
    arguments.add_argument("--taille", type=int, default=TAILLE)
    arguments.add_argument("--lignes", type=int, default=LIGNES)
    arguments.add_argument("--etape", nargs=2, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.etape:
        faire(*options.etape)
        return
    with base_remplie(options.base, options.taille) as base:
        base.ouvrir()
        from acteurs.models import Acteur

        connus = preparer()
        Acteur.objects.update(ess=None)
        chemins = faire_fichiers(base.donnees, connus, options.lignes)
        rangees: list[tuple[object, ...]] = []
        debits: dict[str, float] = {}
        memoires: list[float] = []
        for source, chemin in chemins.items():
            lignes = ESUS if source == "esus" else options.lignes
            for passage in ("première fois", "inchangé"):
                fait = a_part(base, source, chemin)
                duree, bilan = fait["duree"], fait["bilan"]
                debits[f"{source}, {passage}"] = lignes / duree
                memoires.append(fait["memoire"])
                rangees.append(
                    (source, passage, f"{lignes:,}".replace(",", " "), f"{duree:.1f}",
                     f"{lignes / duree:,.0f}".replace(",", " "), bilan["modifies"],
                     bilan["inchanges"], f"{fait['memoire']:.0f}")
                )  # fmt: skip
        fait = a_part(base, "themes")
        memoires.append(fait["memoire"])
        rangees.append(
            ("table NAF", "appliquée", "", f"{fait['duree']:.1f}", "", fait["bilan"]["modifies"],
             "", f"{fait['memoire']:.0f}")
        )  # fmt: skip
        print(f"{base.nom}, {options.taille} acteurs {json.dumps(base.compte)}")
        entetes = ("registre", "passage", "lignes", "s", "lignes/s", "modifiés", "inchangés", "Mo")
        tableau(entetes, rangees)
    lents = [nom for nom, debit in debits.items() if "esus" not in nom and debit < LIGNES_PAR_S]
    conclure(
        {
            f"lecture ≥ {LIGNES_PAR_S} lignes/s": not lents,
            f"mémoire ≤ {RSS_MO} Mo": max(memoires) <= RSS_MO,
        }
    )


if __name__ == "__main__":
    main()
