"""Entries said still right, or withdrawn, many at once: what is needed to undo it."""

from django.conf import settings
from django.db import models

from socle.modeles import Reference


class RevueFiches(Reference):
    """One gesture on entries nobody had seen for long."""

    class Geste(models.TextChoices):
        """What was said of them."""

        EXACTES = "exactes", "Toujours exactes"
        ARCHIVEES = "archivees", "Archivées"

    geste = models.CharField("geste", max_length=9, choices=Geste)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    faite_le = models.DateTimeField("faite le", auto_now_add=True, db_index=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    journal = models.JSONField("fiches", default=list)
    """[key of the entry, day it was last seen before (ISO, or null)]."""

    class Meta:
        verbose_name = "revue de fiches"
        verbose_name_plural = "revues de fiches"
        ordering = ["-faite_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_geste_display()} ({len(self.journal)})"
