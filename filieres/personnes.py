"""What filières keep on people: their members and those they invite."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from comptes.services.personnes import (
    Traitement,
    Trouvaille,
    correspond,
    declarer_traitement,
    enregistrer_recherche,
)
from filieres.models import InvitationFiliere, MembreFiliere


def chercher_membres(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """Members of the user's filières; those invited, for pilots."""
    membres = MembreFiliere.objects.select_related("filiere", "utilisateur")
    invitations = InvitationFiliere.objects.select_related("filiere")
    if not utilisateur.is_superuser:
        siennes = MembreFiliere.objects.filter(utilisateur=utilisateur)
        pilotees = siennes.filter(role=MembreFiliere.Role.PILOTE)
        membres = membres.filter(filiere__in=siennes.values("filiere"))
        invitations = invitations.filter(filiere__in=pilotees.values("filiere"))
    for membre in membres.iterator():
        if correspond(texte, str(membre.utilisateur)):
            yield Trouvaille(
                f"Filière « {membre.filiere.nom} »",
                {"Nom affiché": str(membre.utilisateur), "Rôle": membre.get_role_display()},
                reverse("filieres:membres", args=[membre.filiere.reference]),
                "tant que la personne y participe",
            )
    for invitation in invitations.iterator():
        if correspond(texte, invitation.email):
            yield Trouvaille(
                f"Invitation à « {invitation.filiere.nom} »",
                {"Adresse électronique": invitation.email},
                reverse("filieres:membres", args=[invitation.filiere.reference]),
                "quatre-vingt-dix jours après la fin de l’invitation",
            )


def declarer_les_personnes() -> None:
    """Register where people are found in the filières, and why."""
    enregistrer_recherche("filieres", "Participation aux filières", chercher_membres)
    declarer_traitement(
        Traitement(
            "filieres",
            "Participation aux filières",
            "Dessiner et tenir une filière à plusieurs.",
            "Intérêt légitime de l’organisation qui la pilote.",
            "Les membres des filières et les personnes invitées.",
            "Rôle, adresse invitée.",
            "Les membres de la filière\u00a0; les invitations, de ses pilotes.",
            "Tant que la personne participe\u00a0; adresse invitée\u00a0: quatre-vingt-dix jours.",
            ("filieres.InvitationFiliere.email",),
            ordre=55,
        )
    )
