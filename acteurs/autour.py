"""« Around a commune »: the actors less than so many kilometres from its outline.

The outline is the finest one known; it is widened in metres, and the actors
whose point is inside are found by their Morton codes, then compared with it
exactly. The commune's own actors are always there, wherever their point is.
Without an outline, what is widened is the frame of its own actors: « the
commune » is then where its actors are, never its centre alone.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import Q

from acteurs.models import Acteur
from acteurs.services.revision import lire_revision
from territoires.models import Commune, ContourCommune
from territoires.models.contours import Contour

METRES_PAR_DEGRE = 6_378_137.0 * math.pi / 180
MEMOIRE_S = 600
ZONES_MAX = 24
"""Surroundings kept by a process."""
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
    zone = zone_autour(commune, rayon, etat_du_contour(commune), _points_lus)
    if zone.forme is None:
        return []
    lignes = Acteur.objects.order_by().dans_cadre(*zone.cadre).values_list("pk", "lon", "lat")
    points = np.array(list(lignes), dtype=float).reshape(-1, 3)
    dedans = zone.contient(points[:, 1], points[:, 2])
    return [int(pk) for pk in points[dedans, 0]]


@dataclass
class Zone:
    """A commune and its surroundings."""

    cle: tuple[Any, ...]
    """Names what the zone is made of."""
    communes: frozenset[str]
    """The commune and its parts: their actors are there, wherever their point is."""
    contour: Any
    """What is widened, in degrees; None when nothing is."""
    rayon: float

    @cached_property
    def echelle(self) -> Any:
        """Degrees → metres on the plane that touches the globe at the middle of the outline."""
        _, sud, _, nord = self.contour.bounds
        return np.array(
            [METRES_PAR_DEGRE * math.cos(math.radians((sud + nord) / 2)), METRES_PAR_DEGRE]
        )

    @cached_property
    def forme(self) -> Any:
        """The outline widened, in metres, ready to be compared with many points."""
        if self.contour is None:
            return None
        plan = shapely.transform(self.contour, lambda points: points * self.echelle)
        zone = shapely.buffer(plan, self.rayon * 1000, quad_segs=16)
        shapely.prepare(zone)
        return zone

    @cached_property
    def cadre(self) -> tuple[float, float, float, float]:
        """West, south, east, north, in degrees."""
        ouest, sud, est, nord = map(
            float, (np.array(self.forme.bounds).reshape(2, 2) / self.echelle).ravel()
        )
        return ouest, sud, est, nord

    def contient(self, lon: Any, lat: Any) -> Any:
        """Return which of these points are inside."""
        return shapely.contains_xy(self.forme, lon * self.echelle[0], lat * self.echelle[1])


_zones: OrderedDict[tuple[Any, ...], Zone] = OrderedDict()


def zone_autour(
    commune: Commune, rayon: float, contour: Any, points: Callable[[frozenset[str]], Any]
) -> Zone:
    """Return the surroundings of a commune.

    Args:
        commune: the commune.
        rayon: kilometres around it; 0: its own actors only.
        contour: the state of its outline (``etat_du_contour``), None without one: what is
            widened is then the hull of where its actors are.
        points: communes → longitudes and latitudes of their published actors.
    """
    siennes = Commune.objects.filter(Q(pk=commune.pk) | Q(parent=commune)).order_by()
    communes = frozenset(siennes.values_list("pk", flat=True))
    forme = None
    if rayon and contour is None:
        forme = _enveloppe(commune, points(communes))
    cle = (commune.pk, rayon, contour or (forme and forme.wkb), communes)
    zone = _zones.get(cle)
    if zone is None:
        if rayon and contour is not None and (trace := _contour(commune)):
            forme = shapely.from_geojson(trace.geojson)
        zone = _zones[cle] = Zone(cle, communes, forme, rayon)
        while len(_zones) > ZONES_MAX:
            _zones.popitem(last=False)
    return zone


def _enveloppe(commune: Commune, points: Any) -> Any:
    """The hull of where its actors are, and of its centre; None without any."""
    points = np.asarray(points, float).reshape(-1, 2)
    if commune.lon is not None:
        points = np.append(points, [(commune.lon, commune.lat or 0.0)], axis=0)
    return shapely.convex_hull(shapely.multipoints(points)) if len(points) else None


def _points_lus(communes: frozenset[str]) -> Any:
    """Where the published actors of communes are, read by SQL."""
    acteurs = Acteur.objects.publies().places().filter(commune__in=communes).order_by()
    return list(acteurs.values_list("lon", "lat"))
