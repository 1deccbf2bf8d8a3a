"""The interplay of actors (MACTOR): objectives and the two grids."""

from django.db import models
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.pistes import Piste
from socle.modeles import Horodate, Reference, Versionne


class ObjectifMactor(Reference, Horodate):
    """An objective on which actors take a stand; it may come from an idea."""

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="objectifs_mactor"
    )
    titre = models.CharField("objectif", max_length=160)
    sigle = models.CharField("nom court", max_length=14, blank=True)
    piste = models.ForeignKey(
        Piste, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectifs"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "objectif du jeu d’acteurs"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre


class GrilleMactor(Versionne, Horodate):
    """The two grids of a démarche, saved together so that a conflict shows.

    ``influences`` maps « acteur>acteur » and ``positions`` « acteur>objectif » (references)
    to whole numbers; what is absent is zero.
    """

    diagnostic = models.OneToOneField(
        Diagnostic, on_delete=models.CASCADE, related_name="grille_mactor"
    )
    influences = models.JSONField(default=dict)
    positions = models.JSONField(default=dict)
    lecture = models.BooleanField("lecture de l’équipe", default=False)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "grilles du jeu d’acteurs"

    def __str__(self) -> str:
        return f"Jeu d’acteurs de {self.diagnostic_id}"
