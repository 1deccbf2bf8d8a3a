"""Lists of actors written to a file in the background."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from ouverture.models.integration import FILTRES_MAX
from socle.fichiers import FichierProduit
from socle.travaux import Suivi


class ExportActeurs(FichierProduit):
    """A list asked for in a format, at one revision of the directory: published data only."""

    file_celery: ClassVar[str] = "celery"
    dossier: ClassVar[str] = "ouverture"
    conservation: ClassVar[timedelta] = timedelta(days=3)

    class Format(models.TextChoices):
        """How it is written; see ``ouverture.formats``."""

        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"
        GEOJSON = "geojson", "GeoJSON"
        JSONLD = "jsonld", "JSON-LD"
        GOGOCARTO = "gogocarto", "GoGoCarto"

    format = models.CharField("format", max_length=10, choices=Format)
    filtres = models.CharField("filtres", max_length=FILTRES_MAX, blank=True)
    revision = models.PositiveBigIntegerField("révision de l’annuaire")
    nombre = models.PositiveIntegerField("acteurs écrits", null=True, blank=True)

    class Meta:
        verbose_name = "export d’acteurs"
        verbose_name_plural = "exports d’acteurs"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["format", "filtres", "revision"], name="export_acteurs_unique"
            )
        ]

    def __str__(self) -> str:
        return f"Acteurs, {self.get_format_display()}"

    @property
    def extension(self) -> str:
        """How the name of its file ends."""
        return "json" if self.format == self.Format.GOGOCARTO else str(self.format)

    def executer(self, suivi: Suivi) -> None:
        """Write the list."""
        from ouverture.services.exports import produire

        produire(self, suivi)
