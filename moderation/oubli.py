"""Forgetting who proposed, once they have had their answer for long enough."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from moderation.models import Contribution

GARDE: Final = timedelta(days=180)
"""How long a decided contribution keeps who made it: time to come back to them."""
EFFACE: Final = {"nom_auteur": "", "courriel": "", "message": ""}


@transaction.atomic
def effacer_les_contributeurs() -> int:
    """Erase names, addresses and messages past their date; return how many.

    What was proposed, and what became of it, stays; their history never held them.
    """
    anciennes = Contribution.objects.filter(decidee_le__lt=timezone.now() - GARDE)
    return anciennes.exclude(**EFFACE).update(**EFFACE)
