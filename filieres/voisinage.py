"""Where a territory is, and which ones are around it."""

import math
from typing import Final

from django.db.models import Avg, F

from territoires.models import Commune, Territoire, TerritoireCommune

VOISINS: Final = 6
PRES_DEGRES: Final = 0.8
"""Degrees around the centre in which neighbours are looked for."""
DE_MEME_NATURE: Final = frozenset({"epci", "ept", "petr", "pnr", "bassin", "departement", "region"})

Point = tuple[float, float]
"""Longitude and latitude."""


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance between two points, in km."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371 * math.asin(math.sqrt(h))


def centre_de(territoire: Territoire) -> Point | None:
    """Return the centre of a territory: its own, else the mean of those of its communes."""
    if territoire.lon is not None and territoire.lat is not None:
        return territoire.lon, territoire.lat
    moyenne = Commune.objects.filter(liens__territoire=territoire).aggregate(
        lon=Avg("lon"), lat=Avg("lat")
    )
    if moyenne["lon"] is None:
        return None
    return moyenne["lon"], moyenne["lat"]


def trouver_voisins(territoire: Territoire) -> list[Territoire]:
    """Return the nearest territories of the same nature (else EPCIs) that share no commune.

    Near: by the middle of their communes that are around; territories have no centre of
    their own in the official lists.
    """
    centre = centre_de(territoire)
    if centre is None:
        return []
    nature = territoire.nature if territoire.nature in DE_MEME_NATURE else "epci"
    siennes = TerritoireCommune.objects.filter(territoire=territoire).values("commune")
    autour = (
        TerritoireCommune.objects.filter(
            territoire__nature=nature,
            territoire__actif=True,
            commune__lon__range=(centre[0] - 1.5 * PRES_DEGRES, centre[0] + 1.5 * PRES_DEGRES),
            commune__lat__range=(centre[1] - PRES_DEGRES, centre[1] + PRES_DEGRES),
        )
        .exclude(territoire=territoire)
        .exclude(
            territoire__in=TerritoireCommune.objects.filter(commune__in=siennes).values(
                "territoire"
            )
        )
        .order_by()
        .values(cle=F("territoire"))
        .annotate(lon=Avg("commune__lon"), lat=Avg("commune__lat"))
    )
    proches = sorted(autour, key=lambda t: (distance_km(centre, (t["lon"], t["lat"])), t["cle"]))
    rangs = {t["cle"]: rang for rang, t in enumerate(proches[:VOISINS])}
    return sorted(Territoire.objects.filter(pk__in=rangs), key=lambda t: rangs[t.pk])
