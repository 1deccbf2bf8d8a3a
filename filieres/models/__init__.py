"""Filières: their chains, who stands where, what flows between, what one would try."""

from filieres.models.chaine import BesoinMaillon, Chaine, Maillon
from filieres.models.fichiers import FichierFiliere
from filieres.models.filiere import Filiere, FiliereQuerySet, MembreFiliere, jeton_filiere
from filieres.models.flux import Flux, Gisement
from filieres.models.hypothese import Hypothese
from filieres.models.invitations import InvitationFiliere
from filieres.models.position import Certitude, Position, PositionQuerySet

__all__ = [
    "BesoinMaillon",
    "Certitude",
    "Chaine",
    "FichierFiliere",
    "Filiere",
    "FiliereQuerySet",
    "Flux",
    "Gisement",
    "Hypothese",
    "InvitationFiliere",
    "Maillon",
    "MembreFiliere",
    "Position",
    "PositionQuerySet",
    "jeton_filiere",
]
