"""Cards to print: sheets made in the background, and the logos of networks they carry."""

from typing import Any, ClassVar

from django.db import models

from plateformes.models.plateforme import Plateforme, stockage_logos
from socle.fichiers import FichierProduit
from socle.modeles import Horodate
from socle.travaux import Suivi


class LogoReseauQuerySet(models.QuerySet["LogoReseau"]):
    """Vocabulary of the logos of networks."""

    def de_ceux_qui(self, utilisateur: Any) -> "LogoReseauQuerySet":
        """Logos of the networks somebody writes for."""
        from plateformes.rules import reseaux_de

        return self.filter(organisation__in=reseaux_de(utilisateur))


class LogoReseau(Horodate):
    """The logo of a network, as its cards carry it."""

    organisation = models.OneToOneField(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="logo_cartes"
    )
    fichier = models.FileField("logo", storage=stockage_logos, max_length=200)

    objects = LogoReseauQuerySet.as_manager()

    class Meta:
        verbose_name = "logo d’un réseau"
        verbose_name_plural = "logos des réseaux"

    def __str__(self) -> str:
        return f"Logo de {self.organisation}"

    @property
    def marque(self) -> str:
        """What changes with the picture: each one is kept under a name of its own."""
        return str(self.fichier.name).rpartition("/")[2].partition(".")[0]


class PlancheCartes(FichierProduit):
    """A PDF of cards asked for, being made, or ready to download."""

    class Format(models.TextChoices):
        """How the cards lie on paper."""

        A4 = "a4", "Feuilles A4, quatre cartes par face (recto verso, à découper)"
        A6 = "a6", "Une carte par page A6 (pour l’imprimeur)"

    dossier: ClassVar[str] = "plateformes/cartes"

    plateformes = models.ManyToManyField(Plateforme, related_name="planches")
    organisation = models.ForeignKey(
        "comptes.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    definition = models.BooleanField("avec la carte « C’est quoi ? »", default=True)
    format = models.CharField("format", max_length=2, choices=Format, default=Format.A4)
    exemplaires = models.PositiveSmallIntegerField("exemplaires de chaque carte", default=1)

    class Meta:
        verbose_name = "planche de cartes"
        verbose_name_plural = "planches de cartes"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"Cartes du {self.cree_le:%d/%m/%Y}"

    def executer(self, suivi: Suivi) -> None:
        """Make the PDF."""
        from plateformes.services.cartes import produce_planche

        produce_planche(self, suivi)
