"""``manage.py importer_registre``: enrich the directory from the other official registers."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from acteurs.management.registres import CommandeRegistre
from acteurs.services.registres import REGISTRES


class Command(CommandeRegistre):
    help = (
        "Enrichit l’annuaire depuis la liste d’ESS France (ess_france), la liste des agréments "
        "ESUS (esus) ou le répertoire national des associations (rna)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("registre", choices=[s for s in REGISTRES if s != "sirene"])
        parser.add_argument(
            "fichiers", nargs="*", type=Path, help="fichiers, dans l’ordre du registre"
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        roles = REGISTRES[options["registre"]].roles
        fichiers: list[Path] = options["fichiers"]
        donnes: dict[str, Path | None] = {}
        for fichier in fichiers:
            libres = [r for r in roles if r.cle not in donnes]
            reconnus = [r for r in libres if r.reconnait(fichier.name)] or libres
            if not reconnus:
                raise CommandError(f"Trop de fichiers : {fichier} n’a pas de place.")
            donnes[reconnus[0].cle] = fichier
        self.lire(
            options["registre"],
            donnes,
            {
                "dossier": options["depuis_dossier"],
                "en_fond": options["en_fond"],
                "recommencer": options["recommencer"],
            },
        )
