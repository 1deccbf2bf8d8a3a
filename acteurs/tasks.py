"""Celery tasks of the actors."""

from celery import shared_task
from django.core.cache import cache

from acteurs.importers.atelier import purge_ateliers
from acteurs.index_texte import entretenir
from acteurs.services.application import purge_applications
from acteurs.services.colonnes import construire_colonnes
from acteurs.services.contacts import effacer_perimes
from acteurs.services.densite import reconstruire_densite
from acteurs.services.fichiers import purge_fichiers
from acteurs.services.geocodage import place_at_night
from acteurs.services.lectures import purge_lectures, read_due_sources
from acteurs.services.oubli_contacts import prevenir_des_effacements
from acteurs.services.registres import purge_imports_officiels

ECRITURE = "acteurs:colonnes:ecriture"
"""Key held while columns are written."""
ECRITURE_S = 300
"""Seconds after which a worker that held it is thought dead."""


@shared_task(name="acteurs.tasks.purger_fichiers")
def purger_fichiers() -> int:
    """Forget the files, readings and work files kept long enough, every night."""
    travaux = purge_lectures() + purge_imports_officiels() + purge_applications()
    return purge_fichiers() + purge_ateliers() + travaux


@shared_task(name="acteurs.tasks.lire_sources")
def lire_sources() -> int:
    """Queue the readings of sources that are due, every hour."""
    return read_due_sources()


@shared_task(name="acteurs.tasks.placer_adresses")
def placer_adresses() -> bool:
    """Queue the addresses that wait, every night."""
    return place_at_night()


@shared_task(name="acteurs.tasks.compter_densite")
def compter_densite() -> int:
    """Count the cells of the map again, every night, whatever happened by day."""
    return reconstruire_densite()


@shared_task(name="acteurs.tasks.entretenir_recherche")
def entretenir_recherche() -> bool:
    """Tidy the index of words, every night; build it again if a load was cut short."""
    return entretenir()


@shared_task(name="acteurs.tasks.ranger_colonnes")
def ranger_colonnes() -> int:
    """Write the columns of the directory again: every night, and when a page asks for it."""
    if not cache.add(ECRITURE, 1, ECRITURE_S):
        return 0  # another worker is at it
    try:
        return construire_colonnes()
    finally:
        cache.delete(ECRITURE)


@shared_task(name="acteurs.tasks.oublier_contacts")
def oublier_contacts() -> dict[str, int]:
    """Erase the contacts whose time is over, tell of those that come next, every morning."""
    return {"effaces": effacer_perimes(), "annonces": prevenir_des_effacements()}
