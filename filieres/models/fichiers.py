"""Files of a filière made in the background: its diagram as a picture, its dossier as a PDF."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from filieres.models.filiere import Filiere
from socle.fichiers import FichierProduit
from socle.travaux import Suivi


class FichierFiliere(FichierProduit):
    """A file asked for, being made, or ready; one row per content, found again when asked again."""

    class Nature(models.TextChoices):
        """What is made."""

        PDF = "pdf", "Dossier PDF"
        PNG = "png", "Schéma en image"

    class Audience(models.TextChoices):
        """Whom it is written for; a public one holds nothing members keep to themselves."""

        MEMBRES = "membres", "Membres de la filière"
        PUBLIQUE = "publique", "Tout le monde"

    dossier: ClassVar[str] = "filieres"
    conservation: ClassVar[timedelta] = timedelta(days=14)

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="fichiers")
    nature = models.CharField("nature", max_length=3, choices=Nature, default=Nature.PDF)
    audience = models.CharField("destiné à", max_length=8, choices=Audience)
    empreinte = models.CharField("empreinte du contenu", max_length=64)
    contenu = models.TextField("contenu à mettre en page", blank=True)
    """What is to be painted (SVG) or laid out (HTML); emptied once it is."""

    class Meta:
        verbose_name = "fichier d’une filière"
        verbose_name_plural = "fichiers des filières"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["filiere", "nature", "audience", "empreinte"], name="fichier_filiere_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} de « {self.filiere} »"

    @property
    def extension(self) -> str:
        """How the name of its file ends."""
        return str(self.nature)

    def executer(self, suivi: Suivi) -> None:
        """Paint the diagram, or lay out the dossier."""
        from filieres.services.fichiers import produire

        produire(self, suivi)
