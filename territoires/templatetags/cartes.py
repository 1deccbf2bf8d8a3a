"""``{% load cartes %}``: the one frame of every map, drawing first, interactive on demand."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from socle.formes import LIBELLES
from territoires.dessin import CarteDessinee
from territoires.models import Territoire
from territoires.services.carte import adresse_contours

register = template.Library()


DESTINATIONS = [
    ("5.5/46.6/2.6", "France métropolitaine"),
    ("9.5/16.2/-61.5", "Guadeloupe"),
    ("9.5/14.65/-61", "Martinique"),
    ("7.5/4/-53", "Guyane"),
    ("9.5/-21.1/55.5", "La Réunion"),
    ("9.5/-12.82/45.15", "Mayotte"),
]
"""Views offered where no territory is chosen: zoom, latitude, longitude."""


@register.inclusion_tag("territoires/cadre_carte.html")
def cadre_carte(
    carte: CarteDessinee,
    territoire: Territoire | None = None,
    *,
    acteurs: str = "",
    filtres: str = "",
    liste: bool = False,
    centre: Any = None,
    note: str = "",
    lieux: str = "",
) -> dict[str, Any]:
    """Frame a drawing; ``static/js/carte.js`` offers to explore it when the page loads it.

    ``acteurs`` is the address of the directory, whose tiles are then shown,
    narrowed by ``filtres`` (a query string); ``liste`` says that the list of
    these actors stands beside the map; it opens on ``centre`` (what has ``lon``
    and ``lat``); ``note`` is a sentence added under it; ``lieux``, a ``<template data-lieux>`` of
    places and journeys of the page's own (``static/js/carte-lieux.js``).
    """
    return {
        "carte": carte,
        "nom": territoire.nom if territoire else "",
        "contours": adresse_contours(territoire) if territoire else "",
        "fond": reverse("territoires:fond"),
        "acteurs": acteurs,
        "filtres": filtres,
        "liste": liste,
        "centre": centre,
        "note": note,
        "lieux": lieux,
        "formes": LIBELLES.items() if acteurs else (),
        "destinations": DESTINATIONS,
        "tuiles": settings.TUILES_URL,
        "tuiles_attribution": settings.TUILES_ATTRIBUTION,
    }
