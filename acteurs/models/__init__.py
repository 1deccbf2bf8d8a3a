"""Actors of territories, their kinds and themes, the files they come from."""

from acteurs.models.acteur import HISTORIQUE, Acteur, ActeurQuerySet, communes_de
from acteurs.models.imports import FichierActeurs, ImportActeurs, LigneSignalee
from acteurs.models.referentiels import Thematique, TypeActeur

__all__ = [
    "HISTORIQUE",
    "Acteur",
    "ActeurQuerySet",
    "FichierActeurs",
    "ImportActeurs",
    "LigneSignalee",
    "Thematique",
    "TypeActeur",
    "communes_de",
]
