"""Reading the registers that enrich: ESS France, ESUS, RNA.

Each batch is one transaction that also writes how far the work has come, so a
killed worker resumes where it stopped and nothing is counted twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from acteurs.importers import ess_france, esus, rna
from acteurs.importers.registres import LotDeFaits
from acteurs.importers.tables import FichierRefuse
from acteurs.models import ImportOfficiel
from acteurs.services.apports import (
    A_REVOIR,
    LISTE_COURTE,
    RETIRES,
    Apport,
    ApportEssFrance,
    ApportEsus,
    ApportRna,
    sirens_signales,
)
from acteurs.services.densite import reconstruire_densite
from acteurs.services.rejets import Rejets
from acteurs.services.revision import signaler_changement
from socle.travaux import ErreurTravail, Suivi

__all__ = ["execute_ess_france", "execute_esus", "execute_rna", "sirens_signales"]

Lecture = Callable[[Path, Sequence[Any] | None], Iterator[LotDeFaits[Any]]]
AVERTISSEMENTS = {A_REVOIR, LISTE_COURTE, RETIRES}


def execute_ess_france(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Read the list of ESS France: its units belong to the ESS.

    Raises:
        ErreurTravail: the file is missing or cannot be used (French message).
        TravailPerdu: cancelled or taken over; the current batch is rolled back.
    """
    _executer(travail, suivi, ess_france.lire, ApportEssFrance(travail))


def execute_esus(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Read the list of ESUS approvals; raises as ``execute_ess_france``."""
    _executer(travail, suivi, esus.lire, ApportEsus(travail))


def execute_rna(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Read the RNA, one or both of its files; raises as ``execute_ess_france``."""
    _executer(travail, suivi, rna.lire, ApportRna(travail))


def _executer(travail: ImportOfficiel, suivi: Suivi, lire: Lecture, apport: Apport) -> None:
    etat = travail.avancement
    roles = sorted(travail.fichiers)
    if not roles:
        raise ErreurTravail("Aucun fichier n’a été choisi pour ce registre.")
    with Rejets(travail) as rejets:
        for rang, role in enumerate(roles):
            if rang < etat.get("fichier", 0):
                continue
            fichier = travail.fichiers[role]
            nom = fichier.get("nom") or role
            chemin = Path(fichier["chemin"])
            if not chemin.is_file():
                raise ErreurTravail(f"Le fichier {nom} n’est plus là\u00a0: déposez-le de nouveau.")
            depuis = etat.get("suite") if etat.get("fichier", 0) == rang else None
            try:
                for lot in lire(chemin, depuis):
                    part = (rang + min(lot.avancement, 1.0)) / len(roles)
                    _ecrire_lot(travail, suivi, apport, rejets, lot, (rang, nom, part))
            except FichierRefuse as refus:
                raise ErreurTravail(str(refus)) from refus
            etat.update(fichier=rang + 1, suite=None)
        _finir(travail, apport)


def _ecrire_lot(
    travail: ImportOfficiel,
    suivi: Suivi,
    apport: Apport,
    rejets: Rejets,
    lot: LotDeFaits[Any],
    ou: tuple[int, str, float],
) -> None:
    """Write one batch with its progress, in one transaction."""
    rang, nom, part = ou
    compte: Counter[str] = Counter()
    with transaction.atomic():
        apport.traiter(lot.faits, compte)
        for rejet in lot.rejets:
            rejets.noter(nom, rejet.ligne, rejet.motif, rejet.extrait)
        rejets.marquer()
        travail.avancement.update(fichier=rang, suite=lot.suite)
        if apport.recompter:
            travail.avancement["recompter"] = True
        _compter(travail, compte, lues=lot.lues)
        if compte["modifies"]:
            signaler_changement()
        suivi(f"Lecture de {nom}", min(98, int(98 * part)))


def _finir(travail: ImportOfficiel, apport: Apport) -> None:
    compte: Counter[str] = Counter()
    with transaction.atomic():
        apport.finir(compte)
        _compter(travail, compte)
        if compte["modifies"]:
            signaler_changement()
    if travail.avancement.get("recompter"):
        reconstruire_densite()


def _compter(travail: ImportOfficiel, compte: "Counter[str]", lues: int = 0) -> None:
    """Add counts to the summary and keep the work's progress."""
    bilan = travail.bilan
    for cle in ("modifies", "inchanges", "proposes"):
        bilan[cle] = bilan.get(cle, 0) + compte[cle]
    vus = bilan.setdefault("lus", {})
    for libelle, nombre in (
        ("Lignes lues", lues),
        ("Lignes reconnues dans l’annuaire", compte["reconnues"]),
    ):
        vus[libelle] = vus.get(libelle, 0) + nombre
    dits = bilan.setdefault("avertissements", {})
    for libelle in AVERTISSEMENTS:
        if compte[libelle]:
            dits[libelle] = dits.get(libelle, 0) + compte[libelle]
    travail.save(update_fields=["avancement", "bilan", "modifie_le"])
