"""Reading the counts by cells: low zooms of the map, and the number of actors of a whole list."""

from dataclasses import dataclass

from django.db.models import Sum

from acteurs.criteres import INCONNU, Criteres
from acteurs.models import Densite
from acteurs.models.densite import DensiteQuerySet

ZOOM_PROCHE = 12
"""Cells of about 7 km, counted whatever the themes only: those of the tiles of zoom 8."""
ZOOM_FIN = 10
"""Cells of about 27 km in France: those of the tiles of zoom 6."""
ZOOM_LARGE = 8
"""Cells of about 110 km: those of the tiles of zoom 4."""


def zoom_pour(zoom: int, criteres: Criteres) -> int | None:
    """Return the counts that can be grouped by the tiles of ``zoom``; None: read the actors."""
    if not criteres.agregeables:
        return None
    comptes = (ZOOM_LARGE, ZOOM_FIN) if criteres.theme else (ZOOM_LARGE, ZOOM_FIN, ZOOM_PROCHE)
    return next((z for z in comptes if zoom <= z), None)


def filtrer(criteres: Criteres, zoom: int) -> DensiteQuerySet:
    """Return the counts of the actors that aggregable criteria ask for.

    The same conditions as ``Criteres.appliquer``, on the columns of the same names.
    """
    theme = criteres.bit if criteres.theme else Densite.TOUS
    if theme is None:
        return Densite.objects.none()
    comptes = Densite.objects.filter(zoom=zoom, theme=theme)
    if criteres.famille:
        comptes = comptes.filter(type=None if criteres.famille == INCONNU else criteres.famille)
    if criteres.ess:
        comptes = comptes.relevant_ess(oui=criteres.ess == "oui")
    if criteres.taille:
        comptes = comptes.filter(taille=criteres.taille)
    return comptes


@dataclass(frozen=True)
class Nombre:
    """How many actors a list holds, exactly."""

    places: int
    sans_point: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.places + self.sans_point


def compter(criteres: Criteres) -> Nombre | None:
    """Count the actors of a list, with a point and without; None when counts cannot tell."""
    if not criteres.agregeables:
        return None
    sans = {"cellule": Densite.SANS_POINT}
    comptes = filtrer(criteres, ZOOM_LARGE).order_by()
    places = comptes.exclude(**sans).aggregate(n=Sum("n"))["n"] or 0
    return Nombre(places, comptes.filter(**sans).aggregate(n=Sum("n"))["n"] or 0)
