"""Files of actors: deposit, mapping, launch, disposal."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from acteurs.importers.colonnes import CODES, deviner
from acteurs.importers.lecture import APERCU, examiner, lire_lignes
from acteurs.models import FichierActeurs, ImportActeurs, SourceActeurs
from acteurs.services.correspondances import reconnaitre
from socle.modeles import reference_courte
from socle.travaux import Travail, lancer_travail

DOSSIER = "imports-acteurs"
"""Folder of the private storage."""
CONSERVATION = timedelta(days=30)
"""How long a file sent is kept."""


def deposit_fichier(
    *, fichier: File, organisation: Any, par: Any, source: SourceActeurs | None = None
) -> FichierActeurs:
    """Check a file whole, keep it privately and find what its columns are.

    Without ``source``, the organisation's sources are looked at: the one whose
    headers come back gives its columns and options; else columns are guessed.

    Raises:
        FichierRefuse: the file cannot be used (French message).
    """
    nom = (fichier.name or "fichier").rpartition("/")[2]
    examen = examiner(fichier.file, nom, fichier.size or 0)  # type: ignore[arg-type]
    fichier.seek(0)
    chemin = storages["prive"].save(f"{DOSSIER}/{reference_courte()}.{examen.format}", fichier)
    correspondance, options = deviner(examen.entetes), {}
    connue = None if source else reconnaitre(organisation, examen.entetes)
    if connue:
        source, reprise = connue
        prises = set(reprise.correspondance.values())
        manquees = {c: i for c, i in correspondance.items() if c in reprise.disparus}
        correspondance = {c: i for c, i in manquees.items() if i not in prises}
        correspondance |= reprise.correspondance
        options = source.options
    return FichierActeurs.objects.create(
        organisation=organisation,
        depose_par=par,
        nom=nom[:200],
        chemin=chemin,
        format=examen.format,
        encodage=examen.encodage,
        separateur=examen.separateur,
        entetes=examen.entetes,
        lignes=examen.lignes,
        correspondance=correspondance,
        options=options,
        source=source,
    )


def read_apercu(fichier: FichierActeurs) -> list[list[str]]:
    """Return the first rows of a kept file, one cell per header; empty when it is gone."""
    if not storages["prive"].exists(fichier.chemin):
        return []
    with storages["prive"].open(fichier.chemin, "rb") as flux:
        lignes = lire_lignes(flux, fichier.format, fichier.encodage, fichier.separateur)
        premieres = [cellules for _, cellules in islice(lignes, 1, APERCU + 1)]
    n = len(fichier.entetes)
    return [[*cellules, *[""] * n][:n] for cellules in premieres]


def launch_import(
    *,
    fichier: FichierActeurs,
    correspondance: Mapping[str, int],
    options: Mapping[str, Any],
    simulation: bool,
    par: Any,
) -> ImportActeurs:
    """Queue a dry run or a real import; asking twice for the same one gives the same one."""
    inconnus = set(correspondance) - CODES
    if inconnus:
        raise ValueError(f"Unknown fields: {sorted(inconnus)}")
    with transaction.atomic():
        FichierActeurs.objects.select_for_update().get(pk=fichier.pk)
        champs = {
            "fichier": fichier,
            "correspondance": dict(correspondance),
            "options": dict(options),
            "simulation": simulation,
        }
        pareil = (
            ImportActeurs.objects.filter(**champs)
            .exclude(etat__in=[Travail.Etat.ECHEC, Travail.Etat.ANNULE])
            .first()
        )
        if pareil and (pareil.est_actif or not simulation):
            return pareil
        fichier.correspondance = dict(correspondance)
        fichier.options = dict(options)
        fichier.save(update_fields=["correspondance", "options", "modifie_le"])
        travail = ImportActeurs.objects.create(**champs, demandeur=par)
        lancer_travail(travail)
    return travail


def delete_fichier(*, fichier: FichierActeurs) -> None:
    """Forget a file and its reports; the actors it brought stay."""
    storages["prive"].delete(fichier.chemin)
    fichier.delete()


def purge_fichiers() -> int:
    """Forget the files kept for longer than ``CONSERVATION``; return how many."""
    anciens = list(
        FichierActeurs.objects.filter(cree_le__lt=timezone.now() - CONSERVATION).exclude(
            imports__etat__in=[Travail.Etat.EN_ATTENTE, Travail.Etat.EN_COURS]
        )
    )
    for fichier in anciens:
        delete_fichier(fichier=fichier)
    return len(anciens) + _purge_orphelins()


def _purge_orphelins() -> int:
    """Delete the kept files no row speaks of (a work killed between the two)."""
    depot = storages["prive"]
    if not depot.exists(DOSSIER):
        return 0
    limite = timezone.now() - CONSERVATION
    chemins = {f"{DOSSIER}/{nom}" for nom in depot.listdir(DOSSIER)[1]}
    connus = set(FichierActeurs.objects.values_list("chemin", flat=True))
    orphelins = [c for c in chemins - connus if depot.get_modified_time(c) < limite]
    for chemin in orphelins:
        depot.delete(chemin)
    return len(orphelins)
