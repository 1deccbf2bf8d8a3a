"""Actors on the map: silhouettes, fanned out when few share a place, counted when many do."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, dist, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from territoires.dessin.encre import ENCRE_2, HUMUS, PAPIER
from territoires.dessin.noms import Encombrement
from territoires.geometrie.projection import Cadre

TAILLE = 20
"""Side of a silhouette, in pixels."""
RAYON_DISQUE = TAILLE * 0.68
DISTANCE_GROUPE = TAILLE * 1.25
SIGNES_MAX = 150
"""Beyond, points are dots of the colour of their family: silhouettes would hide one another."""
EVENTAIL_MAX = 5
"""Points of one place drawn one by one; beyond, a disc gives their number."""


@dataclass(frozen=True)
class PointCarte:
    """A point to draw, at ``lon``, ``lat`` (degrees, EPSG:4326).

    ``forme`` is the silhouette's own SVG, drawn on a 24 × 24 grid without fill,
    a constant of the code (never a user's text); ``famille`` its code, which
    makes the class ``f-<famille>``; ``couleur`` its ``#rrggbb`` on white paper.
    ``precision`` is that of ``Acteur.Precision``: approximate points are ringed.
    """

    lon: float
    lat: float
    nom: str
    famille: str = "inconnu"
    forme: str = '<circle cx="12" cy="12" r="8.5"/>'
    couleur: str = ENCRE_2
    libelle_famille: str = ""
    lieu: str = ""
    precision: str = "adresse"

    @property
    def est_approche(self) -> bool:
        """Whether the place is only known roughly."""
        return self.precision == "approchee"


@dataclass(frozen=True)
class LignePoint:
    """A row of the table that says what the drawing shows."""

    nom: str
    famille: str
    lieu: str
    precision: str


@dataclass(frozen=True)
class Groupe:
    """Points that fall on the same spot of the drawing."""

    x: float
    y: float
    points: tuple[PointCarte, ...]


def grouper(places: Sequence[tuple[float, float, PointCarte]]) -> list[Groupe]:
    """Gather points closer than the size of a silhouette (x, y in pixels), in a stable order."""
    groupes: list[tuple[float, float, list[PointCarte]]] = []
    for x, y, point in sorted(places, key=lambda p: (p[0], p[1], p[2].nom)):
        for gx, gy, membres in groupes:
            if dist((x, y), (gx, gy)) < DISTANCE_GROUPE:
                membres.append(point)
                break
        else:
            groupes.append((x, y, [point]))
    return [Groupe(x, y, tuple(membres)) for x, y, membres in groupes]


def dessiner_groupe(groupe: Groupe, place: Encombrement) -> SafeString:
    """Draw one group and take its room."""
    if len(groupe.points) == 1:
        return _signe(groupe.points[0], groupe.x, groupe.y, place)
    if len(groupe.points) <= EVENTAIL_MAX:
        return _eventail(groupe, place)
    return _compte(groupe, place)


def _signe(point: PointCarte, x: float, y: float, place: Encombrement) -> SafeString:
    rayon = RAYON_DISQUE + 3
    place.reserver((x - rayon, y - rayon, x + rayon, y + rayon))
    # Written by hand: hundreds of signs in a drawing, all made of numbers and of our own colours.
    anneau = (
        f'<circle class="g-approx" cx="{x:.1f}" cy="{y:.1f}" r="{RAYON_DISQUE + 2.5:.1f}" '
        f'fill="none" stroke="{ENCRE_2}" stroke-width="1.4" stroke-dasharray="3 3"/>'
        if point.est_approche
        else ""
    )
    return SafeString(
        f'{anneau}<circle class="g-papier" cx="{x:.1f}" cy="{y:.1f}" r="{RAYON_DISQUE:.1f}" '
        f'fill="{PAPIER}"/>{_silhouette(point, x, y, TAILLE)}'
    )


def _silhouette(point: PointCarte, x: float, y: float, taille: float) -> SafeString:
    famille, couleur = escape(point.famille), escape(point.couleur)
    return SafeString(
        f'<g class="f-{famille}" color="{couleur}" fill="{couleur}" '
        f'transform="translate({x - taille / 2:.1f} {y - taille / 2:.1f}) '
        f'scale({taille / 24:.3f})">{point.forme}</g>'  # a constant drawing, see PointCarte
    )


def _eventail(groupe: Groupe, place: Encombrement) -> SafeString:
    """Draw the points around their common place, each tied to it by a line."""
    nombre = len(groupe.points)
    rayon = TAILLE * (1.25 if nombre <= 3 else 1.6)
    traits, signes = [], []
    for rang, point in enumerate(groupe.points):
        angle = -pi / 2 + 2 * pi * rang / nombre + (pi / 6 if nombre == 2 else 0)
        x, y = groupe.x + rayon * cos(angle), groupe.y + rayon * sin(angle)
        traits.append(f"M{groupe.x:.1f} {groupe.y:.1f}L{x:.1f} {y:.1f}")
        signes.append(_signe(point, x, y, place))
    place.reserver((groupe.x - 5, groupe.y - 5, groupe.x + 5, groupe.y + 5))
    return format_html(
        '<path class="g-trait" d="{}" fill="none" stroke="{}"/>{}'
        '<circle class="g-disque" cx="{}" cy="{}" r="3.5" fill="{}" stroke="{}"/>',
        "".join(traits),
        HUMUS,
        SafeString("".join(signes)),
        f"{groupe.x:.1f}",
        f"{groupe.y:.1f}",
        PAPIER,
        HUMUS,
    )


def _compte(groupe: Groupe, place: Encombrement) -> SafeString:
    """Draw a disc with the number of points, and the silhouettes of the three main families."""
    x, y, rayon = groupe.x, groupe.y, 17.0
    place.reserver((x - rayon - 6, y - rayon - 2, x + rayon + 6, y + rayon + 20))
    familles = Counter(p.famille for p in groupe.points).most_common(3)
    exemples = {p.famille: p for p in groupe.points}
    minis = []
    for rang, (famille, _) in enumerate(familles):
        mx, my = x + (rang - (len(familles) - 1) / 2) * 16, y + rayon + 9
        minis.append(
            format_html(
                '<circle class="g-papier" cx="{}" cy="{}" r="8" fill="{}"/>{}',
                f"{mx:.1f}",
                f"{my:.1f}",
                PAPIER,
                _silhouette(exemples[famille], mx, my, 12),
            )
        )
    return format_html(
        '<circle class="g-disque" cx="{0}" cy="{1}" r="17" fill="{2}" stroke="{3}" '
        'stroke-width="1.5"/><text class="g-compte" x="{0}" y="{4}" text-anchor="middle" '
        'font-family="Vollkorn, Georgia, serif" font-size="18" font-weight="600" fill="{3}">{5}'
        "</text>{6}",
        f"{x:.1f}",
        f"{y:.1f}",
        PAPIER,
        HUMUS,
        f"{y + 6:.1f}",
        len(groupe.points),
        SafeString("".join(minis)),
    )


def dessiner_pastilles(cadre: Cadre, points: Sequence[PointCarte]) -> SafeString:
    """Draw one path of round dots per family; points on the same pixel are one dot."""
    couleurs = {p.famille: p.couleur for p in points}
    pixels: dict[str, dict[tuple[int, int], None]] = defaultdict(dict)
    for point in points:
        x, y = cadre.pixel(point.lon, point.lat)
        pixels[point.famille][(round(x), round(y))] = None
    return format_html_join(
        "",
        '<path class="f-{}" fill="none" stroke="currentColor" color="{}" stroke-width="7" '
        'stroke-linecap="round" d="{}"/>',
        (
            (famille, couleurs[famille], "".join(f"M{x} {y}h0" for x, y in cases))
            for famille, cases in sorted(pixels.items())
        ),
    )


_PRECISIONS = {
    "adresse": "À l’adresse",
    "commune": "Au centre de la commune",
    "approchee": "Position approchée",
}


def lignes_de(points: Sequence[PointCarte]) -> list[LignePoint]:
    """Return the rows of the table equivalent to the points, by name."""
    return [
        LignePoint(p.nom, p.libelle_famille, p.lieu, _PRECISIONS.get(p.precision, "À localiser"))
        for p in sorted(points, key=lambda p: (p.nom.lower(), p.lieu))
    ]
