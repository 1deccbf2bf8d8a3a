"""Load the reference content of every application; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from acteurs import referentiels as acteurs
from filieres.exemples import charger_exemples
from plateformes import reference as plateformes
from plateformes.grilles import charger_grilles
from plateformes.propositions_citees import charger_citees
from socle.referentiels import ReferentielInvalide

CHARGEURS = {
    "acteurs": acteurs.charger_tout,
    "plateformes": plateformes.charger_tout,
    "grilles": charger_grilles,
    "plateformes citées": charger_citees,
    "filières documentées": charger_exemples,
}
"""Application → function that loads its reference files and returns a ``Bilan``."""


class Command(BaseCommand):
    help = "Charge les référentiels (thèmes, types d’acteurs…) ; sans effet si rien n’a changé."

    def handle(self, *args: Any, **options: Any) -> None:
        for nom, charger in CHARGEURS.items():
            try:
                bilan = charger()
            except ReferentielInvalide as erreur:
                raise CommandError(f"{nom} : {erreur}") from erreur
            self.stdout.write(f"{nom} : {bilan}")
