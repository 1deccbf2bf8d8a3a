"""Celery tasks of the catalogue: thin, one service call each."""

from celery import shared_task

from plateformes.services.cartes import purge_planches


@shared_task(name="plateformes.tasks.purger_cartes")
def purger_cartes() -> int:
    """Delete the cards past their date and their files."""
    return purge_planches()
