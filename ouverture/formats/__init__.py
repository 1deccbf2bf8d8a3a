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
        emploi: how one uses it, for somebody who never did.
    """

    code: str
    libelle: str
    mime: str
    usage: str
    ecrire: Ecrivain | None
    suffixe: str = ""
    emploi: str = ""

    def nommer(self, base: str) -> str:
        """Return the name of a file."""
        return f"{base}{self.suffixe or '.' + self.code}"


_TOUS = (
    Format(
        "csv", "CSV", "text/csv; charset=utf-8", "tableurs et statistiques", ecrire_csv,
        emploi="S’ouvre d’un double-clic dans LibreOffice ou Excel. Pour une feuille qui se met à "
        "jour, dans Excel\u00a0: Données, «\u00a0À partir du web\u00a0», collez l’adresse.",
    ),
    Format(
        "xlsx", "Excel", XLSX, "tableurs", None,
        emploi="Les mêmes colonnes, nommées en français\u00a0; rien à régler à l’ouverture.",
    ),
    Format(
        "geojson", "GeoJSON", "application/geo+json", "cartes\u00a0: QGIS, uMap…", ecrire_geojson,
        emploi="QGIS\u00a0: Couche, «\u00a0Ajouter une couche vecteur\u00a0», type de source "
        "«\u00a0Protocole\u00a0», collez l’adresse. uMap\u00a0: réglages du calque, "
        "«\u00a0Données distantes\u00a0», collez l’adresse, format geojson.",
    ),
    Format(
        "gogocarto", "GoGoCarto", "application/json", "autres cartes de l’ESS", ecrire_gogocarto,
        suffixe="-gogocarto.json",
        emploi="Dans l’administration de votre carte GoGoCarto\u00a0: imports, nouvelle source "
        "dynamique, collez l’adresse\u00a0; elle sera relue d’elle-même.",
    ),
    Format(
        "jsonld", "JSON-LD", "application/ld+json", "web de données (schema.org)", ecrire_jsonld,
        emploi="Pour un moteur de recherche, une base de connaissances, une page web.",
    ),
)  # fmt: skip
FORMATS: dict[str, Format] = {f.code: f for f in _TOUS}

__all__ = ["FORMATS", "Ecrivain", "Format"]
