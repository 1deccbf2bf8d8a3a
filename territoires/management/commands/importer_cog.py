"""``manage.py importer_cog``: load the official geographic code of France."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from territoires.importers import cog
from territoires.models import Referentiel


class Command(BaseCommand):
    help = "Charge communes, intercommunalités, départements et régions (COG). Sans doublon."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forcer", action="store_true", help="compare tout, même si l’édition est déjà chargée"
        )
        parser.add_argument(
            "--dossier", type=Path, default=None, help="dossier du paquet decoupage-administratif"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = cog.ouvrir(Path(options["dossier"] or settings.REFERENTIEL_COG))
            charge = Referentiel.objects.filter(cle="cog").first()
            if charge and charge.empreinte == source.empreinte and not options["forcer"]:
                self.stdout.write(f"COG {source.millesime} : déjà chargé.")
                return
            cog.importer(
                source, villes=Path(settings.REFERENTIEL_VILLES), journal=self.stdout.write
            )
        except cog.ReferentielIllisible as erreur:
            raise CommandError(str(erreur)) from erreur
        self.stdout.write(f"COG {source.millesime} chargé.")
