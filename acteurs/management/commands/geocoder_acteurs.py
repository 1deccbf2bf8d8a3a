"""Place actors at their address, with the national address service, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from acteurs.models import GeocodageActeurs
from acteurs.services.geocodage import HORS_LIGNE, a_geocoder, execute_geocodage
from acteurs.services.suivis import SuiviConsole
from comptes.models import Organisation
from socle.travaux import annuler_travail, executer
from socle.typographie import ecrire_nombre

BILAN = (
    ("adresse", "à l’adresse"),
    ("voie", "dans la rue"),
    ("incertains", "réponse trop incertaine"),
    ("hors_commune", "trouvés dans une autre commune, laissés au centre"),
    ("sans_resultat", "adresse inconnue du service"),
    ("changes_entretemps", "modifiés entre-temps, laissés de côté"),
)


class Command(BaseCommand):
    help = "Place à leur adresse les acteurs situés au centre de leur commune."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", help="référence de l’organisation (défaut : toutes)")
        parser.add_argument("--limite", type=int, help="nombre d’adresses à demander au plus")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, showing how far it is; Ctrl-C keeps what is done."""
        if not settings.EN_LIGNE:
            raise CommandError(f"{HORS_LIGNE} (TERREAU_EN_LIGNE=non)")
        organisation = None
        if options["organisation"]:
            organisation = Organisation.objects.filter(reference=options["organisation"]).first()
            if organisation is None:
                raise CommandError("Aucune organisation n’a cette référence.")
        if not a_geocoder(organisation).exists():
            self.stdout.write("Aucune adresse n’attend.")
            return
        limite = options["limite"]
        travail = GeocodageActeurs.objects.create(
            organisation=organisation, options={"limite": limite} if limite else {}
        )
        console = SuiviConsole(self.stderr)
        travail.executer = console.autour(execute_geocodage, travail)  # type: ignore[method-assign,assignment]
        try:
            executer(travail)
        except KeyboardInterrupt:
            annuler_travail(travail)
            self.stderr.write("Interrompu. Ce qui est placé le reste ; relancez pour continuer.")
        finally:
            console.finir()
        travail.refresh_from_db()
        for code, libelle in BILAN:
            if nombre := travail.bilan.get(code):
                self.stdout.write(f"{ecrire_nombre(nombre):>9} {libelle}")
        if travail.erreur:
            raise CommandError(travail.erreur)
