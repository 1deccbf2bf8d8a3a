"""The ground of the national map, light enough to be sent whole: land and main towns.

Natural Earth's countries around France and its overseas territories, borders
shared to the last point, and the most populated communes. No network needed.
"""

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import orjson
import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from territoires.dessin.memoire import DUREE_S, memoire
from territoires.geometrie.monde import FRANCE, pays_dans
from territoires.geometrie.projection import Emprise
from territoires.models import Commune

ALENTOURS: tuple[Emprise, ...] = (
    (-16.0, 33.0, 24.0, 61.0),  # Europe
    (-63.5, 13.0, -59.0, 19.0),  # Guadeloupe, Martinique, Saint-Martin
    (-60.0, -2.0, -46.0, 9.0),  # Guyane
    (53.0, -24.0, 60.0, -18.0),  # La Réunion
    (41.0, -15.0, 48.0, -10.0),  # Mayotte
    (-59.0, 44.0, -53.0, 50.0),  # Saint-Pierre-et-Miquelon
)
"""Frames of the land sent: nothing outside is French soil with registered actors but the Pacific's,
whose maps show their points alone."""
VILLES_MAX = 420
ANNEAU_MIN = 8
"""Numbers of the shortest ring: a triangle, closed."""
PAS = 0.001
"""Degrees of one unit of the coordinates sent."""
FINESSE = 0.004
"""Simplification in degrees: less than the source is sure of."""


def lire_fond_national() -> tuple[bytes, str]:
    """Return the ground as JSON and its ETag, from the cache when nothing changed.

    ``terres``: one item per country and frame, ``{"f": 1 for France, "a": rings}``, each ring
    a list of integers (units of ``pas`` degrees), first point then differences.
    ``villes``: ``[name, lon, lat]``, most populated first.
    """
    fichier = settings.REFERENTIEL_MONDE / "countries-50m.json"
    etat = fichier.stat() if fichier.exists() else None
    villes = list(
        Commune.objects.filter(type=Commune.Type.COMMUNE, lon__isnull=False, population__gt=0)
        .order_by("-population", "code")
        .values_list("nom", "lon", "lat")[:VILLES_MAX]
    )
    signature = repr((FINESSE, etat and (etat.st_size, int(etat.st_mtime)), villes))
    cle = f"fond-{hashlib.sha256(signature.encode()).hexdigest()[:32]}"
    contenu: bytes | None = memoire().get(cle)
    if contenu is None:
        contenu = orjson.dumps({"pas": PAS, "terres": _terres(), "villes": _villes(villes)})
        memoire().set(cle, contenu, DUREE_S)
    return contenu, f'"{cle}"'


def _villes(villes: Iterable[tuple[str, Any, Any]]) -> list[list[Any]]:
    return [[nom, round(lon, 3), round(lat, 3)] for nom, lon, lat in villes]


def _terres() -> list[dict[str, Any]]:
    fichier = settings.REFERENTIEL_MONDE / "countries-50m.json"
    terres = []
    for emprise in ALENTOURS:
        trouves = pays_dans(fichier, emprise)
        # Simplified together: two countries keep the same border.
        formes = shapely.coverage_simplify([f for _, f in trouves], FINESSE) if trouves else []
        for (identifiant, _), forme in zip(trouves, formes, strict=True):
            anneaux = _anneaux(forme)
            if anneaux:
                terres.append({"f": int(identifiant == FRANCE), "a": anneaux})
    return terres


def _anneaux(forme: BaseGeometry) -> list[list[int]]:
    """Return every ring, in whole units, first point then differences."""
    anneaux = []
    for partie in shapely.get_parts(forme):
        if partie.geom_type != "Polygon":
            continue
        for anneau in (partie.exterior, *partie.interiors):
            points = [(round(x / PAS), round(y / PAS)) for x, y in anneau.coords]
            suite = list(points[0])
            for (x0, y0), (x1, y1) in pairwise(points):
                if (x0, y0) != (x1, y1):
                    suite += [x1 - x0, y1 - y0]
            if len(suite) >= ANNEAU_MIN:
                anneaux.append(suite)
    return anneaux
