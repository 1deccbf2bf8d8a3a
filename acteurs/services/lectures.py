"""Reading a source's file without anybody: fetch, compare, import, and say how it went."""

import hashlib
import tempfile
from datetime import timedelta
from typing import IO, Any
from urllib.parse import unquote

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from acteurs.importers.lecture import EXTENSIONS, FichierRefuse
from acteurs.models import GeocodageActeurs, ImportActeurs, LectureSource, SourceActeurs
from acteurs.services import courriels, depot
from acteurs.services.adresses import AdresseRefusee
from acteurs.services.correspondances import reprendre
from acteurs.services.depot import DepotRefuse
from acteurs.services.fichiers import delete_fichier, deposit_fichier, launch_import
from acteurs.services.geocodage import launch_geocodage
from acteurs.services.sources import launch_lecture, lecture_en_cours
from acteurs.services.telechargement import TelechargementImpossible, telecharger
from socle.travaux import ErreurTravail, Suivi, Travail
from socle.typographie import ecrire_nombre

CONSERVATION = timedelta(days=90)
"""How long the readings of a source are told."""
INCHANGE = "Le fichier n’a pas changé depuis la dernière lecture."
EN_DEPOT = "Le fichier est en train d’être déposé\u00a0: il sera lu dans une heure."
HORS_LIGNE = "Ce serveur n’est pas autorisé à joindre d’autres sites\u00a0: déposez le fichier dans le dossier."
_BLOC = 1 << 20


class _EnDepot(Exception):
    """The file is being written right now: not a failure."""


def execute_lecture(lecture: LectureSource, suivi: Suivi) -> None:
    """Fetch the file of a source and, unless it is the one read last, import it.

    Raises:
        ErreurTravail: no file, not allowed, unusable, or columns that have gone (French message).
    """
    if lecture.importation_id:  # taken up again after its import was launched
        return
    source = SourceActeurs.objects.select_related("organisation").get(pk=lecture.source_id)
    suivi("Recherche du fichier", 5)
    with tempfile.TemporaryFile() as tampon:
        try:
            nom = _obtenir(source, tampon, attendre=lecture.automatique)
        except (DepotRefuse, AdresseRefusee, TelechargementImpossible) as refus:
            raise ErreurTravail(str(refus)) from refus
        except _EnDepot:
            _constater(lecture, EN_DEPOT)
            return
        empreinte = _empreinte(tampon)
        if empreinte == source.empreinte:
            _constater(lecture, INCHANGE)
            _noter(source, constat=INCHANGE, lu_le=timezone.now(), echecs=0)
            return
        suivi("Vérification du fichier", 50)
        _importer(lecture, source, tampon, nom, empreinte)


def _obtenir(source: SourceActeurs, tampon: IO[bytes], *, attendre: bool) -> str:
    """Copy the file of a source; return its name."""
    taille_max = settings.IMPORT_TAILLE_MAX
    if source.origine == SourceActeurs.Origine.DOSSIER:
        nom = source.emplacement
        with depot.ouvrir(source.organisation, nom, taille_max) as (flux, infos):
            if attendre and not depot.est_au_repos(infos):
                raise _EnDepot
            recus = 0
            while bloc := flux.read(_BLOC):
                recus += len(bloc)
                if recus > taille_max:
                    raise DepotRefuse(f"Ce fichier dépasse {taille_max // 1024**2} Mo.")
                tampon.write(bloc)
        return nom
    if source.origine == SourceActeurs.Origine.ADRESSE:
        if not settings.EN_LIGNE:
            raise AdresseRefusee(HORS_LIGNE)
        adresse = telecharger(source.emplacement, tampon, taille_max)
        return _nommer(unquote(adresse.chemin).rpartition("/")[2], tampon)
    raise DepotRefuse("Cette source n’a pas de fichier que le serveur puisse lire.")


def _nommer(nom: str, tampon: IO[bytes]) -> str:
    """Give the file a name that says what it is, as addresses often do not."""
    nom = "".join(c for c in nom if c.isprintable())[-120:] or "fichier"
    tampon.seek(0)
    nature = "xlsx" if tampon.read(4) == b"PK\x03\x04" else "csv"
    if EXTENSIONS.get(nom.rpartition(".")[2].lower()) != nature:
        nom = f"{nom}.{nature}"
    return nom


def _empreinte(tampon: IO[bytes]) -> str:
    tampon.seek(0)
    return hashlib.file_digest(tampon, "sha256").hexdigest()  # type: ignore[arg-type]


def _importer(
    lecture: LectureSource, source: SourceActeurs, tampon: IO[bytes], nom: str, empreinte: str
) -> None:
    tampon.seek(0)
    try:
        fichier = deposit_fichier(
            fichier=File(tampon, name=nom),
            organisation=source.organisation,
            par=lecture.demandeur,
            source=source,
        )
    except FichierRefuse as refus:
        raise ErreurTravail(str(refus)) from refus
    reprise = reprendre(source.correspondance, fichier.entetes)
    if "nom" not in reprise.correspondance or reprise.essentiels_disparus:
        # The file is kept, so that its new headers may be chosen; the ones before it are not.
        for ancien in source.fichiers.filter(imports=None).exclude(pk=fichier.pk):
            delete_fichier(fichier=ancien)
        raise ErreurTravail(
            "Des colonnes ont disparu\u00a0: "
            + ", ".join(reprise.raconter())
            + ". Vérifiez le fichier, ou corrigez les colonnes de la source."
        )
    with transaction.atomic():
        lecture.importation = launch_import(
            fichier=fichier,
            correspondance=reprise.correspondance,
            options=source.options,
            simulation=False,
            par=lecture.demandeur,
        )
        lecture.empreinte = empreinte
        lecture.constat = (
            f"Colonnes disparues\u00a0: {', '.join(reprise.raconter())}."[:300]
            if reprise.disparus
            else ""
        )
        lecture.save(update_fields=["importation", "empreinte", "constat"])


def _constater(lecture: LectureSource, constat: str) -> None:
    lecture.constat = constat
    lecture.save(update_fields=["constat"])


def _noter(source: SourceActeurs, **champs: Any) -> None:
    SourceActeurs.objects.filter(pk=source.pk).update(**champs)


def conclude_lecture(lecture: LectureSource) -> None:
    """Note a reading that failed on its source, and tell those who can mend it."""
    if lecture.etat == Travail.Etat.ECHEC:
        _echouer(lecture, lecture.erreur)


def conclude_import(travail: ImportActeurs) -> None:
    """Note an import on its source, tell who asked for it, place what has an address."""
    if travail.etat not in {Travail.Etat.TERMINE, Travail.Etat.ECHEC} or travail.simulation:
        return
    lecture = LectureSource.objects.filter(importation=travail).select_related("source").first()
    reussi = travail.etat == Travail.Etat.TERMINE
    if lecture and reussi:
        constat = f"{resumer(travail)} {lecture.constat}".strip()[:300]
        _noter(
            lecture.source,
            empreinte=lecture.empreinte,
            lu_le=timezone.now(),
            echecs=0,
            constat=constat,
        )
    elif lecture:
        _echouer(lecture, travail.erreur)
    if reussi:
        launch_geocodage(organisation=travail.fichier.organisation)
    courriels.notify_import(travail, resumer(travail))


def _echouer(lecture: LectureSource, message: str) -> None:
    with transaction.atomic():
        source = SourceActeurs.objects.select_for_update().get(pk=lecture.source_id)
        source.echecs = min(source.echecs + 1, 1000)
        source.tentee_le = timezone.now()
        source.constat = message[:300]
        source.save(update_fields=["echecs", "tentee_le", "constat"])
    if not lecture.automatique:
        courriels.notify_lecture_demandee(lecture, message)
    elif source.echecs in {1, len(SourceActeurs.ATTENTES) + 1}:
        courriels.notify_administrateurs(source, message)


def resumer(travail: ImportActeurs) -> str:
    """Say what an import did, in one French sentence."""
    libelles = (
        ("crees", "fiche créée", "fiches créées"),
        ("modifies", "complétée", "complétées"),
        ("inchanges", "déjà à jour", "déjà à jour"),
        ("doublons", "doublon possible", "doublons possibles"),
        ("rejets", "ligne rejetée", "lignes rejetées"),
    )
    morceaux = [
        f"{ecrire_nombre(n)} {un if n < 2 else plusieurs}"  # noqa: PLR2004
        for code, un, plusieurs in libelles
        if (n := travail.bilan.get(code, 0))
    ]
    return f"{', '.join(morceaux)}.".capitalize() if morceaux else "Le fichier n’apporte rien."


def read_due_sources() -> int:
    """Queue the readings that are due; return how many."""
    sources = SourceActeurs.objects.exclude(cadence=SourceActeurs.Cadence.JAMAIS)
    if not settings.EN_LIGNE:
        sources = sources.exclude(origine=SourceActeurs.Origine.ADRESSE)
    lancees = 0
    for source in sources:
        prochaine = source.prochaine_lecture
        if prochaine and prochaine <= timezone.now() and not lecture_en_cours(source):
            launch_lecture(source=source, automatique=True)
            lancees += 1
    return lancees


def purge_lectures() -> int:
    """Forget old readings of sources and of addresses; return how many."""
    limite = timezone.now() - CONSERVATION
    finis = [Travail.Etat.TERMINE, Travail.Etat.ECHEC, Travail.Etat.ANNULE]
    return sum(
        modele.objects.filter(cree_le__lt=limite, etat__in=finis).delete()[0]
        for modele in (LectureSource, GeocodageActeurs)
    )
