"""From the projected coordinates of the registers to longitude and latitude.

Each territory has its own legal projection. A point that falls outside the
area its projection is made for, or far from its commune, is wrong: it is
refused, and the entry stands at the centre of its commune.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

Point = tuple[float, float]
"""Longitude, latitude (EPSG:4326, degrees)."""
Projete = tuple[float | None, float | None, int | None]
"""x, y (metres), EPSG code."""

LAMBERT_93 = 2154
EPSG_PAR_DEPARTEMENT = {
    "971": 5490,  # RGAF09, UTM 20 N
    "972": 5490,
    "973": 2972,  # RGFG95, UTM 22 N
    "974": 2975,  # RGR92, UTM 40 S
    "975": 4467,  # RGSPM06, UTM 21 N
    "976": 4471,  # RGM04, UTM 38 S
    "977": 5490,
    "978": 5490,
}
"""Overseas legal projections (EPSG registry; décret no 2000-1276, as amended in 2019)."""
ZONES = {
    LAMBERT_93: (-5.6, 41.2, 9.8, 51.3),
    5490: (-63.7, 14.0, -60.0, 18.4),
    2972: (-54.8, 2.0, -51.2, 6.2),
    2975: (55.0, -21.6, 56.0, -20.7),
    4467: (-56.7, 46.6, -56.0, 47.3),
    4471: (44.8, -13.2, 45.5, -12.4),
}
"""Where land is in each projection: west, south, east, north (degrees)."""
DECIMALES = 6
"""About 10 cm; keeps a point the same whatever the version of the projection library."""
ECART_MAX_KM = 50
"""Farther than this from its commune's centre, a point is another commune's."""
ECARTS_MAX_KM = {"973": 300}
"""French Guiana's communes are as large as départements."""
_KM_PAR_DEGRE = 111.2


def departement_de(code_commune: str) -> str:
    """Return the département of an INSEE code: two characters, three overseas."""
    return code_commune[:3] if code_commune[:2] in {"97", "98"} else code_commune[:2]


def epsg_de(code_commune: str) -> int | None:
    """Return the legal projection of a commune; None where the registers give no coordinates."""
    departement = departement_de(code_commune)
    if departement[:2] in {"97", "98"}:
        return EPSG_PAR_DEPARTEMENT.get(departement)
    return LAMBERT_93


def projeter(points: Sequence[Projete]) -> list[Point | None]:
    """Return longitude and latitude of each point; None for those that cannot be right."""
    resultat: list[Point | None] = [None] * len(points)
    par_epsg: dict[int, list[int]] = defaultdict(list)
    for rang, (x, y, epsg) in enumerate(points):
        if x is not None and y is not None and epsg in ZONES:
            par_epsg[epsg].append(rang)
    for epsg, rangs in par_epsg.items():
        lons, lats = _transformateur(epsg).transform(
            [points[r][0] for r in rangs], [points[r][1] for r in rangs]
        )
        ouest, sud, est, nord = ZONES[epsg]
        for rang, lon, lat in zip(rangs, lons, lats, strict=True):
            if ouest <= lon <= est and sud <= lat <= nord:  # False for NaN and infinity
                resultat[rang] = (round(float(lon), DECIMALES), round(float(lat), DECIMALES))
    return resultat


def est_proche(point: Point, centre: Iterable[float | None], departement: str) -> bool:
    """Whether a point may belong to the commune of this centre (always, when it has none)."""
    lon, lat = centre
    if lon is None or lat is None:
        return True
    est = (point[0] - lon) * math.cos(math.radians(lat))
    km = math.hypot(est, point[1] - lat) * _KM_PAR_DEGRE
    return km <= ECARTS_MAX_KM.get(departement, ECART_MAX_KM)


@lru_cache
def _transformateur(epsg: int) -> Any:
    """Return the projection to EPSG:4326, longitude first; never fetches anything."""
    from pyproj import Transformer, network

    network.set_network_enabled(active=False)
    return Transformer.from_crs(epsg, 4326, always_xy=True)
