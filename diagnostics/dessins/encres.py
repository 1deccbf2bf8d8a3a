"""Inks shared by the drawings of ideas and actors: a colour on paper, a class on screen."""

from typing import NamedTuple

from django.utils.html import escape


class Encre(NamedTuple):
    """A colour on white paper and the class that follows the theme of the page."""

    couleur: str
    classe: str


ENCRE = Encre("#20261f", "dm-encre")
ENCRE_2 = Encre("#4c564a", "dm-encre2")
FEUILLE = Encre("#24583a", "dp-feuille")
OCRE = Encre("#835308", "dp-ocre")
VERMILLON = Encre("#b93519", "dm-vermillon")
CIEL = Encre("#1b5a86", "dp-ciel")
FILET = "#cdd4c7"
FILET_FORT = "#7d8778"


def n(valeur: float) -> str:
    """Write a coordinate short: one decimal at most."""
    return f"{valeur:.1f}".rstrip("0").rstrip(".") if valeur else "0"


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
    couleur, classe = (FILET_FORT, "dp-filet-fort") if fort else (FILET, "dm-filet")
    return (
        f'<path class="{classe}" d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}" fill="none" '
        f'stroke="{couleur}" stroke-width="1"/>'
    )


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
