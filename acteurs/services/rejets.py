"""Lines of a register that could not be read: all of them, in a CSV kept privately.

The file is only ever appended to. The import keeps, with its own progress and in
the same transaction, how long the file was (``marquer``): an import taken up
again cuts the file back there, so no line is told twice.
"""

import csv
import io
from collections import Counter
from types import TracebackType
from typing import BinaryIO, Self

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from acteurs.exports import inoffensif
from acteurs.models import ImportOfficiel

ENTETES = ("fichier", "ligne", "motif", "extrait")
EXTRAIT_MAX = 500
"""Characters of a refused line that are kept."""
MOTIFS_MAX = 30
"""Distinct reasons counted in the summary; the file has them all."""
CLE = "rejets"


def chemin_rejets(travail: ImportOfficiel) -> str:
    """Return where the refused lines of an import are, in private storage."""
    return f"imports-officiels/{travail.reference}-rejets.csv"


class Rejets:
    """Writes the refused lines of an import; use as a context manager.

    ``nombre`` and ``motifs`` hold what earlier attempts counted too.
    """

    def __init__(self, travail: ImportOfficiel) -> None:
        self.travail = travail
        etat = travail.avancement.get(CLE, {})
        self.nombre: int = etat.get("nombre", 0)
        self.motifs: Counter[str] = Counter(etat.get("motifs", {}))
        self._octets: int = etat.get("octets", 0)
        self._flux: BinaryIO | None = None
        self._tampon = io.StringIO()
        self._plume = csv.writer(self._tampon, delimiter=";", lineterminator="\r\n")

    def noter(self, fichier: str, ligne: int, motif: str, extrait: str = "") -> None:
        """Keep one refused line: file, physical line number, French reason, its beginning."""
        if not self._octets and not self.nombre:
            self._tampon.write("\ufeff")
            self._plume.writerow(ENTETES)
        propre = extrait[:EXTRAIT_MAX].replace("\x00", " ").replace("\r", " ").replace("\n", " ")
        self._plume.writerow([inoffensif(fichier), ligne, motif, inoffensif(propre)])
        self.nombre += 1
        if motif in self.motifs or len(self.motifs) < MOTIFS_MAX:
            self.motifs[motif] += 1
        else:
            self.motifs["Autres motifs"] += 1

    def marquer(self) -> None:
        """Write to disk, and note in the work's progress and summary how far; saves no row."""
        texte = self._tampon.getvalue().encode("utf-8", "replace")
        if texte:
            flux = self._ouvrir()
            flux.write(texte)
            flux.flush()
            self._octets += len(texte)
            self._tampon.seek(0)
            self._tampon.truncate()
        self.travail.avancement[CLE] = {
            "octets": self._octets,
            "nombre": self.nombre,
            "motifs": dict(self.motifs),
        }
        self.travail.bilan["rejets"] = self.nombre
        self.travail.bilan["motifs"] = dict(self.motifs.most_common())

    def _ouvrir(self) -> BinaryIO:
        if self._flux is None:
            prive = storages["prive"]
            nom = chemin_rejets(self.travail)
            if not prive.exists(nom):
                prive.save(nom, ContentFile(b""))
            self._flux = prive.open(nom, "r+b")  # type: ignore[assignment]
            self._flux.seek(self._octets)  # type: ignore[union-attr]
            self._flux.truncate()  # type: ignore[union-attr]
        return self._flux  # type: ignore[return-value]

    def fermer(self) -> None:
        """Close the file; what ``marquer`` did not see is forgotten."""
        if self._flux is not None:
            self._flux.close()
            self._flux = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.fermer()
