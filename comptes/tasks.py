"""Celery tasks of the accounts."""

from celery import shared_task

from comptes.services.menage import faire_le_menage


@shared_task(name="comptes.tasks.faire_le_menage")
def menage() -> dict[str, int]:
    """Forget, once a day, what need not be kept."""
    return faire_le_menage()
