"""Support votes: one per person and statement."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from diagnostics.models import ElementMoff, Voix


@transaction.atomic
def soutenir(*, element: ElementMoff, utilisateur: Any, soutien: bool = True) -> int:
    """Give (or take back) the vote of ``utilisateur`` and return the number of votes.

    Saying the wanted state makes it safe to repeat: a double click, a retry
    after a lost network or two tabs cannot count twice nor cancel each other.

    Raises:
        ValidationError: the statement is no longer in the matrix.
    """
    # Locked, so that a vote cannot slip onto a statement while it is being merged.
    if not ElementMoff.objects.actifs().select_for_update().filter(pk=element.pk).first():
        raise ValidationError(
            "Cet énoncé n’est plus dans la matrice\u00a0: il vient d’être retiré ou fusionné.",
            code="absent",
        )
    if soutien:
        Voix.objects.bulk_create(
            [Voix(element=element, utilisateur=utilisateur)], ignore_conflicts=True
        )
    else:
        Voix.objects.filter(element=element, utilisateur=utilisateur).delete()
    return Voix.objects.filter(element=element).count()
