"""What was heard or read during a démarche: members only, always."""

from django.db import models
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from socle.modeles import Horodate, Reference, Versionne


class Entretien(Reference, Versionne, Horodate):
    """What was heard or read: interview, workshop, visit, document. Members only, always."""

    class Nature(models.TextChoices):
        """Kinds of sources."""

        ENTRETIEN = "entretien", "Entretien"
        ATELIER = "atelier", "Atelier"
        VISITE = "visite", "Visite"
        DOCUMENT = "document", "Document"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="entretiens")
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.ENTRETIEN)
    titre = models.CharField("intitulé", max_length=200)
    acteur = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    date_texte = models.CharField("date", max_length=80, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    compte_rendu = models.TextField("compte rendu", blank=True)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "entretien"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre
