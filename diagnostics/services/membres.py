"""Who takes part in a démarche, and with which role."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from comptes.models import Utilisateur
from diagnostics.models import Diagnostic, MembreDiagnostic

Role = MembreDiagnostic.Role
_DERNIER_PILOTE = (
    "C’est la dernière personne qui pilote la démarche\u00a0: confiez d’abord ce rôle à quelqu’un "
    "d’autre."
)


@transaction.atomic
def ajouter_membre(*, diagnostic: Diagnostic, email: str, role: str) -> MembreDiagnostic:
    """Add the person whose account has address ``email``.

    Raises:
        ValidationError: nobody has this address, or the person already takes part.
    """
    utilisateur = Utilisateur.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if utilisateur is None:
        raise ValidationError(
            "Aucun compte ne porte cette adresse. Vérifiez-la, ou invitez d’abord cette personne "
            "depuis votre organisation\u00a0: elle pourra ensuite rejoindre la démarche.",
            code="inconnu",
        )
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    if diagnostic.membres.filter(utilisateur=utilisateur).exists():
        raise ValidationError("Cette personne participe déjà à la démarche.", code="deja")
    return MembreDiagnostic.objects.create(
        diagnostic=diagnostic, utilisateur=utilisateur, role=role
    )


@transaction.atomic
def changer_role(*, membre: MembreDiagnostic, role: str) -> MembreDiagnostic:
    """Give another role.

    Raises:
        ValidationError: nobody would lead the démarche any more.
    """
    Diagnostic.objects.select_for_update().get(pk=membre.diagnostic_id)
    membre = MembreDiagnostic.objects.get(pk=membre.pk)
    if membre.role == Role.PILOTE and role != Role.PILOTE:
        _proteger_dernier_pilote(membre)
    membre.role = role
    membre.full_clean()
    membre.save()
    return membre


@transaction.atomic
def retirer_membre(*, membre: MembreDiagnostic) -> None:
    """End a participation; what the person wrote stays.

    Raises:
        ValidationError: nobody would lead the démarche any more.
    """
    Diagnostic.objects.select_for_update().get(pk=membre.diagnostic_id)
    membre = MembreDiagnostic.objects.get(pk=membre.pk)
    if membre.role == Role.PILOTE:
        _proteger_dernier_pilote(membre)
    membre.delete()


def _proteger_dernier_pilote(membre: MembreDiagnostic) -> None:
    autres = MembreDiagnostic.objects.filter(
        diagnostic=membre.diagnostic_id, role=Role.PILOTE
    ).exclude(pk=membre.pk)
    if not autres.exists():
        raise ValidationError(_DERNIER_PILOTE, code="dernier_pilote")


def personnes_a_proposer(*, diagnostic: Diagnostic, organisation: Any) -> list[Any]:
    """Return the members of ``organisation`` who do not take part yet."""
    if not organisation:
        return []
    return list(
        Utilisateur.objects.filter(adhesions__organisation=organisation, is_active=True)
        .exclude(participations__diagnostic=diagnostic)
        .order_by("nom", "email")
        .distinct()
    )
