"""Morton (Z-order) code of a point: one integer whose prefixes are web-map tiles."""

import math

PROFONDEUR = 24
"""Zoom of the Web-Mercator tile a code stands for: tiles about 2.4 m wide at the equator."""
LATITUDE_MAX = 85.05112877980659
"""Web Mercator's limit, where the world becomes a square (degrees)."""

_ETALEMENTS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def code_morton(lon: float, lat: float) -> int:
    """Return the code of the depth-24 tile holding the point (degrees, EPSG:4326).

    48 bits, y and x interleaved, y first: the tile (z, x, y) that holds the
    point has the code shifted right by ``2 × (24 - z)``. Points beyond the
    Mercator square are brought to its edge.
    """
    colonne, rang = _case(lon, lat)
    return _etaler(rang) << 1 | _etaler(colonne)


def entrelacer(colonne: int, rang: int) -> int:
    """Return the Morton code of a tile, from its column and its row at its own zoom."""
    return _etaler(rang) << 1 | _etaler(colonne)


def _etaler(valeur: int) -> int:
    """Put a zero bit between each bit of a 32-bit integer."""
    for decalage, masque in _ETALEMENTS:
        valeur = (valeur | valeur << decalage) & masque
    return valeur


def _case(lon: float, lat: float) -> tuple[int, int]:
    """Return the column and the row of the depth-24 tile holding the point."""
    cote = 1 << PROFONDEUR
    sinus = math.sin(math.radians(max(-LATITUDE_MAX, min(LATITUDE_MAX, lat))))
    x = (lon + 180) / 360
    y = 0.5 - math.log((1 + sinus) / (1 - sinus)) / (4 * math.pi)
    colonne, rang = (max(0, min(cote - 1, int(v * cote))) for v in (x, y))
    return colonne, rang


def plages(ouest: float, sud: float, est: float, nord: float) -> list[tuple[int, int]]:
    """Return ranges of codes (both ends included) that cover a frame, at most sixteen.

    They are the tiles, at most four by four, of the deepest zoom at which so
    few cover the frame: they overflow it, so points still have to be compared.
    """
    x1, y1 = _case(ouest, nord)
    x2, y2 = _case(est, sud)
    pas = 0
    while max((x2 >> pas) - (x1 >> pas), (y2 >> pas) - (y1 >> pas)) > 3:  # noqa: PLR2004
        pas += 1
    tuiles = sorted(
        _etaler(y) << 1 | _etaler(x)
        for x in range(x1 >> pas, (x2 >> pas) + 1)
        for y in range(y1 >> pas, (y2 >> pas) + 1)
    )
    resultat: list[tuple[int, int]] = []
    for tuile in tuiles:
        debut, fin = tuile << 2 * pas, ((tuile + 1) << 2 * pas) - 1
        if resultat and resultat[-1][1] + 1 == debut:
            resultat[-1] = (resultat[-1][0], fin)
        else:
            resultat.append((debut, fin))
    return resultat
