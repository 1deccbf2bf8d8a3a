"""Land and sea for the background of maps, from world-atlas (Natural Earth, public domain).

The 1:50 million countries come as TopoJSON: arcs of quantised differences that
countries share. They only serve small scales; at large ones they would lie.
"""

from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely import STRtree
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from socle.memoire import memoire
from territoires.geometrie.projection import Emprise

Anneau = list[tuple[float, float]]
FRANCE = "250"
"""ISO 3166 number of France in the file; its overseas départements are part of it."""
VERSION = 1
"""Changes when the same file is to be read otherwise."""
GARDE_S = 30 * 24 * 3600
METRES_PAR_PIXEL_MIN = 120.0
"""Below, one pixel is finer than the source deserves."""


@lru_cache(maxsize=2)
def _pays(fichier: Path) -> tuple[STRtree, list[str]]:
    """Return the countries and their ISO numbers, read once per process.

    Decoding them takes a third of a second: what comes out is kept in the cache, where the
    next process finds it in a few milliseconds.
    """
    etat = fichier.stat()
    cle = f"territoires:pays:{VERSION}:{fichier.name}:{etat.st_size}:{etat.st_mtime_ns}"
    garde = memoire().get(cle)
    if garde is None:
        formes, numeros = _decoder(orjson.loads(fichier.read_bytes()))
        memoire().set(cle, (shapely.to_wkb(formes).tolist(), numeros), GARDE_S)
    else:
        formes, numeros = shapely.from_wkb(garde[0]), garde[1]
    return STRtree(formes), numeros


def _decoder(topologie: dict[str, Any]) -> tuple[list[BaseGeometry], list[str]]:
    """Return the shapes of the countries of a TopoJSON and their ISO numbers."""
    (ex, ey), (dx, dy) = topologie["transform"]["scale"], topologie["transform"]["translate"]
    arcs = []
    for arc in topologie["arcs"]:
        xs = accumulate(p[0] for p in arc)
        ys = accumulate(p[1] for p in arc)
        arcs.append(
            [(round(x * ex + dx, 4), round(y * ey + dy, 4)) for x, y in zip(xs, ys, strict=True)]
        )
    formes, numeros = [], []
    for pays in topologie["objects"]["countries"]["geometries"]:
        if (forme := _forme(pays, arcs)) is not None:
            formes.append(forme)
            numeros.append(pays.get("id", ""))
    return formes, numeros


def _anneau(indices: list[int], arcs: list[Anneau]) -> Anneau:
    """Chain arcs into a ring; a negative index means the arc backwards."""
    points: Anneau = []
    for indice in indices:
        arc = arcs[indice] if indice >= 0 else arcs[~indice][::-1]
        points.extend(arc if not points else arc[1:])
    return points


def _forme(pays: dict[str, Any], arcs: list[Anneau]) -> BaseGeometry | None:
    if pays["type"] == "Polygon":
        polygones = [pays["arcs"]]
    elif pays["type"] == "MultiPolygon":
        polygones = pays["arcs"]
    else:
        return None
    formes = []
    for polygone in polygones:
        anneaux = [_anneau(indices, arcs) for indices in polygone]
        if len(anneaux[0]) > 3:
            formes.append(Polygon(anneaux[0], [a for a in anneaux[1:] if len(a) > 3]))
    return shapely.make_valid(MultiPolygon(formes))


def pays_dans(fichier: Path, emprise: Emprise) -> list[tuple[str, BaseGeometry]]:
    """Return ISO number and shape of the countries cut to a frame (degrees).

    None when the file is not installed.
    """
    if not fichier.exists():
        return []
    arbre, numeros = _pays(fichier)
    indices = arbre.query(shapely.box(*emprise), predicate="intersects")
    coupes = shapely.clip_by_rect(arbre.geometries.take(indices), *emprise)
    return [
        (numeros[indice], forme)
        for indice, forme in zip(indices, coupes, strict=True)
        if not forme.is_empty and forme.area > 0
    ]


def terres(fichier: Path, emprise: Emprise) -> list[BaseGeometry]:
    """Return the countries cut to a frame (degrees), none when the file is not installed."""
    return [forme for _, forme in pays_dans(fichier, emprise)]
