"""Long lists of actors read once: honest counts, stable pages, sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from acteurs.models import Acteur, ActeurQuerySet, TypeActeur
from socle.typographie import ecrire_nombre

PLAFOND = 10_000
"""Actors listed at most: beyond, the page says « plus de 10 000 »."""
PAR_PAGE = 30


@dataclass(frozen=True)
class Releve:
    """The actors of a list, by name: ids of those with a point and of those without.

    Exact up to ``PLAFOND``; ``plafonne`` says that there are more.
    """

    places: list[int]
    sans_point: list[int]
    plafonne: bool = False

    @property
    def total(self) -> int:
        """How many actors are listed."""
        return len(self.places) + len(self.sans_point)

    @property
    def nombre(self) -> str:
        """« 15 acteurs », « plus de 10 000 acteurs »."""
        if self.plafonne:
            return f"plus de {ecrire_nombre(PLAFOND)}\u00a0acteurs"
        if not self.total:
            return "Aucun acteur"
        return f"{ecrire_nombre(self.total)}\u00a0acteur{'s' if self.total > 1 else ''}"


def relever(acteurs: ActeurQuerySet) -> Releve:
    """Read a list in one query that stops at the ceiling."""
    lignes = acteurs.order_by("nom_normalise", "pk").values_list("pk", "lon")[: PLAFOND + 1]
    places: list[int] = []
    sans_point: list[int] = []
    lues = 0
    for pk, lon in lignes:
        lues += 1
        if lues <= PLAFOND:
            (sans_point if lon is None else places).append(pk)
    return Releve(places, sans_point, plafonne=lues > PLAFOND)


def charger(ids: Sequence[int]) -> list[Acteur]:
    """Return the actors of these ids, in the same order, with what a row shows."""
    acteurs = Acteur.objects.select_related("type", "sous_type", "commune").in_bulk(list(ids))
    return [acteurs[pk] for pk in ids if pk in acteurs]


def paginer(ids: Sequence[int], numero: str | None) -> Page[Any]:
    """Return a page of actors; a wrong number leads to the nearest page."""
    page: Page[Any] = Paginator(ids, PAR_PAGE).get_page(numero)
    page.object_list = charger(list(page.object_list))
    return page


def echantillon(ids: list[int], maximum: int) -> list[int]:
    """Return at most ``maximum`` ids spread evenly over the list."""
    if len(ids) <= maximum:
        return ids
    return [ids[i * len(ids) // maximum] for i in range(maximum)]


APERCU = 6
"""Actors named on the page of a territory."""


def resumer_territoire(territoire: Any) -> dict[str, Any]:
    """Return what the page of a territory says of its actors: number, families, first names.

    ``familles`` lists (kind or None, number), most numerous first.
    """
    acteurs = Acteur.objects.publies().dans(territoire)
    releve = relever(acteurs)
    familles = (
        acteurs.order_by()
        .values("type")
        .annotate(nombre=Count("pk"))
        .order_by("-nombre", "type__ordre")
    )
    types = TypeActeur.objects.in_bulk()
    return {
        "releve": releve,
        "familles": [(types.get(f["type"]), f["nombre"]) for f in familles],
        "apercu": charger([*releve.places, *releve.sans_point][:APERCU]),
    }
