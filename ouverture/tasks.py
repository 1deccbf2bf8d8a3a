"""Celery tasks of open data: thin, one service call each."""

from celery import shared_task

from ouverture.models import ExportActeurs


@shared_task(name="ouverture.tasks.preparer_annuaire")
def preparer_annuaire() -> int:
    """Write the whole directory in the formats people download most."""
    from ouverture.services.exports import preparer_annuaire as preparer

    return preparer()


@shared_task(name="ouverture.tasks.purger_exports")
def purger_exports() -> int:
    """Delete the files of lists past their date."""
    return ExportActeurs.purger()
