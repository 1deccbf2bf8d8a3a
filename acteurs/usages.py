"""What uses actors on the floors above: démarches today, filières tomorrow.

The lower floor never imports upward: higher applications register here, from
their ``AppConfig.ready``, what the actor's page and the list's filters show.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Usage:
    """One thing that uses an actor: its title, its page, one line of detail."""

    titre: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Selection:
    """The actors of one thing (a démarche…), for the filter of the list."""

    titre: str
    acteurs: QuerySet[Any, Any]
    """A flat queryset of actors' ids (``values_list("pk", flat=True)``)."""
    territoire: Any = None
    """Where the thing happens; decides what is « hors périmètre »."""


@dataclass(frozen=True)
class SourceDUsages:
    """What a higher application offers.

    Attributes:
        cle: name of the filter in addresses (``demarche``).
        libelle: French label (« Démarche »).
        usages: (user, actor) → its uses that this user may see.
        selection: (user, reference) → the actors of one thing, None when unknown or forbidden.
        lies_a: (user, territory) → flat queryset of ids of the actors cited by the things of a territory.
        cites: (ids of actors) → ids of those that something cites, whoever may see it.
    """

    cle: str
    libelle: str
    usages: Callable[[Any, Any], list[Usage]]
    selection: Callable[[Any, str], Selection | None]
    lies_a: Callable[[Any, Any], QuerySet[Any, Any]]
    cites: Callable[[Collection[int]], Iterable[int]] = lambda _: ()


_sources: dict[str, SourceDUsages] = {}


def enregistrer_usages(source: SourceDUsages) -> None:
    """Add (or replace) a source of uses."""
    _sources[source.cle] = source


def sources() -> list[SourceDUsages]:
    """Every registered source, in order of registration."""
    return list(_sources.values())


def cites(ids: Collection[int]) -> set[int]:
    """Return those of the actors ``ids`` that a démarche (or another thing above) relies on."""
    return {pk for source in sources() for pk in source.cites(ids)}
