"""Mails the catalogue has to send: a row is written with what it tells, then a worker sends it."""

from django.db import models
from django.utils import timezone


class CourrielCatalogue(models.Model):
    """A mail that waits to leave; its row goes once it left, or once nothing is left to tell."""

    class Nature(models.TextChoices):
        """What it tells."""

        RELECTURE = "relecture", "Une relecture vous est confiée"
        PROPOSITION = "proposition", "Ce qu’est devenue votre proposition"
        EVALUATION = "evaluation", "L’évaluation de votre plateforme est publiée"
        USAGE = "usage", "L’usage que vous avez déclaré n’est pas retenu"

    nature = models.CharField("nature", max_length=12, choices=Nature)
    objet = models.PositiveBigIntegerField("ce dont il parle (clé)")
    adresse = models.EmailField("adresse électronique")
    essais = models.PositiveSmallIntegerField("essais", default=0)
    apres = models.DateTimeField("à partir de", default=timezone.now, db_index=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "courriel du catalogue"
        verbose_name_plural = "courriels du catalogue"
        ordering = ["apres", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nature", "objet", "adresse"], name="courriel_catalogue_unique"
            )
        ]

    def __str__(self) -> str:
        return self.get_nature_display()
