"""Inks of the drawings: a colour on white paper, and the class that follows the page's theme."""

from typing import NamedTuple

from django.utils.html import escape


class Encre(NamedTuple):
    """A colour on paper and its class on screen (``static/css/plateformes-nature.css``)."""

    couleur: str
    classe: str


ENCRE = Encre("#20261f", "pn-encre")
ENCRE_2 = Encre("#4c564a", "pn-encre2")
FEUILLE = Encre("#24583a", "pn-feuille")
FILET = Encre("#cdd4c7", "pn-filet")
FILET_FORT = Encre("#7d8778", "pn-filet-fort")


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
    suite = f' text-anchor="{ancre}"' if ancre else ""
    suite += ' font-weight="600"' if gras else ""
    return (
        f'<text class="{encre.classe}" x="{n(x)}" y="{n(y)}" font-size="{n(corps)}" '
        f'fill="{encre.couleur}"{suite}>{escape(texte)}</text>'
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
