"""A drawing of actors without a territory: signs, or dots when they are many, and towns' names."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from socle.typographie import accorder, ecrire_nombre
from territoires.dessin import CarteDessinee, PointCarte
from territoires.dessin.encre import FOND
from territoires.dessin.fond import dessiner_monde
from territoires.dessin.noms import Encombrement, Lieu, placer_noms
from territoires.dessin.points import (
    SIGNES_MAX,
    dessiner_groupe,
    dessiner_pastilles,
    grouper,
    lignes_de,
)
from territoires.geometrie.projection import Cadre

NOMS_MAX = 14
ETENDUE_MAX = 30.0
"""Widest spread of longitudes drawn whole, in degrees."""
METROPOLE = (-5.6, 41.0, 9.9, 51.5)
"""West, south, east, north of France in Europe, in degrees."""
_AIR = 0.08
"""Room left around the outermost points, in degrees."""


class Ville(NamedTuple):
    """A town to be named, where it is (degrees)."""

    nom: str
    lon: float
    lat: float


def dessiner_semis(
    points: Sequence[PointCarte], *, largeur: int = 880, villes: Sequence[Ville] = ()
) -> CarteDessinee | None:
    """Draw points framed on them, on land and sea when seen from afar; None without any point.

    Args:
        points: what to draw.
        largeur: width in CSS pixels.
        villes: towns to be named, most important first; else those of the most points.
    """
    if not points:
        return None
    tous = len(points)
    points = _ensemble(points)
    lons, lats = [p.lon for p in points], [p.lat for p in points]
    cadre = Cadre.ajuster(
        (min(lons) - _AIR, min(lats) - _AIR, max(lons) + _AIR, max(lats) + _AIR),
        largeur=largeur,
        hauteur=largeur * 3 // 4,
        marge=56,
    )
    place = Encombrement(cadre.largeur, cadre.hauteur)
    place.reserver((largeur - 220, 0, largeur, 64))  # the button that opens the interactive map
    if len(points) > SIGNES_MAX:
        signes = dessiner_pastilles(cadre, points)
    else:
        groupes = grouper([(*cadre.pixel(p.lon, p.lat), p) for p in points])
        signes = SafeString("".join(dessiner_groupe(g, place) for g in groupes))
    noms = SafeString("".join(placer_noms(_lieux(cadre, points, villes), place, maximum=NOMS_MAX)))
    alternative = (
        f"Carte de {ecrire_nombre(len(points))} acteur{accorder(len(points))}, sans contour de "
        "territoire. "
        "Les mêmes acteurs figurent dans la liste."
    )
    svg = format_html(
        '<svg class="t-carte-dessin" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" '
        'role="img" aria-label="{2}"><rect class="g-mer" width="{0}" height="{1}" fill="{3}"/>'
        "{4}{5}{6}</svg>",
        cadre.largeur,
        cadre.hauteur,
        alternative,
        FOND,
        dessiner_monde(cadre),
        signes,
        noms,
    )
    return CarteDessinee(
        svg,
        alternative,
        "",
        approximatif=False,
        lignes=lignes_de(points),
        hors_cadre=tous - len(points),
    )


@cache
def dessiner_france(*, largeur: int = 880) -> CarteDessinee:
    """Draw the land of France in Europe, without any actor, in the frame of ``dessiner_semis``."""
    cadre = Cadre.ajuster(METROPOLE, largeur=largeur, hauteur=largeur * 3 // 4, marge=8)
    alternative = "Carte de France, en attente des acteurs."
    svg = format_html(
        '<svg class="t-carte-dessin" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" '
        'role="img" aria-label="{2}"><rect class="g-mer" width="{0}" height="{1}" fill="{3}"/>'
        "{4}</svg>",
        cadre.largeur,
        cadre.hauteur,
        alternative,
        FOND,
        dessiner_monde(cadre),
    )
    return CarteDessinee(svg, alternative, "", approximatif=False, lignes=[])


def _ensemble(points: Sequence[PointCarte]) -> Sequence[PointCarte]:
    """Keep the European part of a list spread over the oceans, which no frame could show whole."""
    if max(p.lon for p in points) - min(p.lon for p in points) < ETENDUE_MAX:
        return points
    ouest, sud, est, nord = METROPOLE
    proches = [p for p in points if ouest <= p.lon <= est and sud <= p.lat <= nord]
    return proches or points


def _lieux(cadre: Cadre, points: Sequence[PointCarte], villes: Sequence[Ville]) -> list[Lieu]:
    """Places with the most actors, to be named."""
    if not villes:
        par_lieu: dict[str, PointCarte] = {p.lieu: p for p in points if p.lieu}
        comptes = Counter(p.lieu for p in points if p.lieu).most_common(NOMS_MAX * 2)
        villes = [Ville(nom, par_lieu[nom].lon, par_lieu[nom].lat) for nom, _ in comptes]
    return [Lieu(v.nom, *cadre.pixel(v.lon, v.lat), ville=True, pastille=False) for v in villes]
