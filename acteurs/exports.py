"""Tables as CSV or XLSX: written piece by piece, harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULES = ("=", "+", "-", "@")
LOT = 1000
"""Rows of a piece."""
PREMIERES = 100
"""Rows of the first one: a download begins at once."""


def inoffensif(valeur: Any) -> Any:
    """Return a cell that no spreadsheet will run: a text that looks like a formula is quoted."""
    if not isinstance(valeur, str):
        return valeur
    suspect = valeur.startswith(("\t", "\r", "\n")) or valeur.lstrip().startswith(FORMULES)
    return f"'{valeur}" if suspect else valeur


def en_csv(rangees: Iterable[list[Any]], entetes: Iterable[str]) -> Iterator[bytes]:
    """Yield the pieces of a CSV that French spreadsheets open as it is (UTF-8 with BOM, « ; »)."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";")
    tampon.write("\ufeff")
    plume.writerow(entetes)
    for rang, rangee in enumerate(rangees, 1):
        plume.writerow(rangee)
        if rang == PREMIERES or rang % LOT == 0:
            yield tampon.getvalue().encode()
            tampon.seek(0)
            tampon.truncate()
    yield tampon.getvalue().encode()


def en_xlsx(
    rangees: Iterable[list[Any]],
    sortie: Any,
    entetes: Iterable[str],
    *,
    feuille_nommee: str = "Acteurs",
) -> None:
    """Write a workbook into ``sortie`` (binary file), one row at a time."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(feuille_nommee)
    feuille.freeze_panes = "B2"
    titres = [WriteOnlyCell(feuille, value=e) for e in entetes]
    for titre in titres:
        titre.font = Font(bold=True)
    feuille.append(titres)
    for rangee in rangees:
        feuille.append(
            [ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for v in rangee]
        )
    classeur.save(sortie)
