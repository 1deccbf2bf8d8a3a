"""Reading the stock files of SIRENE into the work file: legal units, establishments, positions.

Only what the directory may need is kept: units of the ESS, active and diffused,
their open establishments, and what became of the SIRETs the directory holds.
What INSEE masks (« [ND] », partial diffusion) never leaves this module.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from acteurs.familles import Regles
from acteurs.importers.atelier import Atelier
from acteurs.importers.coordonnees import departement_de
from acteurs.importers.sirene_codes import EMPLOYEUSES, REPETITIONS, TAILLES, VOIES
from acteurs.importers.tables import EXTRAIT_MAX, Lot, Position, Rejet, Table, ouvrir_table
from acteurs.models import Acteur

Garder = Callable[[Sequence[int], Sequence[tuple[str, ...]]], list[Rejet]]
"""Keeps the rows of a batch, given their lines; returns those it refuses."""
Suivi = Callable[[str, float], None]
"""French step, share done (0 to 1). May raise to stop the reading."""

LOTS_PAR_TRANSACTION = 24
"""Batches read between two positions kept (about 24 MB of file)."""
NON_DIFFUSE = "[ND]"
DIFFUSIONS = {"O", "P", ""}
"""Open to all, in part, not said (older layouts). Anything else is not diffused."""
PERSONNE_PHYSIQUE = "1000"
"""Never of the ESS, whatever the flag: it is made of legal persons (law of 31 July 2014,
article 1). Their names are not read at all."""
NAF25 = ("NAF2025", "NAF25")

COLONNES_UNITE = (
    "siren",
    "statutDiffusionUniteLegale",
    "etatAdministratifUniteLegale",
    "categorieJuridiqueUniteLegale",
    "economieSocialeSolidaireUniteLegale",
    "denominationUniteLegale",
)
OPTIONNELLES_UNITE = (
    "sigleUniteLegale",
    "denominationUsuelle1UniteLegale",
    "identifiantAssociationUniteLegale",
    "activitePrincipaleUniteLegale",
    "nomenclatureActivitePrincipaleUniteLegale",
    "activitePrincipaleNAF25UniteLegale",
    "dateDernierTraitementUniteLegale",
    "dateDebut",
)
COLONNES_ETABLISSEMENT = (
    "siren",
    "siret",
    "statutDiffusionEtablissement",
    "etatAdministratifEtablissement",
    "codeCommuneEtablissement",
)
OPTIONNELLES_ETABLISSEMENT = (
    "dateCreationEtablissement",
    "trancheEffectifsEtablissement",
    "caractereEmployeurEtablissement",
    "dateDernierTraitementEtablissement",
    "etablissementSiege",
    "numeroVoieEtablissement",
    "indiceRepetitionEtablissement",
    "typeVoieEtablissement",
    "libelleVoieEtablissement",
    "coordonneeLambertAbscisseEtablissement",
    "coordonneeLambertOrdonneeEtablissement",
    "enseigne1Etablissement",
    "denominationUsuelleEtablissement",
    "activitePrincipaleEtablissement",
    "nomenclatureActivitePrincipaleEtablissement",
    "activitePrincipaleNAF25Etablissement",
    "dateDebut",
)
COLONNES_POSITION = ("siret", "x", "y", "epsg")
OPTIONNELLES_POSITION = ("qualite_xy",)

_SIREN, _SIRET = re.compile(r"[0-9]{9}"), re.compile(r"[0-9]{14}")
_CATEGORIE = re.compile(r"[0-9]{4}")
_RNA = re.compile(r"W[0-9A-Z]{2}\d{7}")
_NAF = re.compile(r"(\d{2})\.?(\d{2}[A-Z])")


@dataclass(frozen=True)
class OptionsSirene:
    """What part of the register enters the directory."""

    departements: tuple[str, ...] = ()
    employeurs: bool = False


def lire_unites(
    atelier: Atelier, chemin: Path, regles: Regles, sirens_ess: Iterable[str], suivi: Suivi
) -> None:
    """Read the legal units: those of the ESS, and those of the SIRETs of the directory."""
    ess = frozenset(sirens_ess)
    db = atelier.db
    connus = db.execute("SELECT DISTINCT substr(siret, 1, 9) FROM connu")
    selection = {
        "categorieJuridiqueUniteLegale": regles.toujours,
        "economieSocialeSolidaireUniteLegale": {"O"},
        "siren": chain(ess, (siren for (siren,) in connus)),
    }
    places = ", ".join(f"?{n}" for n in range(1, 15))

    def garder(numeros: Sequence[int], lignes: Sequence[tuple[str, ...]]) -> list[Rejet]:
        unites, rejets = [], []
        for numero, ligne in zip(numeros, lignes, strict=True):
            siren = ligne[0].zfill(9)
            if not _SIREN.fullmatch(siren):
                rejets.append(_refuser(numero, ligne, "SIREN\u00a0: 9 chiffres sont attendus."))
                continue
            unites.append(_unite(siren, ligne, regles, drapeau=ligne[4] == "O" or siren in ess))
        avant = db.total_changes
        db.executemany(
            f"INSERT OR IGNORE INTO unite VALUES ({places})",  # noqa: S608
            [u for u in unites if u[1]],
        )
        atelier.compter("unites_retenues", db.total_changes - avant)
        db.executemany(
            f"INSERT OR IGNORE INTO unite SELECT {places} WHERE EXISTS "  # noqa: S608
            "(SELECT 1 FROM connu WHERE siret BETWEEN ?1 || '00000' AND ?1 || '99999')",
            [u for u in unites if not u[1]],
        )
        return rejets

    with ouvrir_table(
        chemin, colonnes=COLONNES_UNITE, optionnelles=OPTIONNELLES_UNITE, selection=selection
    ) as table:
        _parcourir(atelier, "unites", table, garder, suivi)


def lire_etablissements(
    atelier: Atelier, chemin: Path, options: OptionsSirene, suivi: Suivi
) -> None:
    """Read the establishments of the units retained, and of the SIRETs of the directory."""
    db = atelier.db
    sirens_connus = "SELECT DISTINCT substr(siret, 1, 9) FROM connu"
    sirens_retenus = "SELECT siren FROM unite WHERE retenue"
    ecartes = {s for (s,) in db.execute(f"{sirens_connus} EXCEPT {sirens_retenus}")}
    lus = db.execute(f"{sirens_retenus} UNION ALL {sirens_connus}")

    def garder(numeros: Sequence[int], lignes: Sequence[tuple[str, ...]]) -> list[Rejet]:
        etablissements, vus, rejets, hors_options, masques = [], [], [], 0, 0
        for numero, ligne in zip(numeros, lignes, strict=True):
            siret, diffusion, etat = ligne[1].zfill(14), ligne[2], ligne[3]
            if not _SIRET.fullmatch(siret) or siret[:9] != ligne[0].zfill(9):
                motif = "SIRET\u00a0: 14 chiffres sont attendus, les 9 premiers étant le SIREN."
                rejets.append(_refuser(numero, ligne, motif))
                continue
            masque = etat == "A" and diffusion not in DIFFUSIONS
            vus.append((siret, "N" if masque else etat, _date(ligne[21][:10])))
            if etat != "A" or siret[:9] in ecartes:
                continue
            if masque:
                masques += 1
            elif not _dans_le_champ(ligne, options):
                hors_options += 1
            else:
                etablissements.append(_etablissement(siret, numero, ligne))
        db.executemany(
            "INSERT OR IGNORE INTO vu SELECT ?1, ?2, ?3 "
            "WHERE EXISTS (SELECT 1 FROM connu WHERE siret = ?1)",
            vus,
        )
        db.executemany(
            f"INSERT OR IGNORE INTO etablissement VALUES ({', '.join('?' * 15)})",  # noqa: S608
            etablissements,
        )
        atelier.compter("etablissements_retenus", len(etablissements))
        atelier.compter("hors_options", hors_options)
        atelier.compter("non_diffusibles", masques)
        return rejets

    with ouvrir_table(
        chemin,
        colonnes=COLONNES_ETABLISSEMENT,
        optionnelles=OPTIONNELLES_ETABLISSEMENT,
        selection={"siren": (siren for (siren,) in lus)},
    ) as table:
        _parcourir(atelier, "etablissements", table, garder, suivi)


def lire_positions(atelier: Atelier, chemin: Path, suivi: Suivi) -> None:
    """Read the geolocated file (projection given row by row) for the establishments kept."""
    sirets = atelier.db.execute("SELECT siret FROM etablissement")

    def garder(_numeros: Sequence[int], lignes: Sequence[tuple[str, ...]]) -> list[Rejet]:
        points = [
            (siret, _nombre(x), _nombre(y), int(epsg) if epsg.isdecimal() else 0, qualite)
            for siret, x, y, epsg, qualite in lignes
        ]
        atelier.db.executemany("INSERT OR IGNORE INTO point VALUES (?, ?, ?, ?, ?)", points)
        return []

    with ouvrir_table(
        chemin,
        colonnes=COLONNES_POSITION,
        optionnelles=OPTIONNELLES_POSITION,
        separateur=None,
        selection={"siret": (siret for (siret,) in sirets)},
    ) as table:
        _parcourir(atelier, "positions", table, garder, suivi)


def _parcourir(
    atelier: Atelier,
    etape: str,
    table: Table,
    garder: Garder,
    suivi: Suivi,
) -> None:
    """Read a table to its end from where it was left; rows and position are kept together."""
    attente: list[Lot] = []
    debut = atelier.position(etape)
    position = debut

    def vider(*, finie: bool = False) -> None:
        nonlocal position
        with atelier.transaction():
            atelier.verifier(etape, position)
            for lot in attente:
                rejets = sorted(lot.rejets + garder(lot.numeros, lot.lignes))
                atelier.rejeter(etape, rejets)
                atelier.compter(f"{etape}_rejets", len(rejets))
            atelier.compter(f"{etape}_lues", sum(lot.lues for lot in attente))
            if finie:
                atelier.compter(f"{etape}_tronquees", int(table.tronquee))
            position = attente[-1].suite if attente else position
            atelier.avancer(etape, position, finie=finie)
        attente.clear()

    for lot in table.lots(Position(*debut) if debut else None):
        attente.append(lot)
        if len(attente) >= LOTS_PAR_TRANSACTION:
            vider()
            suivi(etape, lot.avancement)
    vider(finie=True)
    suivi(etape, 1.0)


def _unite(siren: str, ligne: tuple[str, ...], regles: Regles, *, drapeau: bool) -> tuple[Any, ...]:
    """Return the row of ``unite`` of a legal unit."""
    _, diffusion, etat, categorie, _, denomination, sigle, usuelle = ligne[:8]
    rna, naf, nomenclature, naf25 = ligne[8:12]
    categorie = categorie if _CATEGORIE.fullmatch(categorie) else ""
    physique = categorie == PERSONNE_PHYSIQUE
    famille = None if physique else regles.famille(categorie, drapeau)
    publique = diffusion in DIFFUSIONS
    nom = "" if physique else _lisible(denomination) or _lisible(usuelle)
    naf, naf25 = lire_naf(naf, nomenclature, naf25)
    return (
        siren,
        int(famille is not None and publique and etat == "A"),
        int(famille is not None),
        etat,
        _date(ligne[13][:10]),
        diffusion,
        categorie,
        int(drapeau),
        nom,
        _lisible(sigle)[:40],
        rna if _RNA.fullmatch(rna) else "",
        naf,
        naf25,
        _date(ligne[12][:10]),
    )


def _refuser(numero: int, ligne: tuple[str, ...], motif: str) -> Rejet:
    return Rejet(numero, motif, ",".join(ligne)[:EXTRAIT_MAX])


def _dans_le_champ(ligne: tuple[str, ...], options: OptionsSirene) -> bool:
    """Whether an establishment is among those asked for."""
    if options.departements and departement_de(ligne[4]) not in options.departements:
        return False
    if not options.employeurs:
        return True
    return ligne[7] == "O" or (not ligne[7] and ligne[6] in EMPLOYEUSES)


def _etablissement(siret: str, numero: int, ligne: tuple[str, ...]) -> tuple[Any, ...]:
    """Return the row of ``etablissement`` of an open establishment."""
    diffusion, commune = ligne[2], ligne[4]
    creation, tranche, employeur, traitement, siege = ligne[5:10]
    numero_voie, repetition, type_voie, libelle = (_lisible(c) for c in ligne[10:14])
    voie = (
        numero_voie,
        REPETITIONS.get(repetition, repetition),
        VOIES.get(type_voie, type_voie),
        libelle,
    )
    enseigne, usuelle, naf, nomenclature, naf25 = ligne[16:21]
    partielle = diffusion == "P"
    naf, naf25 = lire_naf(naf, nomenclature, naf25)
    taille = TAILLES.get(tranche, Acteur.Taille.AUCUN.value if employeur == "N" else "")
    return (
        siret,
        numero,
        diffusion,
        _date(creation[:10]),
        _date(traitement[:10]),
        int(siege == "true"),
        taille,
        _lisible(usuelle) or _lisible(enseigne),
        "" if partielle else " ".join(filter(None, voie))[:250],
        int(bool(numero_voie)),
        _lisible(commune),
        None if partielle else _nombre(ligne[14]),
        None if partielle else _nombre(ligne[15]),
        naf,
        naf25,
    )


@lru_cache(maxsize=4096)
def lire_naf(code: str, nomenclature: str, naf25: str) -> tuple[str, str]:
    """Return (NAF rév. 2, NAF 2025) codes, « 88.10C », '' for other editions.

    >>> lire_naf("8810C", "NAFRev2", "")
    ('88.10C', '')
    """
    if nomenclature in NAF25:
        code, naf25 = "", naf25 or code
    elif nomenclature != "NAFRev2":
        code = ""
    codes = [
        f"{trouve[1]}.{trouve[2]}" if (trouve := _NAF.fullmatch(c)) else "" for c in (code, naf25)
    ]
    return codes[0], codes[1]


def _lisible(texte: str) -> str:
    """A cell without what INSEE masks."""
    texte = texte.strip()
    return "" if texte == NON_DIFFUSE else texte


@lru_cache(maxsize=16_384)
def _date(texte: str) -> str:
    """A cell's first ten characters when they are an ISO date, else ''."""
    try:
        return date.fromisoformat(texte).isoformat()
    except ValueError:
        return ""


def _nombre(texte: str) -> float | None:
    try:
        return float(texte)
    except ValueError:
        return None
