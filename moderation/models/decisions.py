"""What was decided, by whom, with what to undo it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from acteurs.models import Acteur, PropositionOfficielle
from moderation.models.contributions import Contribution
from socle.modeles import Reference


class LotDecisions(Reference):
    """One gesture of a curator: a decision, or the same one on many proposals."""

    class Geste(models.TextChoices):
        """What was decided."""

        ACCEPTER = "accepter", "Accepter"
        REFUSER = "refuser", "Refuser"

    geste = models.CharField("geste", max_length=8, choices=Geste)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cree_le = models.DateTimeField("fait le", auto_now_add=True, db_index=True)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="annulé par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "décisions prises ensemble"
        verbose_name_plural = "décisions prises ensemble"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_geste_display()}, {self.cree_le:%d/%m/%Y %H:%M}"


class Decision(models.Model):
    """One decision on one proposal, and what it changed of the entry."""

    lot = models.ForeignKey(LotDecisions, on_delete=models.CASCADE, related_name="decisions")
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )
    officielle = models.ForeignKey(
        PropositionOfficielle,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    acteur = models.ForeignKey(
        Acteur, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    cree = models.BooleanField("a créé la fiche", default=False)
    etat_avant = models.CharField("état d’avant", max_length=10)
    avant = models.JSONField("avant", default=dict, encoder=DjangoJSONEncoder)
    apres = models.JSONField("après", default=dict, encoder=DjangoJSONEncoder)
    """Columns of the entry that the decision changed, as they were and as they became."""
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "décision"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, officielle__isnull=True)
                | Q(contribution__isnull=True, officielle__isnull=False),
                name="decision_sur_une_proposition",
                violation_error_message="Une décision porte sur une proposition et une seule.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} : {self.contribution_id or self.officielle_id}"
