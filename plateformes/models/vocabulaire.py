"""Shared vocabulary of the catalogue: functions, audiences, services that platforms replace."""

from django.db import models


class Vocabulaire(models.Model):
    """A word of the catalogue: reference content that networks complete."""

    code = models.SlugField("code", max_length=60, primary_key=True)
    nom = models.CharField("nom", max_length=120, unique=True)
    description = models.CharField("description", max_length=300, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

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
