"""Invitations by email link."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import (
    Adhesion,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
    adresses_confirmees,
    expiration_invitation,
    jeton_invitation,
)
from comptes.services.organisations import travailler_pour

ATTENTE_MAX = 100
"""Invitations an organisation may have waiting at once."""
FORCE = {Role.LECTEUR: 0, Role.MEMBRE: 1, Role.ADMINISTRATEUR: 2}


@transaction.atomic
def inviter(*, organisation: Organisation, email: str, role: str, par: Utilisateur) -> Invitation:
    """Create an invitation; one that had expired for the same address is replaced.

    Raises:
        ValidationError: already a member, already invited, or too many waiting.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    email = email.strip().lower()
    deja = Adhesion.objects.filter(organisation=organisation).filter(
        Q(utilisateur__email__iexact=email)
        | Q(
            utilisateur__emailaddress__email__iexact=email, utilisateur__emailaddress__verified=True
        )
    )
    if deja.exists():
        raise ValidationError(
            {"email": "Cette personne est déjà membre de l’organisation."}, code="deja_membre"
        )
    en_attente = organisation.invitations.en_attente()
    precedente = en_attente.filter(email__iexact=email).first()
    if precedente and precedente.est_valable:
        raise ValidationError(
            {"email": "Une invitation est déjà en cours pour cette adresse : renvoyez-la."},
            code="deja_invitee",
        )
    if precedente:
        revoquer(invitation=precedente)
    if en_attente.count() >= ATTENTE_MAX:
        raise ValidationError(
            f"{ATTENTE_MAX} invitations attendent déjà une réponse : "
            "révoquez celles qui ne servent plus.",
            code="trop_d_invitations",
        )
    return Invitation.objects.create(
        organisation=organisation, email=email, role=role, invite_par=par
    )


@transaction.atomic
def prolonger(*, invitation: Invitation) -> Invitation:
    """Give a waiting invitation a new link and a new term; the old link stops working.

    Raises:
        ValidationError: it was accepted or revoked.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.etat not in {"valable", "expiree"}:
        raise ValidationError("Cette invitation n’est plus en attente.", code="close")
    invitation.jeton = jeton_invitation()
    invitation.expire_le = expiration_invitation()
    invitation.save(update_fields=["jeton", "expire_le", "modifie_le"])
    return invitation


def revoquer(*, invitation: Invitation) -> None:
    """Make the link stop working; without effect on an invitation already accepted."""
    Invitation.objects.en_attente().filter(pk=invitation.pk).update(revoquee_le=timezone.now())


def verifier_destinataire(invitation: Any, utilisateur: Utilisateur) -> None:
    """Let an invitation be accepted, of whatever kind, while it works and by its addressee.

    Raises:
        ValidationError: the link no longer works, or was sent to another address.
    """
    if not invitation.est_valable:
        raise ValidationError(
            "Ce lien ne fonctionne plus. Demandez une nouvelle invitation.", code="close"
        )
    if invitation.email.lower() not in adresses_confirmees(utilisateur):
        raise ValidationError(
            f"Cette invitation a été envoyée à {invitation.email}.", code="autre_adresse"
        )


@transaction.atomic
def accepter(*, invitation: Invitation, utilisateur: Utilisateur) -> Adhesion:
    """Make ``utilisateur`` a member; who was one already keeps the stronger of both roles.

    Raises:
        ValidationError: the link no longer works, or was sent to another address.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    verifier_destinataire(invitation, utilisateur)
    adhesion, nouvelle = Adhesion.objects.get_or_create(
        organisation=invitation.organisation,
        utilisateur=utilisateur,
        defaults={"role": invitation.role},
    )
    if not nouvelle and FORCE[Role(invitation.role)] > FORCE[Role(adhesion.role)]:
        adhesion.role = invitation.role
        adhesion.save(update_fields=["role", "modifie_le"])
    invitation.acceptee_le = timezone.now()
    invitation.save(update_fields=["acceptee_le", "modifie_le"])
    travailler_pour(utilisateur=utilisateur, organisation=invitation.organisation)
    return adhesion


def envoyer(*, invitation: Invitation) -> None:
    """Send the link to the addressee.

    Raises:
        OSError: the mail server cannot be reached or refused (``SMTPException`` is one).
    """
    chemin = reverse("comptes:invitation", args=[invitation.jeton])
    contexte = {"invitation": invitation, "lien": f"{settings.TERREAU_URL}{chemin}"}
    send_mail(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Invitation à rejoindre "
        f"{' '.join(invitation.organisation.nom.split())}",
        render_to_string("comptes/courriels/invitation.txt", contexte),
        None,
        [invitation.email],
    )
