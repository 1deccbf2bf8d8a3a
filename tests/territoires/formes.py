"""Made-up contours: a grid of wavy cells that share their borders exactly."""

import json
from math import sin


def frange(debut, fin, pas=40):
    return [debut + (fin - debut) * i / pas for i in range(pas + 1)]


def bord_vertical(x, y0, y1):
    return [[round(x + 0.001 * sin(60 * y), 6), round(y, 6)] for y in frange(y0, y1)]


def bord_horizontal(y, x0, x1):
    points = [[round(x, 6), round(y + 0.001 * sin(50 * x), 6)] for x in frange(x0, x1)]
    # Corners are those of the vertical borders.
    points[0] = [round(x0 + 0.001 * sin(60 * y), 6), round(y, 6)]
    points[-1] = [round(x1 + 0.001 * sin(60 * y), 6), round(y, 6)]
    return points


def cellule(colonne, rang, cote=0.1, ouest=2.5, sud=50.0):
    """A cell of the grid, as a GeoJSON polygon."""
    x0, x1 = ouest + colonne * cote, ouest + (colonne + 1) * cote
    y0, y1 = sud + rang * cote, sud + (rang + 1) * cote
    anneau = [
        *bord_horizontal(y0, x0, x1)[:-1],
        *bord_vertical(x1, y0, y1)[:-1],
        *reversed(bord_horizontal(y1, x0, x1)[1:]),
        *reversed(bord_vertical(x0, y0, y1)[1:]),
    ]
    return {"type": "Polygon", "coordinates": [[*anneau, anneau[0]]]}


def collection(cellules, propriete="code"):
    """A FeatureCollection from (code, geometry) pairs."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {propriete: code}, "geometry": geometrie}
            for code, geometrie in cellules
        ],
    }


def ecrire(chemin, cellules, **options):
    """Write a collection and return its path."""
    chemin.write_text(json.dumps(collection(cellules, **options)), encoding="utf-8")
    return chemin
