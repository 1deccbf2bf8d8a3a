"""``manage.py importer_sirene``: load every establishment of the ESS from SIRENE's stock files."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from acteurs.management.registres import CommandeRegistre
from acteurs.models import ImportOfficiel


class Command(CommandeRegistre):
    help = (
        "Charge dans l’annuaire les établissements de l’ESS du répertoire Sirene. Sans doublon ; "
        "une lecture interrompue reprend où elle en était."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unites", type=Path, help="StockUniteLegale (csv, gz, zip, parquet)")
        parser.add_argument("--etablissements", type=Path, help="StockEtablissement")
        parser.add_argument("--positions", type=Path, help="fichier géolocalisé, facultatif")
        parser.add_argument(
            "--departements", default="", help="seulement ceux-ci, par exemple 59,62,2A"
        )
        parser.add_argument(
            "--employeurs", action="store_true", help="seulement les établissements employeurs"
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        codes = [c for c in re.split(r"[\s,;]+", options["departements"].upper()) if c]
        if not all(re.fullmatch(r"\d\d|2[AB]|97\d|98\d", code) for code in codes):
            raise CommandError(
                "--departements : des codes séparés par des virgules, comme 59,62,2A."
            )
        self.lire(
            ImportOfficiel.Source.SIRENE.value,
            {role: options[role] for role in ("unites", "etablissements", "positions")},
            {
                "departements": sorted(set(codes)),
                "employeurs": options["employeurs"],
                "dossier": options["depuis_dossier"],
                "en_fond": options["en_fond"],
                "recommencer": options["recommencer"],
            },
        )
