"""Under which licence open data leaves, and what it asks for."""

from typing import NamedTuple


class Licence(NamedTuple):
    """A licence."""

    nom: str
    adresse: str
    """Page of the licence."""
    spdx: str
    """Its address in the list of SPDX, that tools know."""


LICENCE = Licence(
    "Licence Ouverte 2.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "https://spdx.org/licenses/etalab-2.0",
)
