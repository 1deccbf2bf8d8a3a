"""An approximate outline made from the centres of communes, for want of real contours."""

from collections.abc import Sequence
from statistics import median

import numpy as np
from shapely import STRtree, concave_hull, points
from shapely.affinity import scale
from shapely.geometry import MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from territoires.geometrie.projection import km_par_degre

RAYON_MIN_KM, RAYON_MAX_KM = 2.0, 15.0
NOMBREUX = 30
"""From that many centres on, a concave hull: some communes have no known centre, and the
distance between neighbours varies too much for discs."""


def contour_approche(centres: Sequence[tuple[float, float]]) -> Polygon | MultiPolygon | None:
    """Return an outline around commune centres (lon, lat in degrees), or None without centres.

    Each centre gets a disc as wide as the median distance between neighbouring
    centres; the discs are merged and the notches closed, so that scattered
    territories stay in several parts. Large territories get a concave hull.
    """
    if not centres:
        return None
    lat = median(c[1] for c in centres)
    kx, ky = km_par_degre(lat)
    plan = np.array([(lon * kx, y * ky) for lon, y in centres])
    rayon = _ecart_median(plan)
    semis = MultiPoint(plan)
    if len(plan) < NOMBREUX:
        ferme = semis.buffer(rayon * 1.6, quad_segs=8).buffer(-rayon * 0.9, quad_segs=8)
    else:
        ferme = concave_hull(semis, ratio=0.15).buffer(rayon * 0.7, quad_segs=8)
    ferme = ferme.simplify(rayon * 0.02)
    return _en_degres(ferme, kx, ky)


def _ecart_median(plan: np.ndarray) -> float:
    """Median distance (km) from a centre to the nearest other one, within reasonable bounds."""
    if len(plan) < 2:
        return RAYON_MIN_KM
    semis = points(plan)
    _, distances = STRtree(semis).query_nearest(
        semis, exclusive=True, all_matches=False, return_distance=True
    )
    ecart = float(np.median(distances)) if len(distances) else RAYON_MIN_KM
    return min(max(ecart, RAYON_MIN_KM), RAYON_MAX_KM)


def _en_degres(geometrie: BaseGeometry, kx: float, ky: float) -> Polygon | MultiPolygon:
    resultat = scale(geometrie, xfact=1 / kx, yfact=1 / ky, origin=(0, 0))
    if not isinstance(resultat, Polygon | MultiPolygon):
        raise TypeError("an area was expected")
    return resultat
