"""Load the demonstration data; run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.acces import MOT_DE_PASSE
from demo.chargement import DemoImpossible, comptes_de_demo, load_demo


class Command(BaseCommand):
    help = "Charge les deux démarches de démonstration et un compte par rôle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--comptes", action="store_true", help="n’affiche que les comptes")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["comptes"]:
            try:
                bilan = load_demo(MOT_DE_PASSE)
            except DemoImpossible as erreur:
                raise CommandError(str(erreur)) from erreur
            detail = ", ".join(f"{n} {nature}" for nature, n in bilan.crees.items())
            self.stdout.write(f"Démonstration : {detail or 'déjà chargée, rien à faire'}.")
            return
        for adresse, presentation in comptes_de_demo():
            self.stdout.write(f"  {adresse:<40} {presentation}")
        self.stdout.write(f"  Mot de passe commun : {MOT_DE_PASSE}")
