"""The published actors as columns of numbers, for whatever reads many of them at once.

Filters, counts and groups over the whole country take a few milliseconds, the same on both
databases. ``choisir`` answers exactly as ``Criteres.appliquer`` does at the revision read,
or says None, and SQL answers instead (see docs/decisions/0014).
"""

from acteurs.colonnes.choix import Choix, choisir
from acteurs.colonnes.etat import Annuaire, lire_annuaire
from acteurs.colonnes.table import FORMES_RANGEES

__all__ = ["FORMES_RANGEES", "Annuaire", "Choix", "choisir", "lire_annuaire"]
