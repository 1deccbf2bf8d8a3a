"""Inks of the drawings made on the server, and the strokes they share.

A colour is written twice: on white paper (files, PDF) and as a class that follows the theme of the
page (``e-…`` in ``static/css/terreau.css``). No ``style`` attribute anywhere.
"""

from typing import NamedTuple

from django.utils.html import escape


class Encre(NamedTuple):
    """A colour on white paper and the class that follows the theme of the page."""

    couleur: str
    classe: str


ENCRE = Encre("#20261f", "e-encre")
ENCRE_2 = Encre("#4c564a", "e-encre2")
FEUILLE = Encre("#24583a", "e-feuille")
OCRE = Encre("#835308", "e-ocre")
VERMILLON = Encre("#b93519", "e-vermillon")
CIEL = Encre("#1b5a86", "e-ciel")
FILET = Encre("#cdd4c7", "e-filet")
FILET_FORT = Encre("#7d8778", "e-filet-fort")
"""The last two are strokes, the others fills."""


def n(valeur: float) -> str:
    """Write a coordinate short: one decimal at most."""
    return f"{valeur:.1f}".rstrip("0").rstrip(".") if round(valeur, 1) else "0"


def ecrire(
    texte: str,
    x: float,
    y: float,
    corps: float,
    encre: Encre = ENCRE,
    *,
    gras: bool = False,
    ancre: str = "",
) -> str:
    """Return a line of text; ``ancre`` is middle or end."""
    attributs = f' text-anchor="{ancre}"' if ancre else ""
    if gras:
        attributs += ' font-weight="600"'
    return (
        f'<text class="{encre.classe}" x="{n(x)}" y="{n(y)}" font-size="{n(corps)}" '
        f'fill="{encre.couleur}"{attributs}>{escape(texte)}</text>'
    )


def filet(x1: float, y1: float, x2: float, y2: float, *, fort: bool = False) -> str:
    """Return a rule."""
    encre = FILET_FORT if fort else FILET
    return (
        f'<path class="{encre.classe}" d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}" fill="none" '
        f'stroke="{encre.couleur}" stroke-width="1"/>'
    )


def couper(texte: str, signes: int) -> list[str]:
    """Cut a label into lines of about ``signes`` characters, at spaces."""
    lignes: list[str] = []
    for mot in texte.split(" "):
        if lignes and len(lignes[-1]) + 1 + len(mot) <= signes:
            lignes[-1] += f" {mot}"
        else:
            lignes.append(mot)
    return lignes


def ouvrir(
    identifiant: str, largeur: float, hauteur: float, titre: str, description: str, classe: str
) -> str:
    """Return the opening tag of a drawing with its title and description."""
    return (
        f'<svg class="{classe}" viewBox="0 0 {n(largeur)} {n(hauteur)}" role="img" '
        f'aria-labelledby="{identifiant}-titre {identifiant}-desc" '
        'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="15">'
        f'<title id="{identifiant}-titre">{escape(titre)}</title>'
        f'<desc id="{identifiant}-desc">{escape(description)}</desc>'
    )
