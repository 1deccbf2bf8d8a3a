"""Looking at entries again: still right, or withdrawn; one or many, and undone in one gesture."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.models import Acteur, ThemeActeur
from acteurs.services.fiches import archive_acteur, publish_acteur
from acteurs.services.passages import trace_in_bulk
from moderation.models import RevueFiches

Geste = RevueFiches.Geste
ENSEMBLE_MAX: Final = 100
"""Entries one gesture takes."""
RETOUR_MAX: Final = timedelta(days=30)
TOUJOURS_EXACTE: Final = "Toujours exacte"


def confirm_acteurs(*, acteurs: Sequence[Acteur], par: Any) -> RevueFiches:
    """Say that published entries are still right today; each keeps who said so in its history."""
    aujourdhui = timezone.localdate()
    with transaction.atomic():
        vus = list(
            Acteur.objects.select_for_update()
            .filter(pk__in=[a.pk for a in acteurs[:ENSEMBLE_MAX]], statut=Acteur.Statut.PUBLIE)
            .order_by("pk")
        )
        journal = [[a.pk, a.vu_le.isoformat() if a.vu_le else None] for a in vus]
        # Nothing that columns, maps or caches show: no revision of the directory.
        Acteur.objects.filter(pk__in=[a.pk for a in vus]).update(vu_le=aujourdhui)
        liens = ThemeActeur.objects.filter(acteur__in=[a.pk for a in vus])
        trace_in_bulk(vus, liens, raison=TOUJOURS_EXACTE, par=par)
        return RevueFiches.objects.create(geste=Geste.EXACTES, par=par, journal=journal)


def archive_acteurs(*, acteurs: Sequence[Acteur], par: Any) -> RevueFiches:
    """Withdraw published entries nobody saw for long; each with its history row."""
    with transaction.atomic():
        vus = Acteur.objects.select_for_update().filter(
            pk__in=[a.pk for a in acteurs[:ENSEMBLE_MAX]], statut=Acteur.Statut.PUBLIE
        )
        journal = []
        for acteur in vus.order_by("pk"):
            journal.append([acteur.pk, acteur.vu_le.isoformat() if acteur.vu_le else None])
            archive_acteur(acteur=acteur, par=par, raison="Archivage, plus revue depuis longtemps")
        return RevueFiches.objects.create(geste=Geste.ARCHIVEES, par=par, journal=journal)


def undo_revue(*, revue: RevueFiches, par: Any) -> int:
    """Bring back what the gesture changed and nobody changed since; return how many entries.

    Raises:
        ValidationError: too late, or undone already.
    """
    with transaction.atomic():
        revue = RevueFiches.objects.select_for_update().get(pk=revue.pk)
        if revue.annulee_le or timezone.now() > revue.faite_le + RETOUR_MAX:
            raise ValidationError("Ce geste ne peut plus être annulé.")
        jour = timezone.localtime(revue.faite_le).date()
        rendues = sum(_rendre(revue.geste, pk, vu_le, jour, par) for pk, vu_le in revue.journal)
        revue.annulee_le = timezone.now()
        revue.save(update_fields=["annulee_le"])
    return rendues


def _rendre(geste: str, pk: int, vu_le: str | None, jour: date, par: Any) -> bool:
    avant = date.fromisoformat(vu_le) if vu_le else None
    if geste == Geste.EXACTES:
        return bool(Acteur.objects.filter(pk=pk, vu_le=jour).update(vu_le=avant))
    acteur = Acteur.objects.filter(pk=pk, statut=Acteur.Statut.ARCHIVE).first()
    if acteur is None:
        return False
    try:
        with transaction.atomic():
            publish_acteur(acteur=acteur, par=par, raison="Archivage annulé")
    except ValidationError:  # joined to another entry, or its SIRET taken, meanwhile
        return False
    Acteur.objects.filter(pk=pk).update(vu_le=avant)
    return True
