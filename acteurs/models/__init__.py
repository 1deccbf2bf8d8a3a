"""Actors of territories, their kinds and themes, the files and registers they come from."""

from acteurs.models.acteur import HISTORIQUE, Acteur, ThemeActeur, historique_des_themes
from acteurs.models.changements import ChangementActeur
from acteurs.models.contacts import ContactActeur, TraceContact
from acteurs.models.densite import Densite
from acteurs.models.fusions import FusionActeurs, ReferenceFusionnee
from acteurs.models.imports import FichierActeurs, ImportActeurs, LigneSignalee
from acteurs.models.officiel import ImportOfficiel, PropositionOfficielle
from acteurs.models.referentiels import (
    CategorieJuridique,
    RegleNaf,
    Revision,
    Thematique,
    TypeActeur,
    masque_de,
)
from acteurs.models.requetes import ActeurQuerySet, communes_de
from acteurs.models.sources import GeocodageActeurs, LectureSource, SourceActeurs
from acteurs.models.themes import ApplicationThemes

__all__ = [
    "HISTORIQUE",
    "Acteur",
    "ActeurQuerySet",
    "ApplicationThemes",
    "CategorieJuridique",
    "ChangementActeur",
    "ContactActeur",
    "Densite",
    "FichierActeurs",
    "FusionActeurs",
    "GeocodageActeurs",
    "ImportActeurs",
    "ImportOfficiel",
    "LectureSource",
    "LigneSignalee",
    "PropositionOfficielle",
    "ReferenceFusionnee",
    "RegleNaf",
    "Revision",
    "SourceActeurs",
    "Thematique",
    "ThemeActeur",
    "TraceContact",
    "TypeActeur",
    "communes_de",
    "historique_des_themes",
    "masque_de",
]
