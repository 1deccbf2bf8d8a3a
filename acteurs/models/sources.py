"""Files an organisation imports again and again, and the placing of addresses on the map."""

from django.db import models
from django.db.models import Q

from socle.modeles import Horodate, Reference
from socle.travaux import Suivi, Travail


class SourceActeurs(Reference, Horodate):
    """A source of actors an organisation knows: its columns, where its file is, how often."""

    class Origine(models.TextChoices):
        """Where the file comes from."""

        ENVOI = "envoi", "Fichier envoyé à la main"
        DOSSIER = "dossier", "Fichier déposé dans le dossier du serveur"
        ADRESSE = "adresse", "Adresse autorisée par l’exploitation"

    class Cadence(models.TextChoices):
        """How often the file is read again."""

        JAMAIS = "jamais", "À la demande"
        JOUR = "jour", "Chaque jour"
        SEMAINE = "semaine", "Chaque semaine"
        MOIS = "mois", "Chaque mois"

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="sources_acteurs"
    )
    nom = models.CharField("nom de la source", max_length=120)
    correspondance = models.JSONField("colonnes reconnues, par en-tête", default=dict)
    """Field code → header as written in the file (never a position)."""
    options = models.JSONField("options", default=dict)
    origine = models.CharField(
        "d’où vient le fichier", max_length=8, choices=Origine, default=Origine.ENVOI
    )
    emplacement = models.CharField("nom du fichier ou adresse", max_length=500, blank=True)
    cadence = models.CharField("lecture", max_length=8, choices=Cadence, default=Cadence.JAMAIS)
    empreinte = models.CharField("empreinte du dernier fichier lu", max_length=64, blank=True)
    lu_le = models.DateTimeField("dernière lecture", null=True, blank=True)
    constat = models.CharField("constat de la dernière lecture", max_length=300, blank=True)

    class Meta:
        verbose_name = "source d’acteurs"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "nom"],
                name="source_acteurs_unique",
                violation_error_message="Votre organisation a déjà une source de ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(cadence="jamais") | ~Q(origine="envoi"),
                name="source_acteurs_cadence",
                violation_error_message="Un fichier envoyé à la main n’est pas relu tout seul\u00a0:"
                " choisissez un dossier ou une adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class GeocodageActeurs(Reference, Travail):
    """Placing on the map, by their address, the actors of an organisation or of everyone."""

    organisation = models.ForeignKey(
        "comptes.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    options = models.JSONField("options", default=dict)
    avancement = models.JSONField("où reprendre", default=dict)
    bilan = models.JSONField("bilan", default=dict)

    class Meta:
        verbose_name = "géocodage"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"géocodage du {self.cree_le:%d/%m/%Y}"

    def executer(self, suivi: Suivi) -> None:
        """Ask the address service, batch after batch."""
        from acteurs.services.geocodage import execute_geocodage

        execute_geocodage(self, suivi)
