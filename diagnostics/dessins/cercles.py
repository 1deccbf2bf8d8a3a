"""Where everything stands on the map of circles: geometry only, no drawing.

Labels take equal places, in rows, inside their circle; a circle grows by steps,
so that one name more usually moves nothing at all, and never changes the order
of the others. Circles stand around the project, each in a wedge of its own:
two wedges do not meet, therefore neither do two circles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, hypot, pi, sin, sqrt
from typing import Final

from diagnostics.dessins.etiquettes import HAUTEUR, LARGEUR
from diagnostics.dessins.texte import couper, mesurer
from diagnostics.services.carte_parties import Carte, CercleLu
from socle.typographie import typographier

PAS: Final = 12.0
"""Steps by which a circle grows."""
RAYON_MIN: Final = 108.0
_BORD: Final = 9.0
"""Air between the places and the line of the circle."""
_ECART: Final = 16.0
"""Air between two circles, and between a circle and the centre."""
_MARGE: Final = 6.0
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
    places = []
    while y + HAUTEUR <= utile:
        bord = max(abs(y), abs(y + HAUTEUR))
        demi_corde = sqrt(max(0.0, utile * utile - bord * bord))
        colonnes = int(2 * demi_corde // LARGEUR)
        places.extend((i * LARGEUR - colonnes * LARGEUR / 2, y) for i in range(colonnes))
        y += HAUTEUR
    return haut_titre + INTERLIGNE_TITRE - 4, tuple(places)


@lru_cache(maxsize=4096)
def rayon_pour(nombre: int, titre: tuple[str, ...]) -> float:
    """Return the smallest radius, by steps, whose circle offers ``nombre`` places."""
    rayon = RAYON_MIN
    while len(ranger(rayon, titre)[1]) < nombre:
        rayon += PAS
    return rayon


def disposer(carte: Carte) -> Disposition:
    """Give every circle and every label of ``carte`` its place."""
    centre, rayon_centre = centrer(carte.centre)
    titres = [titrer(c.nom) for c in carte.cercles]
    rayons = [rayon_pour(len(c.lignes), t) for c, t in zip(carte.cercles, titres, strict=True)]
    poses = []
    for cercle, titre, rayon, (x, y) in zip(
        carte.cercles, titres, rayons, _entourer(rayons, rayon_centre), strict=True
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


def _entourer(rayons: Sequence[float], rayon_centre: float) -> list[tuple[float, float]]:
    """Return the centres of circles of these radii around a disc, none meeting another."""
    if not rayons:
        return []
    proches = [rayon_centre + _ECART + r for r in rayons]

    def demi_angles(distance: float) -> list[float]:
        return [
            asin(min(1.0, (r + _ECART / 2) / max(p, distance)))
            for r, p in zip(rayons, proches, strict=True)
        ]

    bas, haut = 0.0, max(proches)
    while sum(demi_angles(haut)) > pi:
        bas, haut = haut, haut * 2
    if sum(demi_angles(bas)) <= pi:
        haut = bas
    for _ in range(40):
        milieu = (bas + haut) / 2
        bas, haut = (milieu, haut) if sum(demi_angles(milieu)) > pi else (bas, milieu)
    demis = demi_angles(haut)
    jeu = max(0.0, 2 * pi - 2 * sum(demis)) / len(rayons)
    angle, centres = _DEPART, []
    for i, (proche, demi) in enumerate(zip(proches, demis, strict=True)):
        if i:
            angle += demis[i - 1] + demi + jeu
        distance = max(proche, haut)
        centres.append((round(cos(angle) * distance, 1), round(sin(angle) * distance, 1)))
    return centres
