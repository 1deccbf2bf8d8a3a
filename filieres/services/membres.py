"""Who takes part in a filière: what the accounts offer, on its models."""

from comptes.services.participations import Participations
from filieres.models import Filiere, InvitationFiliere, MembreFiliere

PARTICIPATIONS = Participations(
    commun=Filiere,
    membre=MembreFiliere,
    invitation=InvitationFiliere,
    champ="filiere",
    mot="filière",
    titre="nom",
    vue_invitation="filieres:invitation",
)
