"""The formats in which actors leave the directory: one module each, one table of them all.

Each writes the public data of ``ouverture.champs`` piece by piece: a list of any length costs the
memory of one batch.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ouverture.champs import Donnees
from ouverture.formats.geojson import ecrire_geojson
from ouverture.formats.gogocarto import ecrire_gogocarto
from ouverture.formats.jsonld import ecrire_jsonld
from ouverture.formats.tableau import XLSX, ecrire_csv

Ecrivain = Callable[[Iterable[Donnees]], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """A format offered.

    Attributes:
        code: its name in addresses, and the extension of its files.
        libelle: its name for people.
        mime: its media type.
        usage: what it is good for, in a few words.
        ecrire: data → pieces of the file; None for a workbook, written on disk.
        suffixe: what comes after « acteurs » in the name of the file.
    """

    code: str
    libelle: str
    mime: str
    usage: str
    ecrire: Ecrivain | None
    suffixe: str = ""

    def nommer(self, base: str) -> str:
        """Return the name of a file."""
        return f"{base}{self.suffixe or '.' + self.code}"


_TOUS = (
    Format("csv", "CSV", "text/csv; charset=utf-8", "tableurs et statistiques", ecrire_csv),
    Format("xlsx", "Excel", XLSX, "tableurs", None),
    Format(
        "geojson", "GeoJSON", "application/geo+json", "cartes\u00a0: QGIS, uMap…", ecrire_geojson
    ),
    Format(
        "jsonld", "JSON-LD", "application/ld+json", "web de données (schema.org)", ecrire_jsonld
    ),
    Format(
        "gogocarto", "GoGoCarto", "application/json", "autres cartes de l’ESS", ecrire_gogocarto,
        suffixe="-gogocarto.json",
    ),
)  # fmt: skip
FORMATS: dict[str, Format] = {f.code: f for f in _TOUS}

__all__ = ["FORMATS", "Ecrivain", "Format"]
