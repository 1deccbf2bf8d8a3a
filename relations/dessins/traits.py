"""How each kind of relation is drawn: its dashes and its arrow say it, colour only repeats it."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from relations.calculs.reseau import Trait
from relations.natures import Nature
from socle.encres import n


class Style(NamedTuple):
    """A stroke on white paper and the class that follows the theme of the page."""

    code: str
    libelle: str
    couleur: str
    epaisseur: float
    tirets: str = ""
    bout: str = "butt"


STYLES: Final = {
    "travail": Style("travail", "Travaille avec", "#4c564a", 1.6),
    "adhesion": Style("adhesion", "Est membre de", "#20261f", 2.2, "0.1 5", "round"),
    "fourniture": Style("fourniture", "Fournit", "#6a4b32", 2.2),
    "hebergement": Style("hebergement", "Héberge", "#1b5a86", 2, "10 4"),
    "financement": Style("financement", "Finance", "#835308", 2, "10 3 2 3"),
    "partage": Style("partage", "Partage lieu, matériel, emplois ou savoirs", "#24583a", 2, "4 3"),
    "plusieurs": Style("plusieurs", "Plusieurs relations", "#2e2218", 4),
}
_DE_NATURE: Final[dict[str, str]] = {
    Nature.TRAVAILLE: "travail",
    Nature.MEMBRE: "adhesion",
    Nature.FOURNIT: "fourniture",
    Nature.HEBERGE: "hebergement",
    Nature.FINANCE: "financement",
}


def style_de(traits: Iterable[Trait]) -> Style:
    """Return how the relations of a pair are drawn as one stroke."""
    codes = {_DE_NATURE.get(t.nature, "partage") for t in traits}
    return STYLES[codes.pop() if len(codes) == 1 else "plusieurs"]


def est_oriente(style: Style) -> bool:
    """Whether the stroke ends with an arrow."""
    return style.code in {"adhesion", "fourniture", "hebergement", "financement"}


def tracer(style: Style, d: str, de_plus: str = "") -> str:
    """Return the path of a stroke."""
    tirets = f' stroke-dasharray="{style.tirets}"' if style.tirets else ""
    bout = f' stroke-linecap="{style.bout}"' if style.bout != "butt" else ""
    return (
        f'<path class="r-{style.code}{de_plus}" d="{d}" fill="none" stroke="{style.couleur}" '
        f'stroke-width="{style.epaisseur:g}"{tirets}{bout}/>'
    )


def pointe(x: float, y: float, dx: float, dy: float) -> str:
    """Return the outline of an arrow head, tip at ``x``, ``y``, along the unit vector given."""
    recul, demi = 9.0, 4.2
    ax, ay = x - recul * dx, y - recul * dy
    return (
        f"M{n(x)} {n(y)}L{n(ax - demi * dy)} {n(ay + demi * dx)} "
        f"{n(ax + demi * dy)} {n(ay - demi * dx)}z"
    )


def remplir(style: Style, d: str, de_plus: str = "") -> str:
    """Return the path of arrow heads."""
    return f'<path class="r-pointe r-{style.code}{de_plus}" d="{d}" fill="{style.couleur}"/>'


def echantillon(style: Style) -> str:
    """Return a sample for the legend."""
    trait = tracer(style, f"M1 7H{33 if est_oriente(style) else 41}")
    fleche = remplir(style, pointe(41, 7, 1, 0)) if est_oriente(style) else ""
    return (
        f'<svg width="42" height="14" viewBox="0 0 42 14" aria-hidden="true">{trait}{fleche}</svg>'
    )
