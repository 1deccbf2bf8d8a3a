"""Long lists written to a file in the background, and the whole directory every night."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.colonnes import lire_annuaire
from acteurs.criteres import Criteres
from ouverture.champs import Donnees
from ouverture.criteres import relire_public
from ouverture.formats import FORMATS
from ouverture.formats.tableau import XLSX_MAX, ecrire_xlsx
from ouverture.lecture import choisir_ids, lire_donnees
from ouverture.models import FILTRES_MAX, ExportActeurs
from socle.travaux import ErreurTravail, Suivi, Travail, lancer_travail, relancer_travail
from socle.typographie import ecrire_nombre

EN_COURS_MAX: Final = 20
"""Files in the making for everybody."""
CHAQUE_NUIT: Final = ("csv", "geojson", "jsonld", "xlsx")
"""Formats in which the whole directory is written every night."""
FRAICHEUR: Final = timedelta(hours=36)
"""Age under which the file of the night stands for the whole directory."""
_PAS: Final = 5_000
_MORCEAU: Final = 256 * 1024


class TropDExports(Exception):
    """Too many files are in the making."""


def demander_export(*, criteres: Criteres, format_: str, demandeur: Any) -> ExportActeurs:
    """Return the file of a list as the directory stands: one already there, else a queued one.

    Raises:
        ValidationError: the filters are too long to be kept.
        TropDExports: too many are in the making.
    """
    filtres = criteres.adresse
    if len(filtres) > FILTRES_MAX:
        raise ValidationError("Ces filtres sont trop longs\u00a0: raccourcissez les mots cherchés.")
    cle = {
        "format": format_,
        "filtres": filtres,
        "revision": lire_annuaire().numero,
    }
    with transaction.atomic():
        export = ExportActeurs.objects.select_for_update().filter(**cle).first()
        if export is not None and (
            export.est_actif or (export.est_disponible and export.fichier_existe())
        ):
            return export
        if ExportActeurs.objects.actifs().count() >= EN_COURS_MAX:
            raise TropDExports
        if export is None:
            export, neuf = ExportActeurs.objects.get_or_create(
                **cle, defaults={"demandeur": demandeur if demandeur.is_authenticated else None}
            )
            if neuf:
                lancer_travail(export)
            return export
        # Failed, or its file is gone: make it again.
        ExportActeurs.objects.filter(pk=export.pk).update(etat=Travail.Etat.ANNULE)
        export.refresh_from_db()
        relancer_travail(export)
    return export


def produire(export: ExportActeurs, suivi: Suivi) -> None:
    """Write the list as it stands now; safe to run again after a lost worker.

    Raises:
        ErreurTravail: the reason, in French, shown to whoever asked.
        TravailPerdu: the work was cancelled or taken over in between.
    """
    suivi("Chercher les acteurs", 2)
    ids = choisir_ids(relire_public(export.filtres))
    if export.format == ExportActeurs.Format.XLSX and len(ids) > XLSX_MAX:
        raise ErreurTravail(
            "Cette liste est trop longue pour une feuille de tableur\u00a0: choisissez le CSV."
        )
    export.nombre = 0
    donnees = _compter(lire_donnees(ids), export, suivi, len(ids))
    ecrire = FORMATS[export.format].ecrire
    morceaux = ecrire(donnees) if ecrire else _classeur(donnees)
    export.ranger_morceaux(morceaux, champs=("nombre",))


def _compter(
    donnees: Iterable[Donnees], export: ExportActeurs, suivi: Suivi, total: int
) -> Iterator[Donnees]:
    """Count what passes, and tell how far it is."""
    for rang, donnee in enumerate(donnees, 1):
        yield donnee
        export.nombre = rang
        if rang % _PAS == 0:
            suivi(
                f"Écrire les acteurs\u00a0: {ecrire_nombre(rang)} sur {ecrire_nombre(total)}",
                5 + 90 * rang // max(total, 1),
            )


def _classeur(donnees: Iterable[Donnees]) -> Iterator[bytes]:
    """Write a workbook on disk, then give its pieces."""
    with tempfile.TemporaryFile() as sortie:
        ecrire_xlsx(donnees, sortie)
        sortie.seek(0)
        while morceau := sortie.read(_MORCEAU):
            yield morceau


def annuaire_de_la_nuit(format_: str) -> ExportActeurs | None:
    """Return the file of the whole directory, when one was written lately."""
    recents = ExportActeurs.objects.disponibles().filter(
        format=format_, filtres="", termine_le__gt=timezone.now() - FRAICHEUR
    )
    export = recents.order_by("-termine_le").first()
    return export if export and export.fichier_existe() else None


def preparer_annuaire() -> int:
    """Ask for the files of the whole directory; return how many are being made."""
    from django.contrib.auth.models import AnonymousUser

    tout = relire_public("")
    demandes = [
        demander_export(criteres=tout, format_=code, demandeur=AnonymousUser())
        for code in CHAQUE_NUIT
    ]
    return sum(export.est_actif for export in demandes)
