"""Organisations and their members."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, When

from comptes.models import Adhesion, Organisation, Role, Utilisateur

DERNIERE_PERSONNE = (
    "C’est la seule personne qui administre l’organisation : "
    "confiez d’abord l’administration à quelqu’un d’autre."
)


@transaction.atomic
def creer_organisation(*, organisation: Organisation, createur: Utilisateur) -> Organisation:
    """Save a validated ``organisation``; ``createur`` administers it and works for it from now.

    Raises:
        ValidationError: its name, nature or SIREN is refused (constraints are checked again).
    """
    _enregistrer(organisation)
    Adhesion.objects.create(
        organisation=organisation, utilisateur=createur, role=Role.ADMINISTRATEUR
    )
    travailler_pour(utilisateur=createur, organisation=organisation)
    return organisation


def _enregistrer(organisation: Organisation) -> None:
    organisation.full_clean()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        # Somebody took the SIREN between the check and the save: checking again says so.
        organisation.full_clean()
        raise


@transaction.atomic
def modifier_organisation(
    *, organisation: Organisation, version_attendue: int | None = None
) -> Organisation:
    """Save the changes made to ``organisation``.

    Raises:
        ConflitDEdition: it is no longer at ``version_attendue``, the version the form showed.
        ValidationError: as for its creation.
    """
    organisation.version = Organisation.verrouiller(organisation.pk, version_attendue).version
    _enregistrer(organisation)
    return organisation


def travailler_pour(*, utilisateur: Utilisateur, organisation: Organisation | None) -> None:
    """Remember the organisation chosen in the header."""
    utilisateur.organisation_courante = organisation
    utilisateur.save(update_fields=["organisation_courante"])


def _verrouiller(adhesion: Adhesion) -> Adhesion:
    """Lock the organisation, so that two administrators cannot leave at the same moment."""
    Organisation.objects.select_for_update().get(pk=adhesion.organisation_id)
    return Adhesion.objects.select_related("utilisateur").get(pk=adhesion.pk)


def _exiger_une_autre_administration(adhesion: Adhesion) -> None:
    if adhesion.role != Role.ADMINISTRATEUR:
        return
    autres = Adhesion.objects.filter(
        organisation=adhesion.organisation_id, role=Role.ADMINISTRATEUR
    ).exclude(pk=adhesion.pk)
    if not autres.exists():
        raise ValidationError(DERNIERE_PERSONNE, code="derniere_administration")


@transaction.atomic
def changer_role(*, adhesion: Adhesion, role: str) -> Adhesion:
    """Give a member another role.

    Raises:
        ValidationError: the role does not exist, or nobody would administer any more.
    """
    if role not in Role.values:
        raise ValidationError("Choisissez un rôle dans la liste.", code="role_inconnu")
    adhesion = _verrouiller(adhesion)
    if role != Role.ADMINISTRATEUR:
        _exiger_une_autre_administration(adhesion)
    adhesion.role = role
    adhesion.save(update_fields=["role", "modifie_le"])
    return adhesion


@transaction.atomic
def retirer_membre(*, adhesion: Adhesion) -> Utilisateur:
    """End a membership (removed by an administrator, or leaving) and return the user.

    What the person wrote stays.

    Raises:
        ValidationError: nobody would administer the organisation any more.
    """
    adhesion = _verrouiller(adhesion)
    _exiger_une_autre_administration(adhesion)
    utilisateur = adhesion.utilisateur
    if utilisateur.organisation_courante_id == adhesion.organisation_id:
        travailler_pour(utilisateur=utilisateur, organisation=None)
    adhesion.delete()
    return utilisateur


def membres_de(organisation: Organisation) -> Any:
    """Return the memberships, administrators first, readers last, then by name: one query."""
    rang = Case(When(role=Role.ADMINISTRATEUR, then=0), When(role=Role.MEMBRE, then=1), default=2)
    return organisation.adhesions.select_related("utilisateur").order_by(
        rang, "utilisateur__nom", "pk"
    )
