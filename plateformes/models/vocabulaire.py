"""Shared vocabulary of the catalogue: functions, audiences, services that platforms replace."""

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from socle.modeles import Versionne


class Vocabulaire(Versionne):
    """A word of the catalogue: reference content that networks complete."""

    code = models.SlugField("code", max_length=60, primary_key=True)
    nom = models.CharField("nom", max_length=120, unique=True)
    description = models.CharField("description", max_length=300, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords(inherit=True, app="plateformes")

    class Meta:
        abstract = True
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class Fonction(Vocabulaire):
    """What a platform lets people do."""

    class Meta(Vocabulaire.Meta):
        verbose_name = "fonction"


class Public(Vocabulaire):
    """For whom a platform is made."""

    class Meta(Vocabulaire.Meta):
        verbose_name = "public"


class ServiceCapitalistique(Vocabulaire):
    """A well-known commercial service that solidarity platforms are another way to."""

    class Meta(Vocabulaire.Meta):
        verbose_name = "service capitalistique"
        verbose_name_plural = "services capitalistiques"


class MotRetire(models.Model):
    """A word that networks took out: never loaded again, its old code leads to its successor."""

    class Genre(models.TextChoices):
        """Which vocabulary."""

        FONCTION = "fonctions", "Fonctions"
        PUBLIC = "publics", "Publics"
        SERVICE = "services", "Services capitalistiques"

    genre = models.CharField("vocabulaire", max_length=9, choices=Genre)
    code = models.SlugField("code", max_length=60)
    nom = models.CharField("nom", max_length=120)
    remplace_par = models.SlugField("réuni à (code)", max_length=60, blank=True)
    retire_le = models.DateTimeField("retiré le", default=timezone.now)

    class Meta:
        verbose_name = "mot retiré"
        verbose_name_plural = "mots retirés"
        ordering = ["genre", "code"]
        constraints = [
            models.UniqueConstraint(fields=["genre", "code"], name="mot_retire_unique"),
            models.CheckConstraint(
                condition=~models.Q(remplace_par=models.F("code")),
                name="mot_retire_pas_lui_meme",
                violation_error_message="Un mot ne se réunit pas à lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom
