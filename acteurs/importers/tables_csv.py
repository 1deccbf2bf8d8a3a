"""Streaming a CSV of any size, plain or compressed: one physical line is one record.

Blocks of lines are parsed at once; a block that does not give one row of the
right width per line is cut in two until the bad line stands alone. So a stray
quote spoils its own line, never the next ones.
"""

import csv
import gzip
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from acteurs.importers.lecture import FichierRefuse
from acteurs.importers.tables import (
    EXTRAIT_MAX,
    LIGNE_MAX,
    SEPARATEURS,
    Lot,
    Position,
    Rejet,
    Selection,
    Table,
    dire_manquantes,
    prendre,
)
from acteurs.importers.tables_records import Bloc, rassembler
from acteurs.importers.tables_selection import Filtre, compiler

BLOC = LIGNE_MAX
"""Bytes read at once. Not above LIGNE_MAX: only the first line of a block can then be too long."""
CELLULE_MAX = 131_072
"""The csv module's own limit, in characters."""
_BOM = b"\xef\xbb\xbf"
_COUPURES = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, OSError)
"""What reading a cut or damaged archive raises."""

TROP_LONGUE = "Ligne de plus d’un million de caractères"
ILLISIBLE = "Caractères illisibles\u00a0: l’encodage de la ligne n’est pas celui du fichier"
NUL = "Caractère nul dans la ligne"
GUILLEMETS = "Guillemets mal placés ou jamais refermés"
CELLULE = "Cellule de plus de 130\u202f000 caractères"
COUPEE = "Le fichier s’arrête net ici\u00a0: la suite manque"


Sortie = tuple[list[int], list[tuple[str, ...]], list[Rejet]]
"""Numbers and cells of the lines kept, and lines rejected."""


class TableCsv(Table):
    """A CSV being streamed (see :func:`acteurs.importers.tables.ouvrir_table`)."""

    def __init__(
        self,
        chemin: Path,
        colonnes: Sequence[str],
        optionnelles: Sequence[str],
        *,
        format_: tuple[str | None, str | None] = (",", "utf-8"),
        selection: Selection | None = None,
        multiligne: bool = False,
    ) -> None:
        separateur, encodage = format_
        self._flux: IO[bytes] | None = None
        self._brut: IO[bytes] | None = None
        self._taille = max(chemin.stat().st_size, 1)
        premiere, self._donnees = self._lire_premiere(chemin)
        self.encodage = encodage or _deviner_encodage(premiere)
        entete = premiere[: self._donnees.octet].decode(self.encodage, "replace").strip("\r\n")
        self.separateur = separateur or max(SEPARATEURS, key=entete.count)
        super().__init__(chemin, self._entetes(entete), colonnes, optionnelles)
        self._largeur = len(self.entetes)
        # A missing optional column is read one cell past the end, where '' is put.
        self._prendre = prendre([self.rangs.get(c.lower(), self._largeur) for c in self.demandees])
        self._multiligne = multiligne
        self._filtrer = self._compiler(selection) if selection else None
        if multiligne and selection:
            raise ValueError("selection needs one record per line")

    def fermer(self) -> None:
        """Close the stream and the file under it."""
        for fichier in (self._flux, self._brut):
            if fichier is not None:
                fichier.close()
        self._flux = self._brut = None

    def lots(self, depuis: Position | None = None) -> Iterator[Lot]:
        """Yield a batch per block of the file."""
        blocs = self._blocs(depuis or self._donnees)
        for bloc in rassembler(blocs, self._donnees.ligne) if self._multiligne else blocs:
            derniere = next((x for x in reversed(bloc.lignes) if x.strip()), b"")
            if bloc.sans_fin and derniere and not self._est_saine(derniere):
                self.tronquee = True
            numeros, lignes, rejets = self._lire_bloc(bloc)
            rejets = sorted([*bloc.rejets, *rejets])
            vides = bloc.lignes.count(b"") + bloc.lignes.count(b"\r")
            yield Lot(
                numeros=numeros,
                lignes=lignes,
                rejets=rejets,
                lues=len(bloc.lignes) - vides + len(bloc.rejets),
                suite=Position(bloc.suite, bloc.numero + len(bloc.lignes)),
                avancement=self._part_lue(bloc.suite),
            )

    # ── Opening ─────────────────────────────────────────────────────────────
    def _lire_premiere(self, chemin: Path) -> tuple[bytes, Position]:
        """Return the beginning of the file and where its data begin, after the header."""
        self.chemin = chemin
        try:
            debut = self._ouvrir().read(LIGNE_MAX)
        except _COUPURES as erreur:
            raise FichierRefuse(
                f"{chemin.name} est une archive endommagée\u00a0: téléchargez-la de nouveau."
            ) from erreur
        finally:
            self.fermer()
        marque = len(_BOM) if debut.startswith(_BOM) else 0
        lignes = 1
        fin = debut.find(b"\n", marque)
        while fin >= 0 and not debut[marque:fin].strip():
            marque, lignes = fin + 1, lignes + 1
            fin = debut.find(b"\n", marque)
        if fin < 0:
            fin = len(debut)
            if fin == LIGNE_MAX or not debut[marque:].strip():
                raise FichierRefuse(
                    f"{chemin.name} est vide ou n’est pas un tableau\u00a0: la première ligne doit "
                    "porter les noms des colonnes."
                )
        # The header keeps its place: leading blank lines and mark become spaces.
        return b" " * marque + debut[marque:], Position(fin + 1, lignes + 1)

    def _entetes(self, texte: str) -> list[str]:
        try:
            ligne = next(csv.reader([texte.strip()], delimiter=self.separateur, strict=True))
        except (csv.Error, StopIteration) as erreur:
            raise FichierRefuse(
                f"La première ligne de {self.chemin.name} est illisible\u00a0: elle doit porter "
                "les noms des colonnes."
            ) from erreur
        return [c.strip() for c in ligne]

    def _ouvrir(self) -> IO[bytes]:
        """Open the stream at its beginning."""
        self.fermer()
        self._brut = self.chemin.open("rb")
        magie = self._brut.read(4)
        self._brut.seek(0)
        self._deplie = 0
        self._coupee = False
        if magie[:2] == b"\x1f\x8b":
            flux: Any = gzip.GzipFile(fileobj=self._brut)
        elif magie == b"PK\x03\x04":
            flux = self._ouvrir_zip(self._brut)
        else:
            flux = self._brut
        self._flux = flux
        return flux

    def _ouvrir_zip(self, brut: IO[bytes]) -> IO[bytes]:
        try:
            archive = zipfile.ZipFile(brut)
            membres = [
                m
                for m in archive.infolist()
                if not m.is_dir() and not m.filename.startswith("__MACOSX/")
            ]
            tableaux = [m for m in membres if m.filename.lower().endswith((".csv", ".txt"))]
            membres = tableaux or membres
            if len(membres) != 1:
                raise FichierRefuse(
                    f"L’archive {self.chemin.name} doit contenir un seul fichier CSV\u00a0; "
                    f"elle en contient {len(membres)}."
                )
            self._deplie = membres[0].file_size
            return archive.open(membres[0])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as erreur:
            raise FichierRefuse(
                f"L’archive {self.chemin.name} est incomplète, chiffrée ou endommagée\u00a0: "
                "téléchargez-la de nouveau."
            ) from erreur

    def _compiler(self, selection: Selection) -> Filtre:
        voulues = {}
        for colonne, valeurs in selection.items():
            rang = self.rangs.get(colonne.lower())
            if rang is None:
                raise FichierRefuse(dire_manquantes(self.chemin, [colonne], self.entetes))
            voulues[rang] = frozenset(v.encode(self.encodage) for v in valeurs)
        return compiler(voulues, self._largeur, self.separateur, self.encodage)

    def _part_lue(self, octet: int) -> float:
        if self._deplie:
            return min(1.0, octet / self._deplie)
        assert self._brut is not None  # noqa: S101 - open while reading
        return min(1.0, self._brut.tell() / self._taille)

    # ── Lines ───────────────────────────────────────────────────────────────
    def _avancer(self, flux: IO[bytes], octet: int) -> None:
        """Go to an offset of the unfolded file."""
        if flux is self._brut:
            flux.seek(octet)
            return
        try:
            while octet > 0 and (lu := len(flux.read(min(octet, BLOC)))):
                octet -= lu
        except _COUPURES:
            self._coupee = True

    def _blocs(self, depuis: Position) -> Iterator[Bloc]:
        """Yield whole lines by blocks; a line longer than LIGNE_MAX is never held."""
        flux = self._ouvrir()
        debut, numero = depuis  # of what `reste` begins
        self._avancer(flux, debut)
        reste, perdu = b"", 0
        while True:
            morceau = b"" if self._coupee else self._lire_morceau(flux)
            fin = morceau.rfind(b"\n")
            if morceau and fin < 0:
                reste += morceau
                if len(reste) > LIGNE_MAX:
                    perdu += len(reste) - EXTRAIT_MAX
                    reste = reste[:EXTRAIT_MAX]
                continue
            longue = perdu or len(reste) + max(morceau.find(b"\n"), 0) > LIGNE_MAX
            lignes = (reste + morceau[:fin]).split(b"\n") if morceau else [reste] if reste else []
            suite = debut + perdu + len(reste) + fin + 1
            rejets = []
            if not morceau and self._coupee:
                self.tronquee = True
                rejets = [Rejet(numero, COUPEE, self._extrait(reste))]
            elif longue:
                rejets = [Rejet(numero, TROP_LONGUE, self._extrait(lignes[0]))]
            if rejets and lignes:
                lignes[0] = b""  # keeps its place
            if lignes or rejets:
                yield Bloc(numero, lignes, suite, rejets, sans_fin=bool(reste and not morceau))
            if not morceau:
                return
            numero += len(lignes)
            debut, reste, perdu = suite, morceau[fin + 1 :], 0

    def _lire_morceau(self, flux: IO[bytes]) -> bytes:
        """Read up to BLOC bytes; what comes before a cut in the archive is not lost."""
        morceaux, manque = [], BLOC
        while manque:
            try:
                lu = flux.read1(manque)  # type: ignore[attr-defined]
            except _COUPURES:
                self._coupee = True
                break
            if not lu:
                break
            morceaux.append(lu)
            manque -= len(lu)
        return b"".join(morceaux)

    def _extrait(self, ligne: bytes) -> str:
        return ligne[:EXTRAIT_MAX].decode(self.encodage, "replace").replace("\0", "\ufffd").strip()

    # ── Rows ────────────────────────────────────────────────────────────────
    def _lire_bloc(self, bloc: Bloc) -> Sortie:
        """Parse the lines of a block that the selection keeps."""
        lignes = bloc.lignes
        if self._filtrer:
            rangs = self._filtrer(lignes)
        elif b"" in lignes or b"\r" in lignes:
            rangs = [i for i, ligne in enumerate(lignes) if ligne not in {b"", b"\r"}]
        else:
            rangs = list(range(len(lignes)))
        sortie: Sortie = ([], [], [])
        self._lire(
            [lignes[i] for i in rangs] if len(rangs) < len(lignes) else lignes,
            [bloc.numero + i for i in rangs],
            sortie,
        )
        return sortie

    def _lire(self, lignes: list[bytes], numeros: list[int], sortie: Sortie) -> None:
        """Parse records together when they are sound, else in halves, down to the bad one."""
        if not lignes:
            return
        try:
            rangees = self._analyser(lignes)
        except _LigneRefusee as refus:
            if len(lignes) > 1:
                milieu = len(lignes) // 2
                self._lire(lignes[:milieu], numeros[:milieu], sortie)
                self._lire(lignes[milieu:], numeros[milieu:], sortie)
            elif b"\n" in lignes[0]:
                # A record gathered from several lines by mistake: each stands for itself.
                morceaux = lignes[0].split(b"\n")
                suivants = range(numeros[0], numeros[0] + len(morceaux))
                for numero, morceau in zip(suivants, morceaux, strict=True):
                    self._lire([morceau], [numero], sortie)
            elif lignes[0].strip():
                sortie[2].append(Rejet(numeros[0], str(refus), self._extrait(lignes[0])))
            return
        sortie[0].extend(numeros)
        sortie[1].extend(rangees)

    def _analyser(self, lignes: list[bytes]) -> list[tuple[str, ...]]:
        """Return one tuple per record, or refuse them all."""
        try:
            textes = [ligne.decode(self.encodage) for ligne in lignes]
        except UnicodeDecodeError:
            raise _LigneRefusee(ILLISIBLE) from None
        if "\0" in "".join(textes):
            raise _LigneRefusee(NUL)
        try:
            rangees = self._decouper(textes)
        except csv.Error as erreur:
            trop = "field limit" in str(erreur)
            raise _LigneRefusee(CELLULE if trop else GUILLEMETS) from None
        if len(rangees) != len(lignes):
            raise _LigneRefusee(GUILLEMETS)
        if set(map(len, rangees)) != {self._largeur}:
            raise _LigneRefusee(f"{len(rangees[0])} cellules au lieu de {self._largeur}")
        if self.absentes:
            for rangee in rangees:
                rangee.append("")
        return list(map(self._prendre, rangees))

    def _decouper(self, textes: list[str]) -> list[list[str]]:
        """Return the cells of each record; those without quotes need no parser."""
        delicats = [
            i for i, t in enumerate(textes) if '"' in t or "\r" in t or len(t) > CELLULE_MAX
        ]
        if len(delicats) * 2 > len(textes):
            return list(csv.reader(textes, delimiter=self.separateur, strict=True))
        rangees = [t.split(self.separateur) for t in textes]
        a_lire = [textes[i] for i in delicats]
        lues = list(csv.reader(a_lire, delimiter=self.separateur, strict=True))
        if len(lues) != len(delicats):
            raise csv.Error
        for i, rangee in zip(delicats, lues, strict=True):
            rangees[i] = rangee
        return rangees

    def _est_saine(self, ligne: bytes) -> bool:
        """Whether a line alone is a record."""
        try:
            self._analyser([ligne])
        except _LigneRefusee:
            return False
        return True


class _LigneRefusee(Exception):
    """Some record of those given is bad; the message says why when there is only one."""


def _deviner_encodage(debut: bytes) -> str:
    """utf-8 when the beginning of the file is, else cp1252."""
    try:
        debut.decode()
    except UnicodeDecodeError as erreur:
        return "utf-8" if erreur.start > len(debut) - 4 else "cp1252"
    return "utf-8"
