"""Sections that higher applications add to the territory page.

The lower floor never imports upward: actors, démarches… register here, from
their ``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from territoires.models import Territoire

Contexte = Callable[[HttpRequest, Territoire], dict[str, Any]]


@dataclass(frozen=True)
class Section:
    """A block of the territory page: template and the function that feeds it."""

    cle: str
    titre: str
    gabarit: str
    contexte: Contexte
    ordre: int


_sections: dict[str, Section] = {}


def enregistrer_section(
    cle: str, titre: str, gabarit: str, contexte: Contexte, *, ordre: int = 100
) -> None:
    """Add (or replace) section ``cle``; lower ``ordre`` comes first on the page.

    Among the values of ``contexte``, the page itself reads ``suites``: next
    steps it lists under « Et ensuite », each a dict of ``libelle``, ``url`` and
    perhaps ``icone``.
    """
    _sections[cle] = Section(cle, titre, gabarit, contexte, ordre)


def sections_pour(request: HttpRequest, territoire: Territoire) -> list[dict[str, Any]]:
    """Return the sections ready for the template: cle, titre, gabarit and their own values."""
    return [
        {
            "cle": s.cle,
            "titre": s.titre,
            "gabarit": s.gabarit,
            **s.contexte(request, territoire),
        }
        for s in sorted(_sections.values(), key=lambda s: s.ordre)
    ]
