"""Giving many entries the themes that the table by activity code says now."""

from django.db import models

from acteurs.models.referentiels import RegleNaf
from socle.modeles import Reference
from socle.travaux import Suivi, Travail


class ApplicationThemes(Reference, Travail):
    """The entries nobody holds of one activity code, revised in the background."""

    nomenclature = models.CharField(
        "nomenclature", max_length=5, choices=RegleNaf.Nomenclature.choices
    )
    prefixe = models.CharField("code ou début de code", max_length=6)
    avancement = models.JSONField("où reprendre", default=dict)
    bilan = models.JSONField("bilan", default=dict)

    class Meta:
        verbose_name = "application des thèmes d’un code d’activité"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"thèmes du code {self.prefixe}"

    def executer(self, suivi: Suivi) -> None:
        """Revise the entries, batch after batch."""
        from acteurs.services.application import execute_application

        execute_application(self, suivi)
