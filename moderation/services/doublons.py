"""What people say of entries that look alike: two actors, or one (then they are joined)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from acteurs.models import Acteur
from moderation.models import DoublonPossible

Etat = DoublonPossible.Etat


def mark_distincts(*, paires: Iterable[DoublonPossible], par: Any) -> list[str]:
    """Remember that these are not doubles; return the references of those that were to examine."""
    return _decider(paires, Etat.A_EXAMINER, Etat.DISTINCTS, par)


def reopen_paires(*, paires: Iterable[DoublonPossible], par: Any) -> list[str]:
    """Put pairs back among those to examine; return the references of those that were."""
    return _decider(paires, Etat.DISTINCTS, Etat.A_EXAMINER, par)


def mark_actors_distincts(*, un: Acteur, autre: Acteur, par: Any) -> DoublonPossible:
    """Remember that two entries, found alike or not, are two actors."""
    premier, second = sorted((un, autre), key=lambda a: a.pk)
    with transaction.atomic():
        paire, _ = DoublonPossible.objects.get_or_create(
            premier=premier, second=second, defaults={"score": 0}
        )
        mark_distincts(paires=[paire], par=par)
    return paire


def _decider(paires: Iterable[DoublonPossible], de: str, vers: str, par: Any) -> list[str]:
    with transaction.atomic():
        siennes = DoublonPossible.objects.select_for_update().filter(
            pk__in=[p.pk for p in paires], etat=de
        )
        faites = list(siennes.values_list("pk", "reference"))
        maintenant = timezone.now()
        decidees = vers != Etat.A_EXAMINER
        DoublonPossible.objects.filter(pk__in=[pk for pk, _ in faites]).update(
            etat=vers,
            decide_par=par if decidees else None,
            decide_le=maintenant if decidees else None,
            modifie_le=maintenant,
        )
    return [reference for _, reference in faites]
