"""The filters of the directory as open data reads them: anybody's, published entries only."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.auth.models import AnonymousUser

from acteurs.criteres import Criteres

SANS_OBJET = ("statut", "vue", "page")
"""Values of the list's address that open data does not know."""


def lire_public(donnees: Mapping[str, Any]) -> Criteres:
    """Read the criteria of an address for a visitor nobody knows, whoever asks."""
    gardees = {nom: valeur for nom, valeur in donnees.items() if nom not in SANS_OBJET}
    return Criteres.lire(gardees, AnonymousUser())


def relire_public(adresse: str) -> Criteres:
    """Read the criteria of a query string that was kept."""
    return lire_public(dict(parse_qsl(adresse)))
