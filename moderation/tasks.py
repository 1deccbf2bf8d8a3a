"""Celery tasks of the contributions: thin, one service call each."""

from celery import shared_task

from moderation.oubli import effacer_les_contributeurs


@shared_task(name="moderation.tasks.oublier_les_contributeurs")
def oublier_les_contributeurs() -> int:
    """Forget who proposed, past their date."""
    return effacer_les_contributeurs()
