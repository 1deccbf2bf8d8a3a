"""Keys of the drawings kept in the cache: two drawings share a key only when they are the same."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, Sum

from socle.memoire import memoire
from territoires.dessin.points import PointCarte
from territoires.models import ContourCommune, Referentiel, Territoire

__all__ = ["DUREE_S", "cle_de", "etat_geographique", "memoire"]

DUREE_S = 24 * 3600
VERSION = 3
"""Changes when the same data is to be drawn otherwise."""


def etat_geographique(territoire: Territoire) -> tuple[Any, ...]:
    """Return what changes as soon as the communes of a territory or any contour do.

    Three light queries: contours are told by their number, last key and the
    mark that every import of contours leaves.
    """
    siennes = territoire.lire_communes()
    communes = siennes.aggregate(
        n=Count("pk"), lon=Sum("lon"), lat=Sum("lat"), population=Sum("population")
    )
    contours = ContourCommune.objects.filter(commune__in=siennes.values("pk")).aggregate(
        n=Count("pk"), dernier=Max("pk")
    )
    marques = Referentiel.objects.order_by("cle").values_list("cle", "empreinte")
    return (
        territoire.nature,
        territoire.code,
        territoire.nom,
        territoire.version,
        *communes.values(),
        *contours.values(),
        *marques,
    )


def cle_de(territoire: Territoire, points: Sequence[PointCarte], *options: Any) -> str:
    """Return the cache key of a drawing."""
    contenu = (
        VERSION,
        territoire.modifie_le,
        etat_geographique(territoire),
        sorted(points, key=repr),
        options,
    )
    return f"territoires:dessin:{hashlib.sha256(repr(contenu).encode()).hexdigest()}"
