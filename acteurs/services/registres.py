"""Official registers: what they are, where their files come from, how an import starts.

Files come from four places: the command line (any path), the drop folder of the
server (recognised by their official names), the browser when they are small, or
the official address, asked only when the server is online. A user of the site
never names a path nor an address.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from acteurs.models import ImportOfficiel, Revision
from acteurs.services.adresses import AdresseRefusee
from acteurs.services.rejets import chemin_rejets
from acteurs.services.telechargement import TelechargementImpossible, telecharger
from socle.modeles import reference_courte
from socle.travaux import ErreurTravail, Suivi, Travail, lancer_travail

Source = ImportOfficiel.Source
_FIN = r"\.(csv|csv\.gz|zip|parquet)"
GARDE = timedelta(days=30)
"""How long the files of a reading that was given up are kept."""
GARDE_REJETS = timedelta(days=90)
FORMATS_ENVOI = (".csv", ".csv.gz", ".zip", ".parquet", ".xlsx")
_STOCK = "https://object.files.data.gouv.fr/data-pipeline-open/siren"


class ImportRefuse(Exception):
    """The import cannot start; the French message says why."""


@dataclass(frozen=True)
class Role:
    """A file of a register."""

    cle: str
    libelle: str
    motif: str
    """Regular expression of the names it goes by, case aside."""
    obligatoire: bool = True
    adresse: str = ""
    """Official address; ``{mois}`` is the current month (202611)."""

    def reconnait(self, nom: str) -> bool:
        """Whether a file name is one of this file's."""
        return bool(re.fullmatch(self.motif, nom, re.IGNORECASE))

    def adresse_du_mois(self, jour: date | None = None) -> str:
        """Return the address to ask, or ''."""
        return self.adresse.replace("{mois}", f"{jour or timezone.localdate():%Y%m}")


@dataclass(frozen=True)
class Registre:
    """An official register."""

    source: str
    nom: str
    producteur: str
    apporte: str
    page: str
    """Where people find it."""
    roles: tuple[Role, ...]

    def role(self, cle: str) -> Role:
        """Return one of its files."""
        return next(r for r in self.roles if r.cle == cle)


REGISTRES = {
    r.source: r
    for r in (
        Registre(
            Source.SIRENE.value,
            "Répertoire Sirene",
            "Insee",
            "Tous les établissements des structures de l’ESS\u00a0: nom, SIRET, famille, activité, "
            "adresse, effectif. C’est lui qui remplit l’annuaire.",
            "https://www.data.gouv.fr/datasets/"
            "base-sirene-des-entreprises-et-de-leurs-etablissements-siren-siret/",
            (
                Role(
                    "unites",
                    "Unités légales (StockUniteLegale)",
                    r"StockUniteLegale(?!Historique)[\w-]*" + _FIN,
                    adresse=f"{_STOCK}/stock/StockUniteLegale_utf8.zip",
                ),
                Role(
                    "etablissements",
                    "Établissements (StockEtablissement)",
                    r"StockEtablissement(?!Historique|LiensSuccession)[\w-]*" + _FIN,
                    adresse=f"{_STOCK}/stock/StockEtablissement_utf8.zip",
                ),
                Role(
                    "positions",
                    "Coordonnées (GeolocalisationEtablissement_Sirene)",
                    r"GeolocalisationEtablissement_Sirene[\w-]*" + _FIN,
                    obligatoire=False,
                    adresse=f"{_STOCK}/geoloc/GeolocalisationEtablissement_Sirene_"
                    "pour_etudes_statistiques_utf8.zip",
                ),
            ),
        ),
        Registre(
            Source.ESS_FRANCE.value,
            "Liste des entreprises de l’ESS",
            "ESS France",
            "Confirme l’appartenance à l’ESS des structures de l’annuaire, par leur SIREN.",
            "https://www.data.gouv.fr/datasets/liste-des-entreprises-de-less/",
            (
                Role(
                    "liste",
                    "Liste des entreprises de l’ESS",
                    r"(liste[\w -]*)?(des-)?entreprises[\w -]*ess[\w -]*"
                    + _FIN
                    + r"|[\w -]*ess[-_ ]?france[\w -]*"
                    + _FIN,
                ),
            ),
        ),
        Registre(
            Source.ESUS.value,
            "Entreprises agréées ESUS",
            "Direction générale du Trésor",
            "Signale les entreprises solidaires d’utilité sociale et la fin de leur agrément.",
            "https://www.tresor.economie.gouv.fr/banque-assurance-finance/finance-sociale-et-solidaire/"
            "liste-nationale-agrements-esus",
            (
                Role(
                    "liste",
                    "Liste nationale des agréments ESUS",
                    r"[\w -]*esus[\w -]*\.(xlsx|csv)",
                ),
            ),
        ),
        Registre(
            Source.RNA.value,
            "Répertoire national des associations",
            "Ministère de l’Intérieur",
            "Apporte l’objet et le site des associations, et signale les dissolutions.",
            "https://www.data.gouv.fr/datasets/repertoire-national-des-associations/",
            (
                Role(
                    "waldec",
                    "Associations depuis 2009 (rna_waldec)",
                    r"rna_waldec[\w-]*" + _FIN,
                    adresse="https://media.interieur.gouv.fr/rna/rna_waldec_{mois}01.zip",
                ),
                Role(
                    "import",
                    "Associations plus anciennes (rna_import)",
                    r"rna_import[\w-]*" + _FIN,
                    obligatoire=False,
                    adresse="https://media.interieur.gouv.fr/rna/rna_import_{mois}01.zip",
                ),
            ),
        ),
    )
}


@dataclass(frozen=True)
class Trouve:
    """A file of the drop folder that a register recognises."""

    role: Role
    nom: str
    taille: int
    jour: date


def chercher_deposes(registre: Registre, dossier: Path | None = None) -> dict[str, Trouve]:
    """Return role → the most recent file with one of its names, links left aside."""
    trouves: dict[str, Trouve] = {}
    with suppress(OSError):
        for chemin in Path(dossier or settings.DEPOT).iterdir():
            if chemin.is_symlink() or not chemin.is_file():
                continue
            infos = chemin.stat()
            jour = datetime.fromtimestamp(infos.st_mtime, UTC).date()
            for role in registre.roles:
                if role.reconnait(chemin.name):
                    autre = trouves.get(role.cle)
                    if autre is None or (autre.jour, autre.nom) < (jour, chemin.name):
                        trouves[role.cle] = Trouve(role, chemin.name, infos.st_size, jour)
    return trouves


def keep_envoi(fichier: UploadedFile, role: Role) -> dict[str, str]:
    """Keep a small file sent by a browser; return its entry of ``fichiers``.

    Raises:
        ImportRefuse: too large, or of a format no register has.
    """
    nom = (fichier.name or "fichier").rpartition("/")[2][:150]
    suffixe = next((f for f in FORMATS_ENVOI if nom.lower().endswith(f)), "")
    if not suffixe:
        raise ImportRefuse(
            f"«\u00a0{nom}\u00a0» n’est ni un CSV, ni un ZIP, ni un Parquet, ni un XLSX."
        )
    if (fichier.size or 0) > settings.IMPORT_TAILLE_MAX:
        raise ImportRefuse(
            f"«\u00a0{nom}\u00a0» dépasse {settings.IMPORT_TAILLE_MAX // 1024**2} Mo\u00a0: faites-le "
            "déposer dans le dossier du serveur."
        )
    prive = storages["prive"]
    chemin = prive.save(f"imports-officiels/{reference_courte()}-{role.cle}{suffixe}", fichier)
    return {"chemin": prive.path(chemin), "nom": nom, "envoye": chemin}


def launch_import_officiel(
    *,
    source: str,
    fichiers: Mapping[str, Mapping[str, str]],
    options: Mapping[str, Any] | None = None,
    par: Any = None,
    en_fond: bool = True,
) -> ImportOfficiel:
    """Create, and queue, the reading of a register.

    Args:
        source: the register.
        fichiers: role → {"nom", and "chemin" or "adresse" (to be fetched)}.
        options: what part of it to read.
        par: who asks.
        en_fond: False when the caller runs it itself.

    Raises:
        ImportRefuse: a file is missing, or another register is being read.
    """
    registre = REGISTRES[source]
    manquants = [r.libelle for r in registre.roles if r.obligatoire and r.cle not in fichiers]
    if manquants:
        raise ImportRefuse(f"Il manque\u00a0: {', '.join(manquants)}.")
    with transaction.atomic():
        Revision.objects.select_for_update().filter(pk=1).first()
        en_cours = ImportOfficiel.objects.actifs().first()
        if en_cours:
            raise ImportRefuse(
                f"Un registre est déjà en cours de lecture\u00a0: {en_cours.get_source_display()}. "
                "Attendez sa fin, ou annulez-le."
            )
        travail = ImportOfficiel.objects.create(
            source=source,
            fichiers={role: dict(f) for role, f in fichiers.items()},
            options=dict(options or {}),
            demandeur=par,
        )
        if en_fond:
            lancer_travail(travail)
    return travail


# ── Official addresses ──────────────────────────────────────────────────────
def peut_telecharger(registre: Registre) -> bool:
    """Whether the server may fetch the files of a register by itself."""
    return settings.EN_LIGNE and any(r.adresse for r in registre.roles)


def fournir_fichiers(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Fetch the files that are still only an address, and check that the others are there.

    Raises:
        ErreurTravail: a file is gone, or its address does not give it (French message).
    """
    for role, fichier in travail.fichiers.items():
        if "chemin" not in fichier:
            fichier["chemin"] = str(_telecharger(travail, role, fichier, suivi))
            travail.save(update_fields=["fichiers", "modifie_le"])
        if not Path(fichier["chemin"]).is_file():
            raise ErreurTravail(
                f"Le fichier «\u00a0{fichier['nom']}\u00a0» n’est plus sur le serveur."
            )


class _Sortie:
    """A file being received: tells how far, and stops when the work is cancelled."""

    PAS = 32 * 1024**2

    def __init__(self, flux: Any, nom: str, suivi: Suivi) -> None:
        self.flux, self.nom, self.suivi = flux, nom, suivi
        self.recus = self.dits = 0

    def write(self, bloc: bytes) -> int:
        """Write a piece."""
        self.recus += len(bloc)
        if self.recus - self.dits >= self.PAS:
            self.dits = self.recus
            self.suivi(f"Téléchargement de {self.nom}\u00a0: {self.recus // 1024**2} Mo", 0)
        return int(self.flux.write(bloc))


def _telecharger(
    travail: ImportOfficiel, role: str, fichier: Mapping[str, str], suivi: Suivi
) -> Path:
    if not settings.EN_LIGNE:
        raise ErreurTravail("Ce serveur n’est pas relié à Internet\u00a0: déposez les fichiers.")
    dossier = Path(settings.DONNEES) / "registres"
    dossier.mkdir(parents=True, exist_ok=True)
    nom = fichier["nom"]
    partiel = dossier / f"{travail.reference}-{role}.partiel"
    suivi(f"Téléchargement de {nom}", 0)
    try:
        with partiel.open("wb") as flux:
            telecharger(
                fichier["adresse"],
                _Sortie(flux, nom, suivi),  # type: ignore[arg-type]
                settings.REGISTRES_TAILLE_MAX,
                permis=settings.REGISTRES_ADRESSES,
                duree_max=settings.REGISTRES_DUREE_MAX_S,
            )
    except (AdresseRefusee, TelechargementImpossible) as erreur:
        partiel.unlink(missing_ok=True)
        raise ErreurTravail(f"{nom}\u00a0: {erreur}") from erreur
    except BaseException:
        partiel.unlink(missing_ok=True)
        raise
    return partiel.rename(dossier / f"{travail.reference}-{role}-{nom}")


def oublier_fichiers(travail: ImportOfficiel) -> int:
    """Delete the files that were fetched or sent for this import only; return how many."""
    oublies = 0
    for fichier in travail.fichiers.values():
        chemin = Path(fichier.get("chemin", ""))
        propre = bool(fichier.get("envoye")) or (
            bool(fichier.get("adresse")) and chemin.name.startswith(f"{travail.reference}-")
        )
        if propre and chemin.is_file():
            chemin.unlink()
            oublies += 1
    return oublies


def purge_imports_officiels() -> int:
    """Forget the files of the readings given up, and old refused lines; return how many."""
    oublies = 0
    maintenant = timezone.now()
    for travail in ImportOfficiel.objects.filter(cree_le__lt=maintenant - GARDE).exclude(
        etat__in=[Travail.Etat.EN_ATTENTE, Travail.Etat.EN_COURS]
    ):
        oublies += oublier_fichiers(travail)
        rejets = chemin_rejets(travail)
        if travail.cree_le < maintenant - GARDE_REJETS and storages["prive"].exists(rejets):
            storages["prive"].delete(rejets)
            oublies += 1
    return oublies


def derniers_imports() -> dict[str, ImportOfficiel]:
    """Return register → its last reading."""
    derniers: dict[str, ImportOfficiel] = {}
    for source in REGISTRES:
        dernier = ImportOfficiel.objects.filter(source=source).order_by("-cree_le").first()
        if dernier:
            derniers[source] = dernier
    return derniers
