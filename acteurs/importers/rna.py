"""The national register of associations (RNA): ``rna_waldec`` and ``rna_import``.

Published by the ministère de l'Intérieur, « ; », ISO-8859-1 (some releases UTF-8, or
Parquet): ``rna_waldec`` (associations declared or changed since 2009: 39 columns, 41 with
``telephone`` and ``email``) and ``rna_import`` (the older ones). A release is one archive
holding one CSV per département. ``position``: A active, D dissolved, S struck out.
``telephone``, ``email``, the names of declarants and the addresses are never read.
"""

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from acteurs.importers.registres import LotDeFaits, lire_jour, lire_siren, reprendre
from acteurs.importers.tables import FichierRefuse, Rejet, ouvrir_table

COLONNES = ("id", "objet", "position")
FACULTATIVES = ("siret", "siteweb", "date_disso")
OBJET_MAX = 1500
SIGLE_MAX = 20
"""A shorter text in capitals may be an acronym: it stays so."""
SITE_MAX = 200
MEMBRES_MAX = 300
MEMBRE_MAX = 3 * 1024**3
"""Largest file of an archive once unfolded, in bytes."""
ILLISIBLE = "Ligne sans identifiant RNA ni SIRET\u00a0: association impossible à reconnaître"
DOMMAGE = "Fichier de l’archive endommagé\u00a0: sa fin n’a pas pu être lue"
_RNA = re.compile(r"W[0-9A-Z]{2}\d{7}")
_BLANCS = re.compile(r"\s+")
_SITE = re.compile(
    r"(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{2,5})?"
    r"(?:[/?#][^\s\"<>\\]*)?",
    re.IGNORECASE,
)


class Association(NamedTuple):
    """What the register says of an association; cells are only worked on for those we know."""

    ligne: int
    rna: str
    """W and nine characters, '' when the line has an older identifier."""
    siren: str
    objet: str
    """As the register writes it, see ``description``."""
    siteweb: str
    """As the register writes it, see ``site_web``."""
    position: str
    date_disso: str

    @property
    def description(self) -> str:
        """What the association is for, '' when the register does not say."""
        return lire_objet(self.objet)

    @property
    def site_web(self) -> str:
        """Its address on the web, '' without one."""
        return lire_site(self.siteweb)

    @property
    def dissolution(self) -> date | None:
        """Day of its end, None while it goes on or when it is not known."""
        return lire_jour(self.date_disso)

    @property
    def est_finie(self) -> bool:
        """Dissolved, or struck out of the register."""
        return self.position in {"D", "S"}


def lire(chemin: Path, depuis: Sequence[Any] | None = None) -> Iterator[LotDeFaits[Association]]:
    """Yield the associations of a file or of an archive of files, batch after batch.

    Raises:
        FichierRefuse: unreadable, or its columns are not those of the RNA (French message).
    """
    premier, *position = depuis or [0]
    membres = _membres(chemin)
    for rang in range(premier, len(membres)):
        with _deplier(chemin, membres[rang]) as (fichier, dommage):
            try:
                for lot in _lire_fichier(fichier, position if rang == premier else None):
                    lot.suite = [rang, *lot.suite]
                    lot.avancement = (rang + lot.avancement) / len(membres)
                    yield lot
            except FichierRefuse as refus:
                if not dommage:
                    nom = membres[rang] or chemin.name
                    raise FichierRefuse(str(refus).replace(fichier.name, nom)) from refus
        if dommage:
            rejet = Rejet(0, DOMMAGE, membres[rang])
            suite = [rang + 1]
            yield LotDeFaits(rejets=[rejet], suite=suite, avancement=(rang + 1) / len(membres))


def _lire_fichier(chemin: Path, depuis: Sequence[Any] | None) -> Iterator[LotDeFaits[Association]]:
    with ouvrir_table(
        chemin,
        colonnes=COLONNES,
        optionnelles=FACULTATIVES,
        separateur=None,
        encodage=None,
        multiligne=True,
    ) as table:
        for lot in table.lots(reprendre(depuis)):
            faits: list[Association] = []
            rejets = list(lot.rejets)
            for ligne, cellules in zip(lot.numeros, lot.lignes, strict=True):
                fait = _lire_ligne(ligne, cellules)
                if fait.rna or fait.siren:
                    faits.append(fait)
                elif not cellules[0].strip():
                    rejets.append(Rejet(ligne, ILLISIBLE, " ; ".join(cellules)[:200]))
                # Else an older identifier and no SIRET (most of ``rna_import``): nobody to enrich.
            yield LotDeFaits(faits, sorted(rejets), [*lot.suite], lot.avancement, lot.lues)


def _lire_ligne(ligne: int, cellules: tuple[str, ...]) -> Association:
    identifiant, objet, position, siret, site, fin = cellules
    rna = identifiant.strip().upper()
    siren = ""
    if siret:
        with suppress(ValueError):  # typed by hand, often wrongly: the RNA number remains
            siren = lire_siren(siret)
    return Association(
        ligne,
        rna if _RNA.fullmatch(rna) else "",
        siren,
        objet,
        site,
        position.strip().upper()[:1],
        fin,
    )


def lire_objet(brut: str) -> str:
    """Return the purpose of an association as a description: one paragraph, a capital first."""
    texte = _BLANCS.sub(" ", brut.replace("\x00", " ")).strip(" ;,\"'")
    if not any(c.isalpha() for c in texte):
        return ""
    lettres = [c for c in texte if c.isalpha()]
    if len(texte) > SIGLE_MAX and sum(c.isupper() for c in lettres) > 0.8 * len(lettres):
        texte = texte.lower()
    if len(texte) > OBJET_MAX:
        texte = f"{texte[:OBJET_MAX].rsplit(' ', 1)[0]}…"
    return texte[0].upper() + texte[1:]


def lire_site(brut: str) -> str:
    """Return an address of the web, '' when the cell holds something else (often a mail)."""
    texte = brut.strip().rstrip(".,;")
    if "@" in texte or len(texte) > SITE_MAX - 8 or not _SITE.fullmatch(texte):
        return ""
    if "://" not in texte:
        texte = f"https://{texte}"
    schema, _, reste = texte.partition("://")
    return f"{schema.lower()}://{reste}"


# ── Archives of several files ───────────────────────────────────────────────
def _membres(chemin: Path) -> list[str]:
    """Return the CSV files of an archive, in order; [''] for a plain file or a single one."""
    with chemin.open("rb") as fichier:
        if fichier.read(4) != b"PK\x03\x04":
            return [""]
    try:
        with zipfile.ZipFile(chemin) as archive:
            infos = [i for i in archive.infolist() if i.filename.lower().endswith((".csv", ".txt"))]
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as erreur:
        raise FichierRefuse(
            f"{chemin.name} est une archive endommagée\u00a0: téléchargez-la de nouveau."
        ) from erreur
    if len(infos) > MEMBRES_MAX or any(i.file_size > MEMBRE_MAX for i in infos):
        raise FichierRefuse(f"{chemin.name} contient trop de fichiers, ou un fichier trop grand.")
    if not infos:
        raise FichierRefuse(f"{chemin.name} ne contient aucun fichier CSV.")
    return sorted(i.filename for i in infos) if len(infos) > 1 else [""]


@contextmanager
def _deplier(chemin: Path, membre: str) -> Iterator[tuple[Path, list[str]]]:
    """Give a file of an archive as a file of its own, for the time of its reading.

    The list tells, once read, that the end of it is missing: what could be unfolded
    is read all the same.
    """
    dommage: list[str] = []
    if not membre:
        yield chemin, dommage
        return
    with tempfile.NamedTemporaryFile(suffix=".csv", prefix="rna-") as sortie:
        try:
            with zipfile.ZipFile(chemin) as archive, archive.open(membre) as flux:
                shutil.copyfileobj(flux, sortie, 1 << 20)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError):
            dommage.append(membre)
        sortie.flush()
        yield Path(sortie.name), dommage
