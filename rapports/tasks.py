"""Celery tasks of the reports."""

from celery import shared_task

from rapports.services.stockage import purge_expired


@shared_task(name="rapports.tasks.purger_rapports")
def purger_rapports() -> int:
    """Delete reports past their date and their files."""
    return purge_expired()
