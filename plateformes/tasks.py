"""Celery tasks of the catalogue: thin, one service call each."""

from celery import shared_task
from django.conf import settings

from plateformes.models import PlancheCartes
from plateformes.services import fraicheur, liens_morts, oubli


@shared_task(name="plateformes.tasks.purger_cartes")
def purger_cartes() -> int:
    """Delete the cards past their date and their files."""
    return PlancheCartes.purger()


@shared_task(name="plateformes.tasks.rappeler_relectures")
def rappeler_relectures() -> int:
    """Tell networks which entries to read again."""
    return fraicheur.rappeler_relectures()


@shared_task(name="plateformes.tasks.verifier_liens")
def verifier_liens() -> int:
    """Visit the sites of published entries, where the server may go out."""
    return liens_morts.verifier_liens() if settings.EN_LIGNE else 0


@shared_task(name="plateformes.tasks.oublier_les_personnes")
def oublier_les_personnes() -> dict[str, int]:
    """Forget who proposed, asked or was mailed a link, past their date."""
    return oubli.effacer_les_personnes()
