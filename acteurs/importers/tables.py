"""Streaming any official table: CSV (plain, .gz, .zip) or Parquet, of any size.

Layouts of public registers move; their columns are therefore found **by header
name** and asked for by name. A file of tens of millions of lines has bad lines:
each is reported with its physical line number and a French reason, and the
reading goes on. Memory stays bounded whatever the file holds (a 10 MB field, an
archive that unfolds without end), and a reading may start again from a position.

    with ouvrir_table(chemin, colonnes=["siren", "nom"], optionnelles=["sigle"]) as table:
        for lot in table.lots(depuis):         # depuis: None or the `suite` of a former Lot
            for numero, (siren, nom, sigle) in zip(lot.numeros, lot.lignes):
                ...
            garder(lot.rejets, lot.suite)      # Rejet(ligne, motif, extrait); where to resume
        if table.tronquee:                     # the end of the file is missing
            ...

Cells are text, '' when empty or when an optional column is missing. Formats are
recognised by content, not by extension.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Self

from acteurs.importers.lecture import FichierRefuse

__all__ = ["FichierRefuse", "Lot", "Position", "Rejet", "Table", "lire_entetes", "ouvrir_table"]

LIGNE_MAX = 1 << 20
"""Longest line read, in bytes; a longer one is reported and dropped without being kept."""
EXTRAIT_MAX = 200
CITEES = 5
SEPARATEURS = ";,\t|"

Selection = Mapping[str, Iterable[str]]
"""Column → values: a line is kept when ANY of these columns holds one of its values
(read once: a generator will do).

Most lines are judged without being parsed; those a glance cannot judge (quotes, wrong
number of cells) are parsed, so that the bad ones are reported. A bad line that plainly is
not a wanted one goes with the others.
"""


class Position(NamedTuple):
    """Where to start again: bytes once unfolded (rows in Parquet) and number of the next line."""

    octet: int
    ligne: int


class Rejet(NamedTuple):
    """A line set aside: its physical number, why (French), how it begins."""

    ligne: int
    motif: str
    extrait: str


class Lot(NamedTuple):
    """A batch: lines kept and their numbers, lines rejected, lines read, where to resume."""

    numeros: list[int]
    lignes: list[tuple[str, ...]]
    rejets: list[Rejet]
    lues: int
    suite: Position
    avancement: float
    """Share of the file read, 0 to 1."""


class Table(ABC):
    """An open table; use it as a context manager.

    Attributes:
        entetes: every header of the file, in its order.
        absentes: optional columns the file does not have.
        tronquee: once read, whether the end of the file is missing: what was not seen
            may not be held to be absent.
    """

    def __init__(
        self,
        chemin: Path,
        entetes: Sequence[str],
        colonnes: Sequence[str],
        optionnelles: Sequence[str],
    ) -> None:
        self.chemin = chemin
        self.entetes = tuple(entetes)
        self.tronquee = False
        rangs: dict[str, int] = {}
        for rang, entete in enumerate(entetes):
            rangs.setdefault(entete.lower(), rang)
        self.rangs = rangs
        manquantes = [c for c in colonnes if c.lower() not in rangs]
        if manquantes:
            raise FichierRefuse(dire_manquantes(chemin, manquantes, entetes))
        self.absentes = frozenset(c for c in optionnelles if c.lower() not in rangs)
        self.demandees = (*colonnes, *optionnelles)

    @abstractmethod
    def lots(self, depuis: Position | None = None) -> Iterator[Lot]:
        """Yield batches, from the beginning or from where a former reading stopped."""

    @abstractmethod
    def fermer(self) -> None:
        """Close the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_erreur: object) -> None:
        self.fermer()


def ouvrir_table(
    chemin: Path | str,
    *,
    colonnes: Sequence[str],
    optionnelles: Sequence[str] = (),
    separateur: str | None = ",",
    encodage: str | None = "utf-8",
    selection: Selection | None = None,
    multiligne: bool = False,
) -> Table:
    """Open a table and find its columns.

    Args:
        chemin: .csv, .csv.gz, .zip holding one CSV, or .parquet (recognised by content).
        colonnes: headers the file must have (case ignored).
        optionnelles: headers it may have.
        separateur: None to take the one its header uses.
        encodage: utf-8, latin-1 or cp1252; None to find out between the first and the last.
        selection: lines to keep (see :data:`Selection`); without it, all.
        multiligne: cells may hold line breaks (between quotes). Not with ``selection``.

    Raises:
        FichierRefuse: unreadable, empty, or a column is missing (French, names it).
    """
    chemin = Path(chemin)
    if _magie(chemin) == b"PAR1":
        from acteurs.importers.tables_parquet import TableParquet

        return TableParquet(chemin, colonnes, optionnelles, selection)
    from acteurs.importers.tables_csv import TableCsv

    return TableCsv(
        chemin,
        colonnes,
        optionnelles,
        format_=(separateur, encodage),
        selection=selection,
        multiligne=multiligne,
    )


def lire_entetes(
    chemin: Path | str, *, separateur: str | None = None, encodage: str | None = None
) -> tuple[str, ...]:
    """Return the headers of a table, to choose among usual names which columns to ask for."""
    with ouvrir_table(chemin, colonnes=(), separateur=separateur, encodage=encodage) as table:
        return table.entetes


def prendre(rangs: Sequence[int]) -> Any:
    """Return the function giving a row's cells of these ranks, always as a tuple."""
    if not rangs:
        return lambda _ligne: ()
    if len(rangs) == 1:
        seul = rangs[0]
        return lambda ligne: (ligne[seul],)
    return itemgetter(*rangs)


def _magie(chemin: Path) -> bytes:
    try:
        with chemin.open("rb") as fichier:
            return fichier.read(4)
    except OSError as erreur:
        raise FichierRefuse(
            f"Le fichier {chemin.name} est introuvable ou illisible\u00a0: déposez-le de nouveau."
        ) from erreur


def dire_manquantes(chemin: Path, manquantes: Sequence[str], entetes: Sequence[str]) -> str:
    """Return the French message naming the columns a file does not have."""
    cites = ", ".join(f"«\u00a0{c}\u00a0»" for c in manquantes[:CITEES])
    if len(manquantes) > CITEES:
        cites += f" et {len(manquantes) - CITEES} autres"
    pluriel = "s" if len(manquantes) > 1 else ""
    remede = (
        "vérifiez le séparateur du fichier."
        if len(entetes) == 1
        else "vérifiez qu’il s’agit du bon fichier."
    )
    return (
        f"Colonne{pluriel} absente{pluriel} de {chemin.name}\u00a0: {cites}. "
        f"Ses en-têtes sont lus par leur nom\u00a0: {remede}"
    )
