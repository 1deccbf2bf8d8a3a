"""Simplifying communes together, so that a border shared before is shared after.

GEOS simplifies a *coverage* (areas that share their edges exactly) by
Visvalingam–Whyatt on each shared edge once: no sliver, no overlap, no hole can
appear between neighbours. It works in the plane of the web map.
"""

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from territoires.geometrie.projection import RAYON_TERRE_M

Aire: TypeAlias = Polygon | MultiPolygon
DECIMALES = 5
"""Decimals of a degree kept in simplified contours: about one metre."""
DECIMALES_SOURCE = 6
ETIREMENT = 1 / cos(radians(46.5))
"""Stretch of the web-map plane at the middle of France; one value for all, so that the same
border is simplified the same way whatever file it comes with."""


def en_aire(geometrie: BaseGeometry) -> Aire | None:
    """Return the polygons of a geometry, repaired and rounded, or None when it has no area."""
    arrondie = shapely.transform(geometrie, lambda c: np.round(c, DECIMALES_SOURCE))
    valide = arrondie if arrondie.is_valid else shapely.make_valid(arrondie)
    parties = [
        p
        for p in shapely.get_parts(shapely.get_parts(valide))
        if isinstance(p, Polygon) and not p.is_empty
    ]
    if not parties:
        return None
    return parties[0] if len(parties) == 1 else MultiPolygon(parties)


def reunir(aires: Sequence[Aire]) -> Aire | None:
    """Merge areas into one."""
    return en_aire(shapely.union_all(list(aires)))


def simplifier(aires: Mapping[str, Aire], tolerance_m: float) -> dict[str, Aire]:
    """Simplify areas that cover a surface without overlapping.

    Args:
        aires: area by code, longitude and latitude in degrees.
        tolerance_m: Visvalingam tolerance, in ground metres at the middle of France.
    """
    codes = sorted(aires)  # the result of ties depends on the order
    if not codes:
        return {}
    plan = shapely.transform(np.array([aires[c] for c in codes], dtype=object), _vers_plan)
    reduites = shapely.coverage_simplify(plan, tolerance_m * ETIREMENT)
    retour = shapely.transform(reduites, _vers_degres)
    return dict(zip(codes, retour.tolist(), strict=True))


def _vers_plan(points: NDArray[np.float64]) -> NDArray[np.float64]:
    radian = np.radians(points)
    return np.column_stack((radian[:, 0], np.arcsinh(np.tan(radian[:, 1])))) * RAYON_TERRE_M


def _vers_degres(points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = points[:, 0] / RAYON_TERRE_M, points[:, 1] / RAYON_TERRE_M
    lonlat = np.column_stack((np.degrees(x), np.degrees(np.arctan(np.sinh(y)))))
    return np.round(lonlat, DECIMALES)


def fondre(aires: Sequence[Aire]) -> Aire | None:
    """Return the outline of areas that share their edges."""
    tableau = np.array(list(aires), dtype=object)
    try:
        return en_aire(shapely.coverage_union_all(tableau))
    except GEOSException:
        return reunir(list(aires))


def voisines(aires: Mapping[str, Aire], candidates: Mapping[str, Aire]) -> set[str]:
    """Return the codes of ``candidates`` that touch one of ``aires``."""
    if not aires or not candidates:
        return set()
    codes = list(candidates)
    arbre = STRtree(list(aires.values()))
    touches = arbre.query([candidates[c] for c in codes], predicate="intersects")[0]
    return {codes[i] for i in set(touches.tolist())}


def centre(aire: Aire) -> tuple[float, float]:
    """Return a point inside the area: its centroid when it falls inside."""
    milieu = aire.centroid
    if not aire.contains(milieu):
        milieu = aire.representative_point()
    return round(milieu.x, 5), round(milieu.y, 5)
