"""Forgetting the people met around the catalogue, once their names serve no more."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from plateformes.models import LienPorteur, MessageUsage, Proposition

PROPOSITIONS_JOURS: Final = 180
"""Days a decided proposal keeps who made it: time to come back to them."""
LIENS_JOURS: Final = 90
"""Days a holder's link is kept once it is over."""
MESSAGES_JOURS: Final = 365
"""Days a question about a use is kept."""


@transaction.atomic
def effacer_les_personnes() -> dict[str, int]:
    """Erase names, addresses and messages past their date; return how many of each.

    Proposals stay, with what they proposed and what became of it.
    """
    maintenant = timezone.now()
    propositions = (
        Proposition.objects.exclude(etat=Proposition.Etat.ATTENTE)
        .filter(decidee_le__lt=maintenant - timedelta(days=PROPOSITIONS_JOURS))
        .exclude(nom="", courriel="", message="")
        .update(nom="", courriel="", message="")
    )
    limite = maintenant - timedelta(days=LIENS_JOURS)
    liens, _ = LienPorteur.objects.filter(
        Q(expire_le__lt=limite) | Q(revoque_le__lt=limite)
    ).delete()
    messages, _ = MessageUsage.objects.filter(
        cree_le__lt=maintenant - timedelta(days=MESSAGES_JOURS)
    ).delete()
    return {"propositions": propositions, "liens": liens, "messages": messages}
