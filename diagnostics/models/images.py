"""Drawings made as files in the background: one row per content, found again when asked again."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from socle.fichiers import FichierProduit
from socle.travaux import Suivi


class ImageExportee(FichierProduit):
    """A drawing being painted as a picture, or a page being laid out; then ready to download."""

    class Nature(models.TextChoices):
        """What is made of the drawing."""

        PNG = "png", "Image PNG"
        PDF = "pdf", "Affiche PDF"

    dossier: ClassVar[str] = "images"
    conservation: ClassVar[timedelta] = timedelta(days=7)

    diagnostic = models.ForeignKey(
        "diagnostics.Diagnostic", on_delete=models.CASCADE, related_name="images"
    )
    nature = models.CharField("nature", max_length=3, choices=Nature, default=Nature.PNG)
    titre = models.CharField("ce qu’elle montre", max_length=120)
    nom = models.CharField("nom du fichier", max_length=120)
    empreinte = models.CharField("empreinte du dessin", max_length=64)
    dessin = models.TextField("dessin", blank=True)
    """What is to be painted (SVG) or laid out (HTML); emptied once it is."""

    class Meta:
        verbose_name = "image exportée"
        verbose_name_plural = "images exportées"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "empreinte"], name="image_exportee_unique"
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def extension(self) -> str:
        """How the name of its file ends."""
        return str(self.nature)

    def executer(self, suivi: Suivi) -> None:
        """Paint the drawing, or lay out the page."""
        from diagnostics.services.images import peindre

        peindre(self, suivi)
