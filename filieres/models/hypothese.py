"""« What if »: changes one tries on a filière without writing them in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from filieres.models.filiere import Filiere
from socle.modeles import Horodate, Reference, Versionne


class Hypothese(Reference, Versionne, Horodate):
    """A named list of changes (capacities, flows, actors) whose results are shown beside today's."""

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="hypotheses")
    nom = models.CharField("nom", max_length=120)
    description = models.TextField("description", blank=True, max_length=2000)
    changements = models.JSONField("changements", default=list, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="filieres")

    class Meta:
        verbose_name = "hypothèse"
        ordering = ["filiere", "cree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="hypothese_nommee",
                violation_error_message="Donnez un nom à l’hypothèse.",
            ),
            models.UniqueConstraint(
                fields=["filiere", "nom"],
                name="hypothese_unique",
                violation_error_message="Une hypothèse de la filière porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom
