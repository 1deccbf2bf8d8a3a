"""Where the territory is: a small outline of its part of France, and a mark.

Source of the outline: Natural Earth 1:50m, public domain, through the package
``world-atlas``. Nothing is drawn where the file is not installed.
"""

import json
import math
from functools import lru_cache
from typing import Any, Final

from django.conf import settings

from rapports.dessins.svg import HUMUS, VERMILLON, Dessin, nommer

FRANCE: Final = "250"
"""ISO 3166-1 numeric code."""
_LARGEUR: Final = 220.0
_METROPOLE: Final = (-6.0, 41.0, 10.0, 52.0)
"""West, south, east, north, in degrees."""

Anneau = list[tuple[float, float]]


@lru_cache(maxsize=1)
def _lire_france() -> tuple[Anneau, ...]:
    """Return the outer rings of France, longitude and latitude in degrees."""
    chemin = settings.REFERENTIEL_MONDE / "countries-50m.json"
    if not chemin.exists():
        return ()
    topo = json.loads(chemin.read_text())
    sx, sy = topo["transform"]["scale"]
    tx, ty = topo["transform"]["translate"]

    def suivre(indice: int) -> Anneau:
        points, x, y = [], 0, 0
        for dx, dy in topo["arcs"][indice if indice >= 0 else ~indice]:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        return points[::-1] if indice < 0 else points

    pays: Any = next(g for g in topo["objects"]["countries"]["geometries"] if g.get("id") == FRANCE)
    polygones = pays["arcs"] if pays["type"] == "MultiPolygon" else [pays["arcs"]]
    anneaux = []
    for polygone in polygones:
        anneau: Anneau = []
        for indice in polygone[0]:
            anneau.extend(suivre(indice)[1 if anneau else 0 :])
        anneaux.append(anneau)
    return tuple(anneaux)


def _autour(lon: float, lat: float) -> list[Anneau]:
    """Return the rings to show: the mainland and Corsica, or the nearest overseas island."""
    ouest, sud, est, nord = _METROPOLE
    anneaux = _lire_france()
    if ouest <= lon <= est and sud <= lat <= nord:
        return [a for a in anneaux if ouest <= a[0][0] <= est and sud <= a[0][1] <= nord]
    return sorted(anneaux, key=lambda a: min(math.hypot(x - lon, y - lat) for x, y in a))[:1]


def draw_locator(lon: float | None, lat: float | None, nom: str) -> Dessin | None:
    """Draw the mark of a territory centred on ``lon``, ``lat`` (degrees), or None without them."""
    if lon is None or lat is None:
        return None
    anneaux = _autour(lon, lat)
    if not anneaux:
        return None
    points = [p for a in anneaux for p in a] + [(lon, lat)]
    ouest, est = min(p[0] for p in points), max(p[0] for p in points)
    sud, nord = min(p[1] for p in points), max(p[1] for p in points)
    aplati = math.cos(math.radians((sud + nord) / 2))
    echelle = (_LARGEUR - 12) / max((est - ouest) * aplati, nord - sud, 1e-6)
    hauteur = (nord - sud) * echelle + 12

    def placer(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - ouest) * aplati * echelle + 6, (nord - point[1]) * echelle + 6

    trace = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(placer, a)) + "Z" for a in anneaux
    )
    x, y = placer((lon, lat))
    largeur = (est - ouest) * aplati * echelle + 12
    return nommer(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largeur:.0f} {hauteur:.0f}" '
        f'role="img"><path fill="#e9efdf" stroke="{HUMUS}" stroke-width="1" '
        f'stroke-linejoin="round" d="{trace}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#fdfdfb" stroke="{VERMILLON}" '
        f'stroke-width="2.5"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{HUMUS}"/></svg>',
        f"Situation de {nom} en France.",
    )
