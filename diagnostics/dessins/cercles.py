"""Where everything stands on the map of circles: geometry only, no drawing.

Labels take equal places, in rows and columns, inside their circle; a circle grows
by steps, so that one name more usually moves nothing at all, and never changes
the order of the others. Circles stand around the project on an ellipse, as wide
as the page, no larger than what keeps every two apart; then each comes as close
to the project as the others let it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import cos, dist, hypot, pi, sin, sqrt
from typing import Final

from diagnostics.dessins.etiquettes import HAUTEUR, LARGEUR
from diagnostics.services.carte_parties import Carte, CercleLu
from socle.lettrage import couper, mesurer
from socle.typographie import typographier

PAS: Final = 12.0
"""Steps by which a circle grows."""
RAYON_MIN: Final = 108.0
_BORD: Final = 9.0
"""Air between the places and the line of the circle."""
_ECART: Final = 16.0
"""Air between two circles, and between a circle and the centre."""
_MARGE: Final = 6.0
ETIREMENT: Final = 1.7
"""Screens and slides are wide: so is the ellipse the circles stand on."""
_PASSES: Final = 3
"""Times each circle tries to come closer to the project."""
_CORPS_TITRE: Final = 17.0
INTERLIGNE_TITRE: Final = 20.0
_SERIF: Final = 1.1
"""The serif letters of titles are wider than those we measure."""
_DEPART: Final = -126 * pi / 180
"""The first circle stands at the top left, the others follow clockwise."""
_CORPS_CENTRE: Final = 18.0
INTERLIGNE_CENTRE: Final = 23.0
_LARGEUR_CENTRE: Final = 168.0
_LIGNES_CENTRE: Final = 6


@dataclass(frozen=True)
class CercleDispose:
    """A circle in its place, the lines of its title and the corner of each label's place."""

    cercle: CercleLu
    x: float
    y: float
    rayon: float
    titre: tuple[str, ...]
    titre_y: float
    """First baseline of the title, from the centre of the circle."""
    places: tuple[tuple[float, float], ...]
    """Top left corner of each label, absolute."""


@dataclass(frozen=True)
class Disposition:
    """The whole map: circles, centre, frame."""

    cercles: tuple[CercleDispose, ...]
    centre: tuple[str, ...]
    rayon_centre: float
    gauche: float
    haut: float
    largeur: float
    hauteur: float


@lru_cache(maxsize=512)
def titrer(nom: str) -> tuple[str, ...]:
    """Cut the name of a circle into lines that hold in the smallest one."""
    return tuple(couper(typographier(nom), 172 / _SERIF, _CORPS_TITRE, graisse=600))[:3]


@lru_cache(maxsize=512)
def centrer(titre: str) -> tuple[tuple[str, ...], float]:
    """Cut the title of the project for the centre; return its lines and the radius around them."""
    lignes = couper(typographier(titre), _LARGEUR_CENTRE / _SERIF, _CORPS_CENTRE, graisse=600)
    if len(lignes) > _LIGNES_CENTRE:
        lignes = [*lignes[: _LIGNES_CENTRE - 1], f"{lignes[_LIGNES_CENTRE - 1][:-2].rstrip()}…"]
    demi_largeur = max(mesurer(x, _CORPS_CENTRE, graisse=600) for x in lignes or ["x"]) * _SERIF / 2
    demi_hauteur = len(lignes) * INTERLIGNE_CENTRE / 2
    return tuple(lignes), max(84.0, hypot(demi_largeur, demi_hauteur) + 12)


@lru_cache(maxsize=4096)
def ranger(rayon: float, titre: tuple[str, ...]) -> tuple[float, tuple[tuple[float, float], ...]]:
    """Return the first baseline of the title and every place a circle of ``rayon`` offers."""
    utile = rayon - _BORD
    demi = max(mesurer(x, _CORPS_TITRE, graisse=600) for x in titre) * _SERIF / 2
    haut_titre = -sqrt(max(0.0, utile * utile - demi * demi)) + 2
    bloc = len(titre) * INTERLIGNE_TITRE + 20  # the number stands under the name
    y = haut_titre + bloc + 6
    rangees = []
    while y + HAUTEUR <= utile:
        bord = max(abs(y), abs(y + HAUTEUR))
        demi_corde = sqrt(max(0.0, utile * utile - bord * bord))
        rangees.append((int(2 * demi_corde // LARGEUR), y))
        y += HAUTEUR
    alignees = (_aligner(rangees, parite) for parite in (1, 0))
    return haut_titre + INTERLIGNE_TITRE - 4, max(alignees, key=len)


def _aligner(rangees: list[tuple[int, float]], parite: int) -> tuple[tuple[float, float], ...]:
    """Return the places of rows that all hold an odd, or all an even number: columns line up."""
    places: list[tuple[float, float]] = []
    for offertes, y in rangees:
        colonnes = offertes - (offertes - parite) % 2
        places.extend((i * LARGEUR - colonnes * LARGEUR / 2, y) for i in range(max(0, colonnes)))
    return tuple(places)


@lru_cache(maxsize=4096)
def rayon_pour(nombre: int, titre: tuple[str, ...]) -> float:
    """Return the smallest radius, by steps, whose circle offers ``nombre`` places."""
    rayon = RAYON_MIN
    while len(ranger(rayon, titre)[1]) < nombre:
        rayon += PAS
    return rayon


def disposer(carte: Carte, *, etirement: float = ETIREMENT) -> Disposition:
    """Give every circle and every label of ``carte`` its place.

    Args:
        carte: what is drawn.
        etirement: width of the ellipse for a height of one; 1 for an upright sheet.
    """
    centre, rayon_centre = centrer(carte.centre)
    titres = [titrer(c.nom) for c in carte.cercles]
    rayons = [rayon_pour(len(c.lignes), t) for c, t in zip(carte.cercles, titres, strict=True)]
    poses = []
    for cercle, titre, rayon, (x, y) in zip(
        carte.cercles, titres, rayons, _entourer(rayons, rayon_centre, etirement), strict=True
    ):
        titre_y, places = ranger(rayon, titre)
        poses.append(
            CercleDispose(
                cercle=cercle,
                x=x,
                y=y,
                rayon=rayon,
                titre=titre,
                titre_y=titre_y,
                places=tuple((x + px, y + py) for px, py in places[: len(cercle.lignes)]),
            )
        )
    gauche = min([p.x - p.rayon for p in poses] + [-rayon_centre]) - _MARGE
    droite = max([p.x + p.rayon for p in poses] + [rayon_centre]) + _MARGE
    haut = min([p.y - p.rayon for p in poses] + [-rayon_centre]) - _MARGE
    bas = max([p.y + p.rayon for p in poses] + [rayon_centre]) + _MARGE
    return Disposition(
        tuple(poses), centre, rayon_centre, gauche, haut, droite - gauche, bas - haut
    )


def _entourer(
    rayons: Sequence[float], rayon_centre: float, etirement: float
) -> list[tuple[float, float]]:
    """Return the centres of circles of these radii around a disc, none meeting another."""
    poids = [r + _ECART / 2 for r in rayons]
    angle, directions = _DEPART, []
    for i, part in enumerate(poids):
        if i:
            angle += pi * (poids[i - 1] + part) / sum(poids)
        directions.append((cos(angle) * etirement, sin(angle)))
    # Every distance grows with the ellipse: the least one that keeps all apart is a maximum.
    echelle = max(
        [(rayon_centre + _ECART + r) / hypot(*d) for r, d in zip(rayons, directions, strict=True)]
        + [
            (rayons[i] + rayons[j] + _ECART) / dist(directions[i], directions[j])
            for i, j in combinations(range(len(rayons)), 2)
        ],
        default=0.0,
    )
    facteurs = [echelle] * len(rayons)
    for _ in range(_PASSES):
        for i, direction in enumerate(directions):
            voisins = [
                (d[0] * f, d[1] * f, rayons[j] + rayons[i] + _ECART)
                for j, (d, f) in enumerate(zip(directions, facteurs, strict=True))
                if j != i
            ]
            voisins.append((0.0, 0.0, rayon_centre + rayons[i] + _ECART))
            facteurs[i] = _rapprocher(direction, facteurs[i], voisins)
    return [
        (round(x * f, 1), round(y * f, 1)) for (x, y), f in zip(directions, facteurs, strict=True)
    ]


def _rapprocher(
    direction: tuple[float, float], facteur: float, voisins: Sequence[tuple[float, float, float]]
) -> float:
    """Return the least factor reached along a ray before one of these discs is met."""
    x, y = direction
    carre = x * x + y * y
    plancher = 0.0
    for vx, vy, ecart in voisins:
        projete = (x * vx + y * vy) / carre
        reste = vx * vx + vy * vy - projete * projete * carre
        if reste >= ecart * ecart:
            continue
        sortie = projete + sqrt((ecart * ecart - reste) / carre)
        if sortie <= facteur + 1e-6:
            plancher = max(plancher, sortie)
    return min(facteur, plancher)
