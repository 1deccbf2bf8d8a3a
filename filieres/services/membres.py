"""Who takes part in a filière, with which role; inviting by mail who has no account yet."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur, expiration_invitation, jeton_invitation
from comptes.services.invitations import verifier_destinataire
from filieres.models import Filiere, InvitationFiliere, MembreFiliere

Role = MembreFiliere.Role
ATTENTE_MAX = 100
"""Invitations a filière may have waiting at once."""


@transaction.atomic
def ajouter(*, filiere: Filiere, email: str, role: str, par: Any) -> MembreFiliere | None:
    """Add whoever has this address; None when nobody does: they are to be invited.

    Raises:
        ValidationError: the person already takes part.
    """
    Filiere.objects.select_for_update().get(pk=filiere.pk)
    qui = Utilisateur.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if qui is None:
        return None
    if filiere.membres.filter(utilisateur=qui).exists():
        raise ValidationError("Cette personne participe déjà à la filière.", code="deja")
    return MembreFiliere.objects.create(filiere=filiere, utilisateur=qui, role=role)


@transaction.atomic
def changer_role(*, membre: MembreFiliere, role: str) -> MembreFiliere:
    """Give another role.

    Raises:
        ValidationError: nobody would lead the filière any more, or no such role.
    """
    actuel = _verrouiller(membre)
    if actuel.role == Role.PILOTE and role != Role.PILOTE:
        _proteger_dernier_pilote(actuel)
    actuel.role = role
    actuel.full_clean()
    actuel.save()
    return actuel


@transaction.atomic
def retirer(*, membre: MembreFiliere) -> None:
    """End a participation; what the person wrote stays.

    Raises:
        ValidationError: nobody would lead the filière any more.
    """
    actuel = _verrouiller(membre)
    if actuel.role == Role.PILOTE:
        _proteger_dernier_pilote(actuel)
    actuel.delete()


def _verrouiller(membre: MembreFiliere) -> MembreFiliere:
    Filiere.objects.select_for_update().get(pk=membre.filiere_id)
    return MembreFiliere.objects.get(pk=membre.pk)


def _proteger_dernier_pilote(membre: MembreFiliere) -> None:
    pilotes = MembreFiliere.objects.filter(filiere=membre.filiere_id, role=Role.PILOTE)
    if not pilotes.exclude(pk=membre.pk).exists():
        raise ValidationError(
            "C’est la dernière personne qui pilote la filière\u00a0: confiez d’abord ce rôle à "
            "quelqu’un d’autre.",
            code="dernier_pilote",
        )


# ── Invitations ─────────────────────────────────────────────────────────────
@transaction.atomic
def inviter(*, filiere: Filiere, email: str, role: str, par: Any) -> InvitationFiliere:
    """Prepare an invitation; one already waiting for this address gets a new link and role.

    Raises:
        ValidationError: too many wait.
    """
    Filiere.objects.select_for_update().get(pk=filiere.pk)
    email = email.strip().lower()
    en_attente = filiere.invitations.en_attente()
    invitation = en_attente.filter(email__iexact=email).first()
    if invitation is None:
        if en_attente.count() >= ATTENTE_MAX:
            raise ValidationError(
                f"{ATTENTE_MAX} invitations attendent déjà une réponse\u00a0: "
                "retirez celles qui ne servent plus.",
                code="trop",
            )
        invitation = InvitationFiliere(filiere=filiere, email=email)
    invitation.role, invitation.invite_par = role, par
    invitation.jeton, invitation.expire_le = jeton_invitation(), expiration_invitation()
    invitation.save()
    return invitation


def envoyer(*, invitation: InvitationFiliere) -> None:
    """Send the link.

    Raises:
        OSError: the mail server cannot be reached or refused.
    """
    nom = " ".join(invitation.filiere.nom.split())
    lien = settings.TERREAU_URL + reverse("filieres:invitation", args=[invitation.jeton])
    send_mail(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Invitation à la filière « {nom} »",
        render_to_string(
            "filieres/courriels/invitation.txt", {"invitation": invitation, "lien": lien}
        ),
        None,
        [invitation.email],
    )


@transaction.atomic
def accepter(*, invitation: InvitationFiliere, utilisateur: Any) -> MembreFiliere:
    """Make the addressee a member; who is one already keeps their role.

    Raises:
        ValidationError: the link no longer works, or was sent to another address.
    """
    invitation = InvitationFiliere.objects.select_for_update().get(pk=invitation.pk)
    verifier_destinataire(invitation, utilisateur)
    membre, _ = MembreFiliere.objects.get_or_create(
        filiere=invitation.filiere, utilisateur=utilisateur, defaults={"role": invitation.role}
    )
    invitation.acceptee_le = timezone.now()
    invitation.save(update_fields=["acceptee_le", "modifie_le"])
    return membre


def reprendre(*, invitation: InvitationFiliere) -> None:
    """Make the link stop working; without effect once accepted."""
    en_attente = InvitationFiliere.objects.en_attente().filter(pk=invitation.pk)
    en_attente.update(revoquee_le=timezone.now())
