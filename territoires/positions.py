"""Where a territory is, as one point, for maps that show many of them."""

from collections.abc import Iterable

from django.db.models import Avg

from territoires.models import Territoire, TerritoireCommune

Position = tuple[float, float]
"""Longitude, latitude (EPSG:4326)."""


def situer(territoires: Iterable[Territoire]) -> dict[int, Position]:
    """Return the place of each territory: its own, else the middle of its communes; one query.

    Territories of which nothing is placed are left out.
    """
    places: dict[int, Position] = {}
    autres = []
    for t in territoires:
        if t.lon is not None and t.lat is not None:
            places[t.pk] = (t.lon, t.lat)
        else:
            autres.append(t.pk)
    milieux = (
        TerritoireCommune.objects.filter(territoire__in=autres, commune__lon__isnull=False)
        .order_by()
        .values_list("territoire")
        .annotate(Avg("commune__lon"), Avg("commune__lat"))
    )
    return places | {pk: (lon, lat) for pk, lon, lat in milieux}
