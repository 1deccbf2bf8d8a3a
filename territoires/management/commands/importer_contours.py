"""``manage.py importer_contours``: load commune contours from official GeoJSON files."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from territoires.importers.geojson import FichierContoursInvalide
from territoires.services.contours import importer_contours
from territoires.services.recuperation import RecuperationImpossible, telecharger


class Command(BaseCommand):
    help = (
        "Importe des contours de communes (GeoJSON d’Etalab ou d’ADMIN EXPRESS, éventuellement "
        "compressé en .gz) depuis des chemins ou des adresses https."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichiers", nargs="+", help="chemins ou adresses https")
        parser.add_argument("--source", default="IGN ADMIN EXPRESS", help="source à citer")
        parser.add_argument("--millesime", type=int, default=None, help="année des contours")

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="contours-") as dossier:
            try:
                chemins = [
                    telecharger(f, Path(dossier) / f"{rang}.geojson") if "://" in f else Path(f)
                    for rang, f in enumerate(options["fichiers"])
                ]
                bilan = importer_contours(
                    chemins,
                    source=options["source"],
                    millesime=options["millesime"],
                    journal=lambda etape, _: self.stdout.write(f"{etape}…"),
                )
            except (FichierContoursInvalide, RecuperationImpossible) as erreur:
                raise CommandError(str(erreur)) from erreur
        for phrase in bilan.phrases():
            self.stdout.write(phrase)
