"""« Around a commune »: the actors less than so many kilometres from its outline.

The outline is the finest one known; it is widened in metres, and the actors
whose point is inside are found by their Morton codes, then compared with it
exactly. The commune's own actors are always there, wherever their point is.
Without an outline, what is widened is the frame of its own actors: « the
commune » is then where its actors are, never its centre alone.
"""

import math
from typing import Any

import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import Q
from shapely.geometry import MultiPoint

from acteurs.models import Acteur
from acteurs.services.revision import lire_revision
from territoires.models import Commune, ContourCommune
from territoires.models.contours import Contour

METRES_PAR_DEGRE = 6_378_137.0 * math.pi / 180
MEMOIRE_S = 600
BANDES = (Contour.Bande.FINE, Contour.Bande.MOYENNE, Contour.Bande.LARGE)


def _contour(commune: Commune) -> ContourCommune | None:
    """Return the finest outline of the commune, if any."""
    return (
        ContourCommune.objects.filter(commune=commune, bande__in=BANDES).order_by("-bande").first()
    )


def etat_du_contour(commune: Commune | None) -> Any:
    """Return what changes when the outline does, for the keys of caches."""
    if commune is None:
        return None
    return (
        ContourCommune.objects.filter(commune=commune, bande__in=BANDES)
        .order_by("-bande")
        .values_list("pk", "millesime", "ouest", "sud", "est", "nord")
        .first()
    )


def condition_autour(commune: Commune, rayon: float, plage: tuple[int, int] | None = None) -> Q:
    """Return the condition « of this commune, or less than ``rayon`` km from its outline ».

    ``plage`` (first and last Morton codes) leaves out the actors a tile does not show.
    """
    siens = Q(commune__in=Commune.objects.filter(Q(pk=commune.pk) | Q(parent=commune)).values("pk"))
    if not rayon:
        return siens
    cle = f"acteurs:autour:{commune.pk}:{rayon}:{lire_revision()}:{etat_du_contour(commune)}"
    cle = cle.replace(" ", "")
    connus = cache.get(cle)
    if connus is None:
        connus = _ranger({*_ids_autour(commune, rayon)}, siens)
        cache.set(cle, connus, MEMOIRE_S)
    ids, mortons = connus
    if plage is not None:
        debut, fin = np.searchsorted(mortons, (plage[0], plage[1] + 1))
        ids = ids[debut:fin]
    return Q(pk__parmi=ids.tolist())


def _ranger(ids: set[int], siens: Q) -> tuple[Any, Any]:
    """Return ids and Morton codes of the actors found and of the commune's own, by code."""
    ids.update(Acteur.objects.filter(siens).order_by().values_list("pk", flat=True))
    codes = dict(
        Acteur.objects.filter(pk__parmi=sorted(ids)).order_by().values_list("pk", "morton")
    )
    couples = sorted((-1 if code is None else code, pk) for pk, code in codes.items())
    table = np.array(couples, dtype=np.int64).reshape(-1, 2)
    return table[:, 1], table[:, 0]


def _ids_autour(commune: Commune, rayon: float) -> list[int]:
    """Ids of the actors, whatever their status, whose point is that close."""
    forme = _forme(commune)
    if forme is None:
        return []
    # Degrees → metres on the plane that touches the globe at the middle of the outline.
    _, sud, _, nord = forme.bounds
    echelle = np.array(
        [METRES_PAR_DEGRE * math.cos(math.radians((sud + nord) / 2)), METRES_PAR_DEGRE]
    )
    plan = shapely.transform(forme, lambda points: points * echelle)
    zone = shapely.buffer(plan, rayon * 1000, quad_segs=16)
    cadre = (np.array(zone.bounds).reshape(2, 2) / echelle).ravel()
    lignes = (
        Acteur.objects.order_by().dans_cadre(*map(float, cadre)).values_list("pk", "lon", "lat")
    )
    points = np.array(list(lignes), dtype=float).reshape(-1, 3)
    shapely.prepare(zone)
    dedans = shapely.contains_xy(zone, points[:, 1] * echelle[0], points[:, 2] * echelle[1])
    return [int(pk) for pk in points[dedans, 0]]


def _forme(commune: Commune) -> Any:
    """The outline of the commune, else the hull of where its actors are, else its centre."""
    contour = _contour(commune)
    if contour is not None:
        return shapely.from_geojson(contour.geojson)
    points = list(
        Acteur.objects.filter(
            commune__in=Commune.objects.filter(Q(pk=commune.pk) | Q(parent=commune)).values("pk"),
            statut=Acteur.Statut.PUBLIE,
            lon__isnull=False,
        ).values_list("lon", "lat")[:5000]
    )
    if commune.lon is not None:
        points.append((commune.lon, commune.lat))
    return MultiPoint(points).convex_hull if points else None
