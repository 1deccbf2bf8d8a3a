"""Files an organisation imports again and again, and the placing of addresses on the map."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from socle.modeles import Horodate, Reference
from socle.travaux import Suivi, Travail


class SourceActeurs(Reference, Horodate):
    """A source of actors an organisation knows: its columns, where its file is, how often."""

    ATTENTES: ClassVar = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
    """How long before each new attempt after a failure; then the usual rhythm again."""
    PERIODES: ClassVar = {
        "jour": timedelta(days=1),
        "semaine": timedelta(weeks=1),
        "mois": timedelta(days=30),
    }
    MARGE: ClassVar = timedelta(minutes=40)
    """Sources are looked at every hour: without a margin a daily one would slip by an hour a day."""

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
    tentee_le = models.DateTimeField("dernière tentative", null=True, blank=True)
    echecs = models.PositiveSmallIntegerField("échecs de suite", default=0)

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

    @property
    def se_lit(self) -> bool:
        """Whether the server knows where the file is."""
        return self.origine != self.Origine.ENVOI

    @property
    def prochaine_lecture(self) -> datetime | None:
        """When the file is due to be read by itself; None when nobody asked for it."""
        if self.cadence == self.Cadence.JAMAIS or not self.se_lit:
            return None
        if self.tentee_le and 0 < self.echecs <= len(self.ATTENTES):
            return self.tentee_le + self.ATTENTES[self.echecs - 1]
        derniere = max(filter(None, (self.lu_le, self.tentee_le)), default=None)
        if derniere is None:
            return self.cree_le
        return derniere + self.PERIODES[self.cadence] - self.MARGE


class LectureSource(Reference, Travail):
    """One reading of a source's file by the server: fetch, compare, hand to an import."""

    source = models.ForeignKey(SourceActeurs, on_delete=models.CASCADE, related_name="lectures")
    automatique = models.BooleanField("lancée par la cadence", default=False)
    importation = models.OneToOneField(
        "acteurs.ImportActeurs", null=True, on_delete=models.SET_NULL, related_name="lecture"
    )
    empreinte = models.CharField("empreinte du fichier", max_length=64, blank=True)
    constat = models.CharField("constat", max_length=300, blank=True)

    class Meta:
        verbose_name = "lecture d’une source"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"lecture de {self.source}"

    def executer(self, suivi: Suivi) -> None:
        """Fetch the file; import it when it changed."""
        from acteurs.services.lectures import execute_lecture

        execute_lecture(self, suivi)

    def signaler_fin(self) -> None:
        """Say what is wrong to those who can mend it."""
        from acteurs.services.lectures import conclude_lecture

        conclude_lecture(self)


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
