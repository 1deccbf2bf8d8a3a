"""Celery tasks of the reports."""

from celery import shared_task

from rapports.models import Rapport


@shared_task(name="rapports.tasks.purger_rapports")
def purger_rapports() -> int:
    """Delete reports past their date and their files."""
    return Rapport.purger()
