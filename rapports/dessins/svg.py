"""What the drawings of the report share.

WeasyPrint takes the alternative text of an inline SVG from its first-level
``<title>``: every figure goes through ``nommer``.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SANS: Final = "Cabin, Gill Sans, sans-serif"
SERIF: Final = "Vollkorn, Georgia, serif"
ENCRE: Final = "#20261f"
ENCRE_2: Final = "#4c564a"
HUMUS: Final = "#2e2218"
FILET: Final = "#b9c1b2"
VERMILLON: Final = "#b93519"

_RACINE = re.compile(r"<svg\b[^>]*>")
_TITRE = re.compile(r"^\s*<title\b[^>]*>.*?</title>", re.DOTALL)


@dataclass(frozen=True)
class Dessin:
    """An inline SVG and the sentence that replaces it."""

    svg: SafeString
    alternative: str


def nommer(svg: str, alternative: str) -> Dessin:
    """Return ``svg`` with ``alternative`` as the ``<title>`` directly under its root."""
    racine = _RACINE.search(svg)
    if racine is None:
        raise ValueError("Not an SVG drawing")
    reste = _TITRE.sub("", svg[racine.end() :], count=1)
    tete = re.sub(r'\saria-label(?:ledby)?="[^"]*"', "", racine[0])
    return Dessin(
        mark_safe(f"{tete}<title>{escape(alternative)}</title>{reste}"),
        alternative,
    )


def texte(
    x: float,
    y: float,
    contenu: str,
    *,
    taille: float = 12,
    graisse: int = 400,
    couleur: str = ENCRE,
    ancre: str = "start",
    police: str = SANS,
) -> str:
    """Write escaped words at ``x``, ``y`` (baseline)."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{police}" font-size="{taille:g}" '
        f'font-weight="{graisse}" fill="{couleur}" text-anchor="{ancre}">{escape(contenu)}</text>'
    )


def couper(libelle: str, largeur: int) -> list[str]:
    """Cut a label into at most two lines of about ``largeur`` characters."""
    if len(libelle) <= largeur:
        return [libelle]
    lignes = [""]
    for mot in libelle.split(" "):
        if lignes[-1] and len(lignes[-1]) + len(mot) >= largeur and len(lignes) < 2:  # noqa: PLR2004
            lignes.append(mot)
        else:
            lignes[-1] = f"{lignes[-1]} {mot}".strip()
    if len(lignes[-1]) > largeur + 4:
        lignes[-1] = lignes[-1][: largeur + 3].rstrip() + "…"
    return lignes
