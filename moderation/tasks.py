"""Celery tasks of contributions and entries: thin, one service call each."""

from celery import shared_task

from moderation.oubli import effacer_les_contributeurs
from moderation.services.recherche_doublons import search_at_night


@shared_task(name="moderation.tasks.oublier_les_contributeurs")
def oublier_les_contributeurs() -> int:
    """Forget who proposed, past their date."""
    return effacer_les_contributeurs()


@shared_task(name="moderation.tasks.chercher_les_doublons")
def chercher_les_doublons() -> bool:
    """Queue a look for doubles when the directory changed, every night."""
    return search_at_night()
