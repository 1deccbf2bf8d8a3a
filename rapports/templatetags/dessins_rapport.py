"""Small drawings inside the report's templates: ``{% load dessins_rapport %}``."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from rapports.dessins.svg import nommer
from socle.formes import FORMES

register = template.Library()


@register.simple_tag
def silhouette(code: str, libelle: str) -> SafeString:
    """Draw the silhouette of a family, named ``libelle`` for the PDF's structure."""
    forme = FORMES[code]
    dessin = forme.dessin.replace("currentColor", forme.couleur)
    return mark_safe(
        nommer(
            '<svg xmlns="http://www.w3.org/2000/svg" class="forme" viewBox="0 0 24 24" role="img" '
            f'fill="{forme.couleur}">{dessin}</svg>',
            libelle,
        ).svg
    )
