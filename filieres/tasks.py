"""Celery tasks of the filières: thin, one service call each."""

from celery import shared_task

from filieres.models import FichierFiliere


@shared_task(name="filieres.tasks.purger_fichiers")
def purger_fichiers() -> int:
    """Delete the files of filières past their date."""
    return FichierFiliere.purger()
