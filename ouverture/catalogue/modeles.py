"""What a catalogue is made of: sets of data, and the files or services that give them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ouverture.champs import Champ, Donnees


class Nature(NamedTuple):
    """A kind of file: its name, its media type, its name in the EU's vocabulary of file types."""

    libelle: str
    mime: str
    europe: str


NATURES: dict[str, Nature] = {
    "csv": Nature("CSV", "text/csv", "CSV"),
    "xlsx": Nature(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"
    ),
    "json": Nature("JSON", "application/json", "JSON"),
    "geojson": Nature("GeoJSON", "application/geo+json", "GEOJSON"),
    "jsonld": Nature("JSON-LD", "application/ld+json", "JSON_LD"),
}


@dataclass(frozen=True)
class Distribution:
    """A file of a set, or a service that answers questions on it.

    Attributes:
        nature: key of ``NATURES``.
        adresse: path on this site.
        titre: what is said instead of the name of its format.
        octets: size, when the file is made already.
        faite_le: when it was.
        service: an API, asked page by page, instead of a file.
        description: path of the document that describes the service (OpenAPI).
    """

    nature: str
    adresse: str
    titre: str = ""
    octets: int | None = None
    faite_le: datetime | None = None
    service: bool = False
    description: str = ""

    @property
    def libelle(self) -> str:
        """Its name for people."""
        return self.titre or NATURES[self.nature].libelle


@dataclass(frozen=True)
class Jeu:
    """A set of data.

    ``lignes`` gives its rows, for sets whose files this application writes itself.
    """

    code: str
    titre: str
    description: str
    champs: tuple[Champ, ...]
    mots: tuple[str, ...]
    theme: str
    """Code in the EU's vocabulary of themes."""
    frequence: str
    """Code in the EU's vocabulary of frequencies."""
    source: str
    compter: Callable[[], int]
    dater: Callable[[], datetime | None]
    distributions: Callable[[], Iterable[Distribution]]
    lignes: Callable[[], Iterator[Donnees]] | None = None
    lieux: bool = False
    """Whether its rows have a point."""
    page: str = ""
    """Path of the page where people read the same thing."""
