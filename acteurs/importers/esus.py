"""The national list of ESUS approvals (Direction générale du Trésor): an XLSX, or a CSV of it.

Titles stand above the header, some sheets hold something else (funds treated as
ESUS, which have no SIREN), and the headers change from year to year. The header
is therefore the first of the first rows that names a SIREN (or a SIRET), on every
sheet; dates are found by the words of their header. An approval lasts five years,
or two: its end is only known when the list says it, or its length.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from acteurs.importers.lecture import FichierRefuse, verifier_xlsx
from acteurs.importers.registres import (
    NOMS_SIREN,
    NOMS_SIRET,
    SANS_NUMERO,
    LotDeFaits,
    en_texte,
    extrait,
    lire_jour,
    lire_siren,
    trouver,
)
from acteurs.importers.tables import Rejet, ouvrir_table
from socle.texte import normaliser

ENTETE_DANS = 40
"""Rows among which the header is looked for."""
COLONNES_MAX = 60
LIGNES_MAX = 200_000
LOT = 1000
FEUILLE = 1_000_000
"""Line numbers of the second sheet begin there, so that each says where it is."""
ENTETE_MAX = 60
"""Longest cell that may be a header."""
DUREES = {str(annees) for annees in range(1, 11)}
MOTS_FIN = ("fin", "echeance", "expiration", "expire", "jusqu", "terme", "validite", "limite")
MOTS_DEBUT = ("agrement", "decision", "debut", "effet", "delivrance", "obtention", "signature")


class Agrement(NamedTuple):
    """An approval."""

    ligne: int
    siren: str
    debut: date | None
    fin: date | None


class _Colonnes(NamedTuple):
    """Where things are on a sheet."""

    siren: int
    debut: int | None
    fin: int | None
    duree: int | None


def lire(chemin: Path, depuis: Sequence[Any] | None = None) -> Iterator[LotDeFaits[Agrement]]:
    """Yield the approvals of the list, batch after batch.

    Raises:
        FichierRefuse: unreadable, or no sheet has a column of SIREN (French message).
    """
    deja = depuis[0] if depuis else 0
    lot: LotDeFaits[Agrement] = LotDeFaits(suite=[deja])
    lues = 0
    for ligne, colonnes, cellules in _lignes(chemin):
        lues += 1
        if lues <= deja:
            continue
        _lire_ligne(lot, ligne, colonnes, cellules)
        lot.lues += 1
        lot.suite = [lues]
        if lot.lues == LOT:
            yield lot
            lot = LotDeFaits(suite=[lues])
    lot.avancement = 1.0
    yield lot


def _lire_ligne(
    lot: LotDeFaits[Agrement], ligne: int, colonnes: _Colonnes, cellules: list[str]
) -> None:
    cellule = cellules.__getitem__
    try:
        siren = lire_siren(cellule(colonnes.siren))
    except ValueError as erreur:
        lot.rejets.append(Rejet(ligne, str(erreur), extrait(cellules)))
        return
    if not siren:
        lot.rejets.append(Rejet(ligne, SANS_NUMERO, extrait(cellules)))
        return
    debut = lire_jour(cellule(colonnes.debut)) if colonnes.debut is not None else None
    fin = lire_jour(cellule(colonnes.fin)) if colonnes.fin is not None else None
    if fin is None and debut and colonnes.duree is not None:
        fin = _ajouter(debut, cellule(colonnes.duree))
    lot.faits.append(Agrement(ligne, siren, debut, fin))


def _ajouter(debut: date, duree: str) -> date | None:
    """« 5 ans » after a date; None when the length cannot be read."""
    nombres = [mot for mot in normaliser(duree).split() if mot.isdigit()]
    if len(nombres) != 1 or nombres[0] not in DUREES:
        return None
    annee = debut.year + int(nombres[0])
    try:
        return debut.replace(year=annee)
    except ValueError:  # 29 February
        return date(annee, 3, 1)


def _reperer(cellules: Sequence[str]) -> _Colonnes | None:
    """Return where things are if this row is a header."""
    siren = trouver(cellules, NOMS_SIREN)
    if siren is None:
        siren = trouver(cellules, NOMS_SIRET)
    if siren is None:
        # « Numéro SIREN de la structure »: a short cell among others, never a sentence.
        courtes = [c if len(c) <= ENTETE_MAX else "" for c in cellules]
        siren = trouver(courtes, (), "siren")
        siren = trouver(courtes, (), "siret") if siren is None else siren
        if siren is None or sum(map(bool, cellules)) == 1:
            return None
    propres = [normaliser(c) for c in cellules]
    fin = _par_mots(propres, MOTS_FIN, ("debut", "duree"))
    duree = _par_mots(propres, ("duree",), ())
    debut = _par_mots(
        [p if rang not in (fin, duree) else "" for rang, p in enumerate(propres)],
        MOTS_DEBUT,
        ("numero", "type", "nature", "departement", "prefecture", "service"),
        exige="date",
    )
    return _Colonnes(siren, debut, fin, duree)


def _repete(cellules: Sequence[str], colonnes: _Colonnes) -> _Colonnes | None:
    """Return where things are from here on if this row is a header again (page, second table)."""
    numero = cellules[colonnes.siren] if colonnes.siren < len(cellules) else ""
    if any(signe.isdigit() for signe in numero) or trouver(cellules, NOMS_SIREN) is None:
        return None
    return _reperer(cellules)


def _par_mots(
    entetes: Sequence[str], mots: Sequence[str], sauf: Sequence[str], exige: str = ""
) -> int | None:
    for rang, entete in enumerate(entetes):
        presents = entete.split()
        if (
            any(mot in presents for mot in mots)
            and not any(mot in presents for mot in sauf)
            and (not exige or exige in presents)
        ):
            return rang
    return None


def _lignes(chemin: Path) -> Iterator[tuple[int, _Colonnes, list[str]]]:
    """Yield (line number, columns, cells) of every row under a header."""
    trouvee = False
    for numero_feuille, rangees in enumerate(_feuilles(chemin)):
        colonnes: _Colonnes | None = None
        for rang, cellules in enumerate(rangees, 1):
            if colonnes is None:
                if rang > ENTETE_DANS:
                    break
                colonnes = _reperer(cellules)
                trouvee = trouvee or colonnes is not None
            elif encore := _repete(cellules, colonnes):
                colonnes = encore
            elif any(cellules):
                largeur = max(len(cellules), COLONNES_MAX)
                pleines = [*cellules, *[""] * (largeur - len(cellules))]
                yield numero_feuille * FEUILLE + rang, colonnes, pleines
            if rang > LIGNES_MAX:
                raise FichierRefuse(f"{chemin.name} compte trop de lignes pour être cette liste.")
    if not trouvee:
        raise FichierRefuse(
            f"Aucune feuille de {chemin.name} n’a de colonne «\u00a0SIREN\u00a0» dans ses "
            f"{ENTETE_DANS} premières lignes\u00a0: vérifiez qu’il s’agit de la liste des agréments."
        )


def _feuilles(chemin: Path) -> Iterator[Iterator[list[str]]]:
    """Yield the rows of each sheet as text; a CSV is one sheet."""
    with chemin.open("rb") as fichier:
        magie = fichier.read(4)
    if magie != b"PK\x03\x04":
        yield _rangees_csv(chemin)
        return
    yield from _feuilles_xlsx(chemin)


def _rangees_csv(chemin: Path) -> Iterator[list[str]]:
    with ouvrir_table(chemin, colonnes=(), separateur=None, encodage=None) as table:
        entetes = list(table.entetes)
    yield entetes
    with ouvrir_table(chemin, colonnes=entetes, separateur=None, encodage=None) as table:
        for lot in table.lots():
            for cellules in lot.lignes:
                yield list(cellules)


def _feuilles_xlsx(chemin: Path) -> Iterator[Iterator[list[str]]]:
    from openpyxl import load_workbook

    with chemin.open("rb") as fichier:
        verifier_xlsx(fichier)
        fichier.seek(0)
        try:
            classeur = load_workbook(fichier, read_only=True, data_only=True, keep_links=False)
        except Exception as erreur:  # openpyxl lets many kinds of errors through
            raise FichierRefuse(f"Le classeur {chemin.name} est illisible.") from erreur
        try:
            for feuille in classeur.worksheets:
                feuille.reset_dimensions()
                yield _rangees_xlsx(feuille, chemin)
        finally:
            classeur.close()


def _rangees_xlsx(feuille: Any, chemin: Path) -> Iterator[list[str]]:
    rangees = feuille.iter_rows(values_only=True, max_col=COLONNES_MAX)
    while True:
        try:
            cellules = next(rangees, None)
        except Exception as erreur:  # openpyxl lets many kinds of errors through
            raise FichierRefuse(
                f"Une feuille de {chemin.name} est illisible\u00a0: téléchargez-le de nouveau."
            ) from erreur
        if cellules is None:
            return
        yield [en_texte(c) for c in cellules]
