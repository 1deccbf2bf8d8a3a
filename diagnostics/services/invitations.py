"""Inviting by mail somebody who has no account yet, straight into a démarche."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import expiration_invitation, jeton_invitation
from comptes.services.invitations import verifier_destinataire
from diagnostics.models import Diagnostic, InvitationDemarche, MembreDiagnostic

ATTENTE_MAX = 100
"""Invitations a démarche may have waiting at once."""


@transaction.atomic
def inviter(*, diagnostic: Diagnostic, email: str, role: str, par: Any) -> InvitationDemarche:
    """Prepare an invitation; one already waiting for this address gets a new link and role.

    Raises:
        ValidationError: too many wait.
    """
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    email = email.strip().lower()
    en_attente = diagnostic.invitations.en_attente()
    invitation = en_attente.filter(email__iexact=email).first()
    if invitation is None:
        if en_attente.count() >= ATTENTE_MAX:
            raise ValidationError(
                f"{ATTENTE_MAX} invitations attendent déjà une réponse\u00a0: "
                "retirez celles qui ne servent plus.",
                code="trop",
            )
        invitation = InvitationDemarche(diagnostic=diagnostic, email=email)
    invitation.role = role
    invitation.invite_par = par
    invitation.jeton = jeton_invitation()
    invitation.expire_le = expiration_invitation()
    invitation.save()
    return invitation


def envoyer(*, invitation: InvitationDemarche) -> None:
    """Send the link.

    Raises:
        OSError: the mail server cannot be reached or refused.
    """
    lien = reverse("diagnostics:invitation", args=[invitation.jeton])
    titre = " ".join(invitation.diagnostic.titre.split())
    send_mail(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Invitation à la démarche « {titre} »",
        render_to_string(
            "diagnostics/courriels/invitation.txt",
            {"invitation": invitation, "lien": settings.TERREAU_URL + lien},
        ),
        None,
        [invitation.email],
    )


@transaction.atomic
def accepter(*, invitation: InvitationDemarche, utilisateur: Any) -> MembreDiagnostic:
    """Make the addressee a member; who is one already keeps their role.

    Raises:
        ValidationError: the link no longer works, or was sent to another address.
    """
    invitation = InvitationDemarche.objects.select_for_update().get(pk=invitation.pk)
    verifier_destinataire(invitation, utilisateur)
    membre, _ = MembreDiagnostic.objects.get_or_create(
        diagnostic=invitation.diagnostic,
        utilisateur=utilisateur,
        defaults={"role": invitation.role},
    )
    invitation.acceptee_le = timezone.now()
    invitation.save(update_fields=["acceptee_le", "modifie_le"])
    return membre


def retirer(*, invitation: InvitationDemarche) -> None:
    """Make the link stop working; without effect once accepted."""
    InvitationDemarche.objects.en_attente().filter(pk=invitation.pk).update(
        revoquee_le=timezone.now()
    )
