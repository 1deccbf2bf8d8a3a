"""Celery tasks of the actors."""

from celery import shared_task

from acteurs.services.fichiers import purge_fichiers


@shared_task(name="acteurs.tasks.purger_fichiers")
def purger_fichiers() -> int:
    """Forget the files kept long enough, every night."""
    return purge_fichiers()
