"""A drawing of a page as a file of its own: namespace, fonts, white paper."""

import re
from typing import Final

from socle.polices import feuille_polices

_RACINE: Final = re.compile(r"<svg\b[^>]*>")
_CADRE: Final = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')


class DessinIllisible(ValueError):
    """What was given is not one of our drawings (an ``svg`` element with a ``viewBox``)."""


def dimensions(svg: str) -> tuple[float, float, float, float]:
    """Return the ``viewBox`` of a drawing: left, top, width, height.

    Raises:
        DessinIllisible: no ``svg`` element, or one without ``viewBox``.
    """
    racine = _RACINE.search(svg)
    cadre = _CADRE.search(racine[0]) if racine else None
    if cadre is None:
        raise DessinIllisible
    gauche, haut, largeur, hauteur = map(float, cadre.groups())
    return gauche, haut, largeur, hauteur


def svg_autonome(svg: str, *, polices: bool = True) -> str:
    """Return ``svg`` as a document that any viewer opens: on white paper, with our fonts.

    Raises:
        DessinIllisible: it is not a drawing with a ``viewBox``.
    """
    gauche, haut, largeur, hauteur = dimensions(svg)
    racine = _RACINE.search(svg)
    assert racine is not None  # noqa: S101 (dimensions() found it)
    tete = racine[0]
    if "xmlns=" not in tete:
        tete = tete.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    if " width=" not in tete:
        tete = tete[:-1] + f' width="{largeur:g}" height="{hauteur:g}">'
    style = f"<style>{feuille_polices()}</style>" if polices else ""
    papier = (
        f'<rect x="{gauche:g}" y="{haut:g}" width="{largeur:g}" height="{hauteur:g}" '
        'fill="#ffffff"/>'
    )
    # The title and description must stay the first children: viewers read them there.
    reste = svg[racine.end() :]
    legendes = re.match(r"\s*(?:<title\b.*?</title>)?\s*(?:<desc\b.*?</desc>)?", reste, re.DOTALL)
    coupe = legendes.end() if legendes else 0
    return f"{svg[: racine.start()]}{tete}{reste[:coupe]}{style}{papier}{reste[coupe:]}"
