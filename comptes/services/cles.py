"""Keys of the API: made, found again, revoked. The key itself is shown once and never kept."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from comptes.models import CleApi, Utilisateur

PREFIXE = "terreau_"
"""Tells what it is to whoever, or whatever program, finds one where it should not be."""
CLES_MAX = 10
"""Working keys of one person."""


@transaction.atomic
def creer_cle(*, utilisateur: Utilisateur, nom: str, jours: int) -> tuple[CleApi, str]:
    """Make a key and return it with its secret, which nobody can read again.

    Raises:
        ValidationError: this person has too many working keys.
    """
    Utilisateur.objects.select_for_update().get(pk=utilisateur.pk)
    if CleApi.objects.valables().filter(utilisateur=utilisateur).count() >= CLES_MAX:
        raise ValidationError(
            f"Vous avez déjà {CLES_MAX} clés valables\u00a0: révoquez celles qui ne servent plus."
        )
    secret = PREFIXE + secrets.token_urlsafe(32)
    cle = CleApi.objects.create(
        utilisateur=utilisateur,
        nom=nom,
        empreinte=_empreinte(secret),
        debut=secret[: len(PREFIXE) + 4],
        expire_le=timezone.now() + timedelta(days=jours),
    )
    return cle, secret


def trouver_cle(secret: str) -> CleApi | None:
    """Return the working key of this secret, and note the day it was last used."""
    valables = CleApi.objects.valables().select_related("utilisateur")
    cle = valables.filter(empreinte=_empreinte(secret)).first()
    if cle and cle.utilisee_le != timezone.localdate():
        CleApi.objects.filter(pk=cle.pk).update(utilisee_le=timezone.localdate())
    return cle


def revoquer_cle(*, cle: CleApi) -> None:
    """Stop a key for good."""
    CleApi.objects.filter(pk=cle.pk, revoquee_le=None).update(revoquee_le=timezone.now())


def _empreinte(secret: str) -> str:
    """Return the digest of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
