"""``{% load cartes %}``: the one frame of every map, drawing first, interactive on demand."""

from typing import Any

from django import template
from django.conf import settings

from socle.formes import FORMES
from territoires.dessin import CarteDessinee
from territoires.models import Territoire
from territoires.services.carte import adresse_contours

register = template.Library()


@register.inclusion_tag("territoires/cadre_carte.html")
def cadre_carte(
    carte: CarteDessinee,
    territoire: Territoire | None = None,
    *,
    points: str = "",
    note: str = "",
) -> dict[str, Any]:
    """Frame a drawing; ``static/js/carte.js`` offers to explore it when the page loads it.

    ``points`` is the address of a GeoJSON of actors (properties reference, nom,
    famille, url, lieu, approche); ``note`` a sentence added under the map.
    """
    return {
        "carte": carte,
        "nom": territoire.nom if territoire else "",
        "contours": adresse_contours(territoire) if territoire else "",
        "points": points,
        "note": note,
        "formes": list(FORMES) if points else [],
        "tuiles": settings.TUILES_URL,
        "tuiles_attribution": settings.TUILES_ATTRIBUTION,
    }
