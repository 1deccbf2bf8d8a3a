"""Who takes part in a démarche: what the accounts offer, on its models."""

from comptes.services.participations import Participations
from diagnostics.models import Diagnostic, InvitationDemarche, MembreDiagnostic

PARTICIPATIONS = Participations(
    commun=Diagnostic,
    membre=MembreDiagnostic,
    invitation=InvitationDemarche,
    champ="diagnostic",
    mot="démarche",
    titre="titre",
    vue_invitation="diagnostics:invitation",
)
