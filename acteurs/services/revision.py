"""The revision of the directory: one number that says whether anything changed."""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from acteurs.models import Revision
from acteurs.services.densite import update_densite


def lire_revision() -> int:
    """Return the number of the last change; 0 before any."""
    return Revision.objects.filter(pk=1).values_list("numero", flat=True).first() or 0


def signaler_changement(mortons: Iterable[int | None] = ()) -> None:
    """Say that actors changed, inside the transaction that changed them.

    Args:
        mortons: Morton codes of the points touched, before and after the change (None: no
            point). Bulk imports give none and end with ``reconstruire_densite``.
    """
    faits = Revision.objects.filter(pk=1).update(numero=F("numero") + 1, modifie_le=timezone.now())
    if not faits:
        Revision.objects.get_or_create(pk=1, defaults={"numero": 1})
    update_densite(mortons)
