"""The revision of the directory: one number that says whether anything changed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone

from acteurs.models import ChangementActeur, Revision
from acteurs.services.densite import update_densite

NOMMES_MAX = 1_000
"""Actors named by one change; more are told as « any of them »."""


def lire_revision() -> int:
    """Return the number of the last change; 0 before any."""
    return Revision.objects.filter(pk=1).values_list("numero", flat=True).first() or 0


def signaler_changement(
    mortons: Iterable[int | None] = (), *, acteurs: Iterable[int] | None = None
) -> None:
    """Say that actors changed, inside the transaction that changed them.

    Args:
        mortons: Morton codes of the points touched, before and after the change (None: no
            point). Bulk imports give none and end with ``reconstruire_densite``.
        acteurs: keys of the actors touched; None when any of them may be: the columns of
            the directory (``services.colonnes``) are then to be written again.
    """
    faits = Revision.objects.filter(pk=1).update(numero=F("numero") + 1, modifie_le=timezone.now())
    if not faits:
        Revision.objects.get_or_create(pk=1, defaults={"numero": 1})
    _noter(acteurs)
    update_densite(mortons)


def _noter(acteurs: Iterable[int] | None) -> None:
    """Write down who changed. The row of the revision, held until the end, keeps the order."""
    touches: list[Any] | None = None if acteurs is None else sorted(set(acteurs))
    if touches is None or len(touches) > NOMMES_MAX:
        touches = [None]
    revision = lire_revision()
    ChangementActeur.objects.bulk_create(
        ChangementActeur(revision=revision, acteur=pk) for pk in touches
    )
