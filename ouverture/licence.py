"""Under which licence open data leaves, and what it asks for."""

from typing import NamedTuple


class Licence(NamedTuple):
    """A licence."""

    nom: str
    adresse: str
    """Page of the licence."""
    dcat: str
    """Its name in the vocabulary of the European Union, that DCAT-AP asks for."""


LICENCE = Licence(
    "Licence Ouverte 2.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "http://publications.europa.eu/resource/authority/licence/FR_LO_2_0",
)
