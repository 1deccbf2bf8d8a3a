"""Importing SIRENE: read into a work file, then write it into the directory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acteurs.importers.atelier import Atelier, LectureConcurrente, dossier_ateliers
from acteurs.importers.sirene import OptionsSirene, lire_sirene
from acteurs.importers.tables import FichierRefuse
from acteurs.models import ImportOfficiel
from acteurs.services.apports import sirens_signales
from acteurs.services.ecriture import ecrire_fiches
from acteurs.services.rejets import CLE, Rejets
from acteurs.services.suivis import chronometrer
from socle.travaux import ErreurTravail, Suivi, TravailPerdu

LECTURE, ECRITURE = (0, 75), (75, 98)
"""Shares of the work, in percent."""
LUS = {
    "unites_lues": "Unités légales lues",
    "unites_retenues": "Unités légales retenues",
    "etablissements_lues": "Établissements lus",
    "etablissements_retenus": "Établissements retenus",
    "positions_lues": "Coordonnées lues",
}
AVERTISSEMENTS = {
    "centres": "Sans coordonnées utilisables\u00a0: au centre de la commune",
    "coordonnees_ecartees": "Coordonnées hors de la commune ou du pays, écartées",
    "noms_non_diffuses": "Nom non diffusé par le répertoire",
    "non_diffusibles": "Établissements non diffusibles, laissés de côté",
    "hors_options": "Établissements hors des options choisies",
    "unites_tronquees": "Le fichier des unités légales est coupé\u00a0: sa fin manque",
    "etablissements_tronquees": "Le fichier des établissements est coupé\u00a0: sa fin manque",
    "positions_tronquees": "Le fichier des coordonnées est coupé\u00a0: sa fin manque",
}


def execute_sirene(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Read the stock files, then write what they say; a second attempt goes on from there.

    Raises:
        ErreurTravail: a file is missing or cannot be used (French message).
        TravailPerdu: cancelled or taken over.
    """
    with chronometrer(travail, "lecture"):
        atelier = _lire(travail, suivi)
    with atelier:
        _suivre_le_meme(travail, atelier)
        _garder_rejets(travail, atelier)
        bilan = atelier.bilan()
        travail.bilan["lus"] = {nom: bilan[cle] for cle, nom in LUS.items() if bilan.get(cle)}
        travail.bilan["avertissements"] = {
            nom: bilan[cle] for cle, nom in AVERTISSEMENTS.items() if bilan.get(cle)
        }
        with chronometrer(travail, "écriture"):
            ecrire_fiches(atelier, travail, suivi, de=ECRITURE[0], a=ECRITURE[1])
        travail.save(update_fields=["bilan", "modifie_le"])
        atelier.supprimer()


def _lire(travail: ImportOfficiel, suivi: Suivi) -> Atelier:
    options = travail.options
    try:
        return lire_sirene(
            chemin_atelier(travail),
            {role: Path(fichier["chemin"]) for role, fichier in travail.fichiers.items()},
            options=OptionsSirene(
                departements=tuple(options.get("departements", ())),
                employeurs=bool(options.get("employeurs")),
            ),
            sirens_ess=sirens_signales(),
            suivi=_par_pas(suivi),
        )
    except FichierRefuse as refus:
        raise ErreurTravail(str(refus)) from refus
    except LectureConcurrente as erreur:
        raise TravailPerdu from erreur


def chemin_atelier(travail: ImportOfficiel) -> Path:
    """Return where the work file of an import is."""
    return dossier_ateliers() / f"sirene-{travail.reference}.sqlite"


def _suivre_le_meme(travail: ImportOfficiel, atelier: Atelier) -> None:
    """Begin the writing again when the work file is not the one it began with."""
    (signature,) = atelier.db.execute("SELECT valeur FROM meta WHERE cle = 'signature'").fetchone()
    if travail.avancement.get("signature") != signature:
        travail.avancement = {"signature": signature}
        travail.save(update_fields=["avancement", "modifie_le"])


def _garder_rejets(travail: ImportOfficiel, atelier: Atelier) -> None:
    """Copy the refused lines where they may be downloaded, once."""
    if CLE in travail.avancement:
        return
    noms = _noms(travail.fichiers)
    with Rejets(travail) as rejets:
        for source, ligne, motif, extrait in atelier.rejets():
            rejets.noter(noms.get(source, source), ligne, motif, extrait)
        rejets.marquer()
    travail.save(update_fields=["avancement", "bilan", "modifie_le"])


def _noms(fichiers: Mapping[str, Any]) -> dict[str, str]:
    return {role: fichier["nom"] for role, fichier in fichiers.items()}


def _par_pas(suivi: Suivi) -> Any:
    """Tell the progress when it shows, not thousands of times; a cancelled work still stops."""
    dernier = ("", -1)

    def avancer(etape: str, pourcentage: int) -> None:
        nonlocal dernier
        ici = (etape, LECTURE[1] * pourcentage // 100)
        if ici != dernier:
            dernier = ici
            suivi(*ici)

    return avancer
