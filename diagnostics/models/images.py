"""Pictures of drawings made in the background: one row per content, found again when asked again."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from socle.modeles import Reference
from socle.travaux import Suivi, Travail


class ImageExportee(Reference, Travail):
    """A drawing being painted as a picture, or ready to download."""

    file_celery: ClassVar[str] = "pdf"

    diagnostic = models.ForeignKey(
        "diagnostics.Diagnostic", on_delete=models.CASCADE, related_name="images"
    )
    titre = models.CharField("ce qu’elle montre", max_length=120)
    nom = models.CharField("nom du fichier", max_length=120)
    empreinte = models.CharField("empreinte du dessin", max_length=64)
    svg = models.TextField("dessin", blank=True)
    """What is to be painted; emptied once it is."""
    fichier = models.CharField("chemin privé du fichier", max_length=300, blank=True)
    taille = models.PositiveIntegerField("taille (octets)", null=True, blank=True)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)

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
    def est_disponible(self) -> bool:
        """Whether its file may be downloaded."""
        return (
            self.etat == self.Etat.TERMINE
            and bool(self.fichier)
            and self.expire_le is not None
            and self.expire_le > timezone.now()
        )

    def executer(self, suivi: Suivi) -> None:
        """Paint the drawing."""
        from diagnostics.services.images import peindre

        peindre(self, suivi)
