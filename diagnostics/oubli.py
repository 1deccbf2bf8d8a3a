"""What the deletion of an account means for the démarches."""

from django.db.models import Exists, OuterRef

from comptes.models import Utilisateur
from diagnostics.models import (
    Abonnement,
    Avis,
    Diagnostic,
    MembreDiagnostic,
    Mention,
    ReglageAvis,
)


def demarches_sans_pilote(utilisateur: Utilisateur) -> list[str]:
    """Name the démarches with other members that only this person pilots."""
    autres = MembreDiagnostic.objects.filter(diagnostic=OuterRef("pk")).exclude(
        utilisateur=utilisateur
    )
    pilotes = autres.filter(role=MembreDiagnostic.Role.PILOTE)
    seules = Diagnostic.objects.filter(
        Exists(autres),
        ~Exists(pilotes),
        Exists(
            MembreDiagnostic.objects.filter(
                diagnostic=OuterRef("pk"),
                utilisateur=utilisateur,
                role=MembreDiagnostic.Role.PILOTE,
            )
        ),
    )
    return [
        f"Vous êtes la seule personne à piloter « {titre} » : "
        "confiez d’abord le pilotage à quelqu’un d’autre."
        for titre in seules.order_by("titre").values_list("titre", flat=True)
    ]


def quitter_les_demarches(utilisateur: Utilisateur) -> None:
    """End the person's memberships; what was written and supported together stays."""
    for modele in (MembreDiagnostic, Abonnement, Mention, ReglageAvis, Avis):
        modele.objects.filter(utilisateur=utilisateur).delete()
