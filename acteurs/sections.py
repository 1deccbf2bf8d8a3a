"""What higher applications add to the page of an actor: sections, and gestures of its header.

The lower floor never imports upward: relations, moderation, open data… register
here, from their ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest

from acteurs.models import Acteur

Contexte = Callable[[HttpRequest, Acteur], dict[str, Any] | None]
Colonne = Literal["gauche", "droite", "bandeau"]


@dataclass(frozen=True)
class SectionActeur:
    """A block of the page of an actor: its template and the function that feeds it.

    Attributes:
        cle: name of the section.
        gabarit: template, included in the page of the actor; it reads ``valeurs`` (what ``contexte``
            answered), ``acteur``, ``request``, ``user``.
        contexte: (request, actor) → values of the template; None: nothing to show to this reader.
        ordre: lower comes first.
        colonne: « gauche » (what it is), « droite » (where, history), or « bandeau » (a note
            across the page, under its title).
    """

    cle: str
    gabarit: str
    contexte: Contexte
    ordre: int
    colonne: Colonne


@dataclass(frozen=True)
class Geste:
    """A link of the page's header: what can be done with the entry."""

    libelle: str
    url: str
    icone: str = ""
    principal: bool = False


Gestes = Callable[[HttpRequest, Acteur], Iterable[Geste]]

_sections: dict[str, SectionActeur] = {}
_gestes: dict[str, tuple[int, Gestes]] = {}


def enregistrer_section_acteur(
    cle: str, gabarit: str, contexte: Contexte, *, ordre: int = 100, colonne: Colonne = "gauche"
) -> None:
    """Add (or replace) section ``cle`` of the page of an actor."""
    _sections[cle] = SectionActeur(cle, gabarit, contexte, ordre, colonne)


def enregistrer_gestes(cle: str, gestes: Gestes, *, ordre: int = 100) -> None:
    """Add (or replace) the gestures that ``gestes`` offers to a reader of an entry."""
    _gestes[cle] = (ordre, gestes)


def sections_de_fiche(request: HttpRequest, acteur: Acteur) -> dict[str, list[dict[str, Any]]]:
    """Return column → its sections ready for the template: cle, gabarit and their values."""
    colonnes: dict[str, list[dict[str, Any]]] = {"bandeau": [], "gauche": [], "droite": []}
    for section in sorted(_sections.values(), key=lambda s: s.ordre):
        valeurs = section.contexte(request, acteur)
        if valeurs is not None:
            colonnes[section.colonne].append(
                {"cle": section.cle, "gabarit": section.gabarit, "valeurs": valeurs}
            )
    return colonnes


def gestes_de_fiche(request: HttpRequest, acteur: Acteur) -> list[Geste]:
    """Return what this reader may do with the entry, in order."""
    return [
        geste
        for _, gestes in sorted(_gestes.values(), key=lambda paire: paire[0])
        for geste in gestes(request, acteur)
    ]
