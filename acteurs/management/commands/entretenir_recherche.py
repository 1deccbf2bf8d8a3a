"""Make, repair and tidy the index of words of the directory."""

from typing import Any

from django.core.management.base import BaseCommand

from acteurs.index_texte import entretenir


class Command(BaseCommand):
    """``manage.py entretenir_recherche``: after a restoration, or when searches are slow."""

    help = "Fait, répare et range l’index de mots de l’annuaire (chaque nuit sans le demander)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what the searches rest on."""
        if entretenir():
            self.stdout.write("L’index de mots de l’annuaire est en place.")
        else:
            self.stdout.write(
                "L’index de mots n’a pas pu être fait\u00a0: les recherches lisent chaque nom."
            )
