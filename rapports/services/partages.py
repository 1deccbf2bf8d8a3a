"""Reading links for people without an account."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from rapports.models import Partage, Rapport

DUREES: Final = (7, 30, 90)
"""Days a link may stay open."""


class PartageRefuse(Exception):
    """The report may not leave the démarche; the French message says why."""


def create_share(*, rapport: Rapport, jours: int, par: Any) -> Partage:
    """Open a link to ``rapport`` for ``jours`` days; its file is kept at least as long.

    Raises:
        PartageRefuse: members-only report, or file not available.
    """
    if rapport.audience != Rapport.Audience.PUBLIQUE:
        raise PartageRefuse(
            "Ce rapport est réservé aux membres : il nomme des personnes entendues. "
            "Produisez la version destinée aux élues, aux élus et au public pour la partager."
        )
    if jours not in DUREES:
        raise PartageRefuse("Choisissez une durée de 7, 30 ou 90 jours.")
    with transaction.atomic():
        verrouille = Rapport.objects.select_for_update().disponibles().filter(pk=rapport.pk).first()
        if verrouille is None:
            raise PartageRefuse("Ce rapport n’a pas de fichier à partager : produisez-le d’abord.")
        expire_le = timezone.now() + timedelta(days=jours)
        partage = Partage.objects.create(rapport=verrouille, expire_le=expire_le, cree_par=par)
        Rapport.objects.filter(pk=verrouille.pk).update(
            expire_le=Greatest(F("expire_le"), expire_le)
        )
    return partage


def revoke_share(partage: Partage) -> None:
    """Close a link for good."""
    Partage.objects.filter(pk=partage.pk, revoque_le=None).update(revoque_le=timezone.now())


def count_reading(partage: Partage) -> None:
    """Count one more reading of the shared page."""
    Partage.objects.filter(pk=partage.pk).update(consultations=F("consultations") + 1)
