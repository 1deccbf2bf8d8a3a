"""Celery tasks of the alerts: thin, one service call each."""

from celery import shared_task

from alertes.services import resumes


@shared_task(name="alertes.tasks.envoyer_les_resumes")
def envoyer_les_resumes() -> int:
    """Prepare the mails that are due; safe to run again."""
    return resumes.envoyer_les_resumes()
