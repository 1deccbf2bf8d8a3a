"""Celery tasks of the background work and of mails: ids in, one call each."""

from celery import shared_task
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone

from socle import courriels, statistiques, travaux

CLE_SIGNE_DE_VIE = "socle:signe-de-vie"
"""Cache key where the worker writes the time of its last sweep (read by /sante/)."""


@shared_task(name="socle.tasks.executer_travail")
def executer_travail(label: str, pk: int) -> bool:
    """Run work row ``pk`` of model ``label`` (``app.model``) if it is still to be done."""
    modele = apps.get_model(label)
    travail = modele._default_manager.filter(pk=pk).first()
    return travaux.executer(travail) if travail else False


@shared_task(name="socle.tasks.balayer_travaux")
def balayer_travaux() -> int:
    """Queue again what was lost, and leave a sign of life for the health page."""
    cache.set(CLE_SIGNE_DE_VIE, timezone.now().isoformat(), 300)
    return travaux.balayer()


@shared_task(name="socle.tasks.envoyer_courriels")
def envoyer_courriels() -> int:
    """Send the mails that wait; safe to run again."""
    return courriels.envoyer_dus()


@shared_task(name="socle.tasks.rafraichir_statistiques")
def rafraichir_statistiques() -> int:
    """Tell the embedded database how its tables are filled."""
    return statistiques.rafraichir()
