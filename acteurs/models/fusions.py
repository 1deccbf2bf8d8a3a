"""Entries joined into one: what led where, and what is needed to come back."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from acteurs.models.acteur import Acteur
from socle.modeles import Reference

RETOUR_MAX: Final = timedelta(days=30)
"""How long a merge can be undone."""


class FusionActeurs(Reference):
    """One merge: the entry that goes on, the one withdrawn, and everything that moved."""

    survivant = models.ForeignKey(
        Acteur, verbose_name="fiche gardée", on_delete=models.CASCADE, related_name="fusions"
    )
    absorbe = models.ForeignKey(
        Acteur, verbose_name="fiche réunie", on_delete=models.CASCADE, related_name="absorptions"
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    faite_le = models.DateTimeField("faite le", default=timezone.now)
    annulee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    annulee_le = models.DateTimeField("défaite le", null=True, blank=True)
    statut_absorbe = models.CharField("statut de la fiche réunie", max_length=8)
    champs = models.JSONField("valeurs prises", default=dict)
    """Field of the entry kept → [value before, value after]."""
    journal = models.JSONField("ce qui a été déplacé", default=dict)
    """See ``services.rattachements.Journal``."""

    class Meta:
        verbose_name = "fusion de fiches"
        verbose_name_plural = "fusions de fiches"
        ordering = ["-faite_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.absorbe} → {self.survivant}"

    @property
    def limite(self) -> datetime:
        """Until when it can be undone."""
        return self.faite_le + RETOUR_MAX

    @property
    def se_defait(self) -> bool:
        """Whether it can still be undone."""
        return self.annulee_le is None and timezone.now() < self.limite


class ReferenceFusionnee(models.Model):
    """The identity an entry had before it joined another: addresses and codes lead to it still."""

    reference = models.CharField("ancienne référence", max_length=12, unique=True)
    siret = models.CharField("ancien SIRET", max_length=14, blank=True, db_index=True)
    siren = models.CharField("ancien SIREN", max_length=9, blank=True)
    rna = models.CharField("ancien numéro RNA", max_length=10, blank=True)
    acteur = models.ForeignKey(
        Acteur,
        verbose_name="fiche gardée",
        on_delete=models.CASCADE,
        related_name="references_fusionnees",
    )
    fusion = models.OneToOneField(FusionActeurs, on_delete=models.CASCADE, related_name="ancienne")
    cree_le = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "référence d’une fiche réunie"
        verbose_name_plural = "références de fiches réunies"

    def __str__(self) -> str:
        return f"{self.reference} → {self.acteur_id}"
