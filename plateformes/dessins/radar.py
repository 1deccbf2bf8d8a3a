"""The nature of a platform as a radar: one axis per criterion, from capitalistic to solidarity-based.

On each axis: the rungs of the grid, a thick stroke from the lowest to the highest answer, a mark
at the median (the shape that joins them is drawn over). An axis nobody answered is dashed and
says so. Same elements in words in the description; the table is beside it on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from plateformes.calculs.nature import MOTS_ACCORD, NOTE_MAX, Critere
from socle.encres import ENCRE, ENCRE_2, FEUILLE, FILET, FILET_FORT, couper, ecrire, n

_PRES_DU_CENTRE: Final = 0.12
"""Share of the radius where the lowest grade lies: a zero must still be seen as a place."""


@dataclass(frozen=True)
class Axe:
    """A criterion: its short name, its answers, the words of its median."""

    nom: str
    critere: Critere
    mots: str = ""


@dataclass(frozen=True)
class _Cadre:
    largeur: float
    hauteur: float
    rayon: float
    corps: float
    signes: int
    depart: float = -pi / 2
    """Direction of the first axis: upwards, or askew when names would not fit on the sides."""

    @property
    def cx(self) -> float:
        return self.largeur / 2

    @property
    def cy(self) -> float:
        return self.hauteur / 2

    def angle(self, rang: int, axes: int) -> float:
        """Return the direction of an axis, clockwise from the first."""
        return self.depart + 2 * pi * rang / axes

    def point(self, rang: int, axes: int, note: float) -> tuple[float, float]:
        """Return where ``note`` lies on axis ``rang``."""
        angle = self.angle(rang, axes)
        part = _PRES_DU_CENTRE + (1 - _PRES_DU_CENTRE) * note / NOTE_MAX
        return (
            self.cx + self.rayon * part * cos(angle),
            self.cy + self.rayon * part * sin(angle),
        )


_LARGE: Final = _Cadre(640, 430, 150, 16, 20)
_ETROIT: Final = _Cadre(358, 378, 132, 14, 24, -3 * pi / 4)


def dessiner_radar(
    axes: Sequence[Axe],
    *,
    titre: str,
    verdict: str = "",
    etroit: bool = False,
    identifiant: str = "radar",
) -> SafeString:
    """Return the radar as an SVG element without any ``style`` attribute."""
    cadre = _ETROIT if etroit else _LARGE
    identifiant = f"{identifiant}-etroit" if etroit else identifiant
    morceaux = [_fond(cadre, len(axes))]
    morceaux += [_axe(cadre, rang, len(axes), axe) for rang, axe in enumerate(axes)]
    morceaux.append(_forme(cadre, axes))
    morceaux += [_noms(cadre, rang, len(axes), axe) for rang, axe in enumerate(axes)]
    morceaux.append(_echelle(cadre))
    description = " ".join(filter(None, [verdict, *(_dire(axe) for axe in axes)]))
    return mark_safe(
        f'<svg class="pn-radar" viewBox="0 0 {n(cadre.largeur)} {n(cadre.hauteur)}" role="img" '
        f'aria-labelledby="{identifiant}-titre {identifiant}-desc" '
        f"font-family=\"Cabin, 'Gill Sans', sans-serif\">"
        f'<title id="{identifiant}-titre">{escape(titre)}</title>'
        f'<desc id="{identifiant}-desc">{escape(description)}</desc>' + "".join(morceaux) + "</svg>"
    )


def _dire(axe: Axe) -> str:
    c = axe.critere
    if c.mediane is None:
        return f"{axe.nom}\u00a0: sans réponse."
    etendue = f", de {c.bas} à {c.haut}" if c.bas != c.haut else ""
    return (
        f"{axe.nom}\u00a0: degré {c.mediane} sur {NOTE_MAX}{etendue}. {MOTS_ACCORD[c.accord]}"
        + (f" {axe.mots}" if axe.mots else "")
    )


def _polygone(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points) + "Z"


def _fond(cadre: _Cadre, axes: int) -> str:
    """Draw the rungs, the outer one stronger."""
    traits = []
    for note in range(NOTE_MAX + 1):
        encre = FILET_FORT if note == NOTE_MAX else FILET
        contour = _polygone([cadre.point(r, axes, note) for r in range(axes)])
        traits.append(
            f'<path class="{encre.classe}" d="{contour}" fill="none" stroke="{encre.couleur}"/>'
        )
    return "".join(traits)


def _axe(cadre: _Cadre, rang: int, axes: int, axe: Axe) -> str:
    x, y = cadre.point(rang, axes, NOTE_MAX)
    tirete = ' stroke-dasharray="4 4"' if axe.critere.mediane is None else ""
    traits = (
        f'<path class="{FILET_FORT.classe}" d="M{n(cadre.cx)} {n(cadre.cy)}L{n(x)} {n(y)}" '
        f'fill="none" stroke="{FILET_FORT.couleur}"{tirete}/>'
    )
    c = axe.critere
    if c.bas is not None and c.haut is not None and c.bas != c.haut:
        (x1, y1), (x2, y2) = cadre.point(rang, axes, c.bas), cadre.point(rang, axes, c.haut)
        traits += (
            f'<path class="pn-etendue" d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}" fill="none" '
            f'stroke="#835308" stroke-width="9" stroke-linecap="round" stroke-opacity=".45"/>'
        )
    return traits


def _forme(cadre: _Cadre, axes: Sequence[Axe]) -> str:
    """Draw the shape that joins the medians, and a mark on each."""
    points = [
        cadre.point(rang, len(axes), axe.critere.mediane)
        for rang, axe in enumerate(axes)
        if axe.critere.mediane is not None
    ]
    dessin = ""
    if len(points) == len(axes):
        dessin = (
            f'<path class="pn-forme" d="{_polygone(points)}" fill="{FEUILLE.couleur}" '
            f'fill-opacity=".14" stroke="{FEUILLE.couleur}" stroke-width="2.5" '
            'stroke-linejoin="round"/>'
        )
    return dessin + "".join(
        f'<circle class="pn-marque" cx="{n(x)}" cy="{n(y)}" r="5.5" fill="{FEUILLE.couleur}" '
        'stroke="#fdfdfb" stroke-width="1.5"/>'
        for x, y in points
    )


def _noms(cadre: _Cadre, rang: int, axes: int, axe: Axe) -> str:
    """Write the name of the axis outside of it, and what people make of it under."""
    angle = cadre.angle(rang, axes)
    x = cadre.cx + (cadre.rayon + 16) * cos(angle)
    y = cadre.cy + (cadre.rayon + 16) * sin(angle)
    cote, haut = round(cos(angle), 3), round(sin(angle), 3)
    ancre = "" if cote > 0 else "end" if cote < 0 else "middle"
    lignes = couper(axe.nom, cadre.signes if haut else cadre.signes // 2)
    if cote and haut:  # askew: under or above the corner, from the margin
        x, ancre = (2, "") if cote < 0 else (cadre.largeur - 2, "end")
    c = axe.critere
    if c.mediane is None:
        suite = "sans réponse"
    elif c.bas == c.haut:
        suite = f"degré {c.mediane}"
    else:
        suite = f"degré {c.mediane} ({c.bas} à {c.haut})"
    pas = cadre.corps * 1.2
    total = pas * (len(lignes) + 1)
    if not haut:
        base = y - total / 2 + pas * 0.8
    elif haut < 0:
        base = y - total + pas
    else:
        base = y + pas * 0.7
    ecrites = [
        ecrire(ligne, x, base + rang_ligne * pas, cadre.corps, gras=True, ancre=ancre)
        for rang_ligne, ligne in enumerate(lignes)
    ]
    ecrites.append(
        ecrire(suite, x, base + len(lignes) * pas, cadre.corps - 2, ENCRE_2, ancre=ancre)
    )
    return "".join(ecrites)


def _echelle(cadre: _Cadre) -> str:
    """Say what the centre and the edge mean, in the lower corners."""
    y = cadre.hauteur - 8
    return ecrire("Au centre : capitalistique", 2, y, cadre.corps - 3, ENCRE_2) + ecrire(
        "Au bord : solidaire", cadre.largeur - 2, y, cadre.corps - 3, ENCRE, ancre="end"
    )
