"""Figures of a platform: never without their date and their source."""

from django.db import models
from simple_history.models import HistoricalRecords

from plateformes.models.plateforme import Plateforme
from socle.modeles import Versionne


class Chiffre(Versionne):
    """One figure, as one source gave it on one date."""

    class Grandeur(models.TextChoices):
        """What is counted."""

        USAGERS = "usagers", "Usagères et usagers"
        TERRITOIRES = "territoires", "Territoires"
        COLLECTIVITES = "collectivites", "Collectivités partenaires"
        STRUCTURES = "structures", "Structures utilisatrices"
        ACTIVITE = "activite", "Volume d’activité"
        AUTRE = "autre", "Autre"

    plateforme = models.ForeignKey(Plateforme, on_delete=models.CASCADE, related_name="chiffres")
    grandeur = models.CharField("grandeur", max_length=14, choices=Grandeur)
    libelle = models.CharField("ce que c’est", max_length=120, blank=True)
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=2)
    unite = models.CharField("unité", max_length=40, blank=True)
    date = models.DateField("date du chiffre")
    source = models.CharField("source", max_length=250)

    history = HistoricalRecords(app="plateformes")

    class Meta:
        verbose_name = "chiffre"
        ordering = ["plateforme", "grandeur", "-date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=""),
                name="chiffre_source_dite",
                violation_error_message="Donnez la source du chiffre.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_grandeur_display()} : {self.valeur}"
