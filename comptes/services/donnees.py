"""A person's data: take it away, or leave.

Leaving keeps what was written together (it belongs to the démarche) under « Ancien membre »:
the account's row stays, emptied of everything that tells who it was, so that nothing which
points to it breaks. Higher floors register what else must be handed over first
(``avant_la_suppression``) or forgotten (``a_la_suppression``).
"""

import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comptes.models import Adhesion, CleApi, Invitation, Organisation, Role, Utilisateur

NOM_EFFACE = "Ancien membre"
DOMAINE_EFFACE = "compte-supprime.invalid"
"""RFC 2606: no mail will ever reach it."""

Oubli = Callable[[Utilisateur], None]
Empechement = Callable[[Utilisateur], list[str]]
_oublis: list[Oubli] = []
_empechements: list[Empechement] = []
# Secrets and inner workings, which tell nothing about the person.
_CHAMPS_TUS = {"password", "jeton", "session_key", "data", "reference", "empreinte"}
# What the person wrote down about somebody else belongs to the organisation, not to their export.
_MODELES_TUS = {"mfa.authenticator", "admin.logentry", "acteurs.contactacteur"}


def a_la_suppression(oubli: Oubli) -> Oubli:
    """Register what a higher floor must forget when an account is deleted."""
    if oubli not in _oublis:
        _oublis.append(oubli)
    return oubli


def avant_la_suppression(empechement: Empechement) -> Empechement:
    """Register a check of a higher floor: what must be handed over first, in French sentences."""
    if empechement not in _empechements:
        _empechements.append(empechement)
    return empechement


def ce_qui_retient(utilisateur: Utilisateur) -> list[str]:
    """Return what must be handed over before the account can be deleted; empty: nothing."""
    raisons = [
        f"Vous êtes la seule personne à administrer « {organisation.nom} » : "
        "confiez d’abord l’administration à quelqu’un d’autre."
        for organisation in organisations_orphelines(utilisateur)
    ]
    for empechement in _empechements:
        raisons += empechement(utilisateur)
    return raisons


def organisations_orphelines(utilisateur: Utilisateur) -> list[Organisation]:
    """Return the organisations that have other members and that only this user administers."""
    autres = Adhesion.objects.filter(organisation=OuterRef("pk")).exclude(utilisateur=utilisateur)
    return list(
        Organisation.objects.filter(
            Exists(autres),
            ~Exists(autres.filter(role=Role.ADMINISTRATEUR)),
            adhesions__utilisateur=utilisateur,
            adhesions__role=Role.ADMINISTRATEUR,
        ).order_by("nom")
    )


@transaction.atomic
def supprimer_compte(*, utilisateur: Utilisateur) -> None:
    """Empty the account; contributions stay, signed « Ancien membre ».

    Raises:
        ValidationError: something would be left without anyone in charge (``ce_qui_retient``).
    """
    siennes = Adhesion.objects.filter(utilisateur=utilisateur).values("organisation")
    list(Organisation.objects.select_for_update().filter(pk__in=siennes))
    if raisons := ce_qui_retient(utilisateur):
        raise ValidationError(raisons, code="responsabilites")
    for oubli in _oublis:
        oubli(utilisateur)
    adresses = EmailAddress.objects.filter(user=utilisateur)
    recues = Q(email__iexact=utilisateur.email)
    for adresse in adresses:
        recues |= Q(email__iexact=adresse.email)
    Invitation.objects.filter(recues).delete()
    for modele in (EmailAddress, Authenticator, SocialAccount):
        modele.objects.filter(user=utilisateur).delete()
    Adhesion.objects.filter(utilisateur=utilisateur).delete()
    CleApi.objects.filter(utilisateur=utilisateur).delete()
    for session in UserSession.objects.filter(user=utilisateur):
        session.end()
    utilisateur.groups.clear()
    utilisateur.user_permissions.clear()
    utilisateur.email = f"{secrets.token_hex(8)}@{DOMAINE_EFFACE}"
    utilisateur.nom = NOM_EFFACE
    utilisateur.organisation_courante = None
    utilisateur.is_active = utilisateur.is_staff = utilisateur.is_superuser = False
    utilisateur.last_login = None
    utilisateur.set_unusable_password()
    utilisateur.save()


def exporter_donnees(*, utilisateur: Utilisateur) -> dict[str, Any]:
    """Return everything the platform holds about a person, ready for JSON.

    Every table with a column naming the user is read, of whatever application: what a new
    application stores is in the export without it doing anything.
    """
    contenu: dict[str, Any] = {
        "exporte_le": timezone.now().isoformat(),
        "compte": _lire(utilisateur),
    }
    for relation in Utilisateur._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        modele = relation.field.model
        if modele._meta.label_lower in _MODELES_TUS or hasattr(modele, "history_object"):
            continue
        lignes = modele._base_manager.filter(  # noqa: SLF001  default managers may hide rows
            **{relation.field.name: utilisateur}
        )
        if trouvees := [_lire(ligne) for ligne in lignes.order_by("pk")]:
            cle = f"{modele._meta.label} ({relation.field.verbose_name})"
            contenu[cle] = trouvees
    return contenu


def _lire(ligne: models.Model) -> dict[str, Any]:
    """Return the readable columns of a row, under their French names."""
    lu: dict[str, Any] = {"intitule": str(ligne)}
    for champ in ligne._meta.concrete_fields:
        if champ.name in _CHAMPS_TUS or champ.primary_key:
            continue
        lu[str(champ.verbose_name)] = getattr(ligne, champ.attname)
    return lu
