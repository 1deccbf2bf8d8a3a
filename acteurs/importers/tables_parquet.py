"""Streaming a Parquet file: the wanted columns only, as text, batch by batch."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from acteurs.importers.lecture import FichierRefuse
from acteurs.importers.tables import Lot, Position, Rejet, Selection, Table, dire_manquantes

LOT = 8192
"""Rows at once: more of them cost memory, and are not faster."""
ILLISIBLE = "Valeurs illisibles"
COUPE = "Le fichier est endommagé à partir d’ici\u00a0: la suite manque"


class TableParquet(Table):
    """A Parquet file being streamed; a row's number is the line it would have in a CSV."""

    def __init__(
        self,
        chemin: Path,
        colonnes: Sequence[str],
        optionnelles: Sequence[str],
        selection: Selection | None = None,
    ) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self._fichier: Any = None
        try:
            self._fichier = parquet.ParquetFile(chemin, pre_buffer=False, buffer_size=1 << 20)
        except (pa.ArrowException, OSError) as erreur:
            raise FichierRefuse(
                f"{chemin.name} n’est pas un fichier Parquet lisible, ou il est incomplet\u00a0: "
                "téléchargez-le de nouveau."
            ) from erreur
        try:
            super().__init__(chemin, self._fichier.schema_arrow.names, colonnes, optionnelles)
            self._selection = {self._nom(c): frozenset(v) for c, v in (selection or {}).items()}
        except FichierRefuse:
            self.fermer()
            raise

    def fermer(self) -> None:
        """Close the file."""
        if self._fichier is not None:
            self._fichier.close()
            self._fichier = None

    def lots(self, depuis: Position | None = None) -> Iterator[Lot]:
        """Yield batches of rows."""
        import pyarrow as pa

        rang = depuis.octet if depuis else 0
        total = max(self._fichier.metadata.num_rows, 1)
        lots = self._lots_bruts(rang)
        while True:
            try:
                lot = next(lots, None)
            except (pa.ArrowException, OSError):
                self.tronquee = True
                rejet = Rejet(rang + 2, COUPE, "")
                yield Lot([], [], [rejet], 1, Position(rang + 1, rang + 3), 1.0)
                return
            if lot is None:
                return
            debut, rang = rang, rang + lot.num_rows
            numeros, lignes, rejets = self._lire(lot, debut + 2)
            suite = Position(rang, rang + 2)
            yield Lot(numeros, lignes, rejets, lot.num_rows, suite, rang / total)

    def _nom(self, colonne: str) -> str:
        """A column's name as the file writes it."""
        if colonne.lower() not in self.rangs:
            raise FichierRefuse(dire_manquantes(self.chemin, [colonne], self.entetes))
        return self.entetes[self.rangs[colonne.lower()]]

    def _lots_bruts(self, rang: int) -> Iterator[Any]:
        """Yield record batches from a row on."""
        meta = self._fichier.metadata
        groupe = 0
        while groupe < meta.num_row_groups and rang >= meta.row_group(groupe).num_rows:
            rang -= meta.row_group(groupe).num_rows
            groupe += 1
        lues = {self._nom(c) for c in self.demandees if c not in self.absentes}
        lots = self._fichier.iter_batches(
            batch_size=LOT,
            row_groups=range(groupe, meta.num_row_groups),
            columns=sorted(lues | self._selection.keys()),
            use_threads=False,
        )
        for lot in lots:
            if rang >= lot.num_rows:
                rang -= lot.num_rows
                continue
            yield lot.slice(rang) if rang else lot
            rang = 0

    def _lire(
        self, lot: Any, premiere: int
    ) -> tuple[list[int], list[tuple[str, ...]], list[Rejet]]:
        """Return numbers and cells of the wanted rows; in halves when some cannot be read."""
        import pyarrow as pa

        try:
            return *self._convertir(lot, premiere), []
        except (pa.ArrowException, UnicodeDecodeError):
            if lot.num_rows == 1:
                return [], [], [Rejet(premiere, ILLISIBLE, "")]
            milieu = lot.num_rows // 2
            gauche = self._lire(lot.slice(0, milieu), premiere)
            droite = self._lire(lot.slice(milieu), premiere + milieu)
            return gauche[0] + droite[0], gauche[1] + droite[1], gauche[2] + droite[2]

    def _convertir(self, lot: Any, premiere: int) -> tuple[list[int], list[tuple[str, ...]]]:
        import pyarrow as pa

        rangs = set(range(lot.num_rows))
        if self._selection:
            rangs = set()
            for colonne, voulues in self._selection.items():
                valeurs = _texte(lot.column(colonne)).to_pylist()
                rangs.update(i for i, valeur in enumerate(valeurs) if valeur in voulues)
            if not rangs:
                return [], []
            lot = lot.take(pa.array(sorted(rangs)))
        numeros = [premiere + rang for rang in sorted(rangs)]
        vide = [""] * lot.num_rows
        cellules = [
            vide if c in self.absentes else _texte(lot.column(self._nom(c))).to_pylist()
            for c in self.demandees
        ]
        return numeros, list(zip(*cellules, strict=True))


def _texte(colonne: Any) -> Any:
    """A column as text: booleans true/false, dates ISO, whole numbers without decimals."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_floating(colonne.type):
        entiers = pc.all(pc.equal(pc.floor(colonne), colonne)).as_py()
        if entiers is not False:
            colonne = pc.cast(colonne, pa.int64(), safe=False)
    if not pa.types.is_string(colonne.type):
        colonne = pc.cast(colonne, pa.string())
    return pc.fill_null(colonne, "")
