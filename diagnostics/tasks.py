"""Celery tasks of démarches."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from diagnostics.services.courriels import envoyer_les_avis, envoyer_les_resumes
from diagnostics.services.rappels_contacts import envoyer_rappels


@shared_task(name="diagnostics.tasks.envoyer_avis")
def envoyer_avis(identifiants: list[int] | None = None) -> int:
    """Send the mails of mentions that wait: those named, or all of them, every few minutes."""
    return envoyer_les_avis(identifiants=identifiants)


@shared_task(name="diagnostics.tasks.envoyer_resumes")
def envoyer_resumes() -> int:
    """Tell followers what changed, every morning; safe to run again."""
    return envoyer_les_resumes()


@shared_task(name="diagnostics.tasks.effacer_personnes")
def effacer_personnes() -> int:
    """Erase, every night, the names of people met whose date has passed, and forgotten files."""
    from diagnostics.services.entretiens import effacer_perimes

    return effacer_perimes()


@shared_task(name="diagnostics.tasks.purger_images")
def purger_images() -> int:
    """Delete, every night, the pictures past their date and their files."""
    from diagnostics.models import ImageExportee

    return ImageExportee.purger()


@shared_task(name="diagnostics.tasks.effacer_participants")
def effacer_participants() -> int:
    """Forget, every night, the people of sessions over for long; return how many sessions."""
    from diagnostics.services.seance.oubli import effacer_les_anciennes

    return effacer_les_anciennes(jours=settings.SEANCES_JOURS)


@shared_task(name="diagnostics.tasks.rappeler_contacts")
def rappeler_contacts() -> int:
    """Remind those who follow contacts of what is due, every morning; safe to run again."""
    return envoyer_rappels(timezone.localdate())
