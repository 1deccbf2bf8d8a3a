"""Blocks that higher applications add to the page of a démarche (the report…).

The lower floor never imports upward: reports register here, from their
``AppConfig.ready``. The template of a block receives what its function returns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from diagnostics.models import Diagnostic

Contexte = Callable[[HttpRequest, Diagnostic], dict[str, Any] | None]


@dataclass(frozen=True)
class Bloc:
    """A block of the démarche page: template and the function that feeds it."""

    cle: str
    titre: str
    gabarit: str
    contexte: Contexte
    ordre: int


@dataclass(frozen=True)
class Onglet:
    """A tab of the démarche's screens, whose address takes the démarche's reference."""

    cle: str
    titre: str
    nom_url: str


_blocs: dict[str, Bloc] = {}
_onglets: dict[str, Onglet] = {}


def enregistrer_onglet(cle: str, titre: str, nom_url: str) -> None:
    """Add (or replace) a tab shown to every member, after our own ones."""
    _onglets[cle] = Onglet(cle, titre, nom_url)


def onglets_ajoutes() -> list[Onglet]:
    """Return the tabs of higher applications, in the order they came."""
    return list(_onglets.values())


def enregistrer_bloc(
    cle: str, titre: str, gabarit: str, contexte: Contexte, *, ordre: int = 100
) -> None:
    """Add (or replace) block ``cle``; lower ``ordre`` comes first on the page.

    ``contexte(request, diagnostic)`` returns the values of the template, or
    None when the reader has nothing to see there. Only members reach the page.
    """
    _blocs[cle] = Bloc(cle, titre, gabarit, contexte, ordre)


def blocs_pour(request: HttpRequest, diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """Return the blocks ready for the template: cle, titre, gabarit and their own values."""
    pleins = []
    for bloc in sorted(_blocs.values(), key=lambda b: b.ordre):
        valeurs = bloc.contexte(request, diagnostic)
        if valeurs is not None:
            pleins.append(
                {"cle": bloc.cle, "titre": bloc.titre, "gabarit": bloc.gabarit, **valeurs}
            )
    return pleins
