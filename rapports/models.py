"""Reports: PDF files made in the background from a démarche, and their reading links."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from socle.fichiers import FichierProduit, FichierProduitQuerySet
from socle.modeles import Horodate
from socle.travaux import Suivi


class RapportQuerySet(FichierProduitQuerySet):
    """Vocabulary of reports."""

    def avec_liens_ouverts(self) -> "RapportQuerySet":
        """Annotate ``liens_ouverts``, the number of reading links still open."""
        return self.annotate(
            liens_ouverts=models.Count(
                "partages",
                filter=models.Q(partages__revoque_le=None, partages__expire_le__gt=timezone.now()),
            )
        )


class Rapport(FichierProduit):
    """A report asked for, being made, or ready to download."""

    class Audience(models.TextChoices):
        """Whom it is written for; a public one holds no members-only data."""

        MEMBRES = "membres", "Membres de la démarche"
        PUBLIQUE = "publique", "Élues, élus et public"

    dossier: ClassVar[str] = "rapports"

    diagnostic = models.ForeignKey(
        "diagnostics.Diagnostic", on_delete=models.CASCADE, related_name="rapports"
    )
    audience = models.CharField("destiné à", max_length=8, choices=Audience)
    options = models.JSONField("options", default=dict, blank=True)
    empreinte = models.CharField("empreinte du contenu", max_length=64, blank=True, db_index=True)

    objects = RapportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "rapport"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"Rapport de « {self.diagnostic} »"

    @property
    def est_partageable(self) -> bool:
        """Whether it may leave the démarche."""
        return self.audience == self.Audience.PUBLIQUE

    def executer(self, suivi: Suivi) -> None:
        """Make the PDF."""
        from rapports.services import produce_report

        produce_report(self, suivi)

    def signaler_fin(self) -> None:
        """Tell the requester by mail."""
        from rapports.services import notify_requester

        notify_requester(self)


def jeton_lien() -> str:
    """Return an unguessable token (192 bits)."""
    return secrets.token_urlsafe(24)


class Partage(Horodate):
    """A reading link of a report for people without an account; expires and can be revoked."""

    rapport = models.ForeignKey(Rapport, on_delete=models.CASCADE, related_name="partages")
    jeton = models.CharField(max_length=64, unique=True, default=jeton_lien, editable=False)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    consultations = models.PositiveIntegerField("consultations", default=0)

    class Meta:
        verbose_name = "lien de partage"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"Lien vers {self.rapport_id}"

    @property
    def est_valable(self) -> bool:
        """Whether the link still opens the report, which must be a public one."""
        return (
            not self.revoque_le
            and self.expire_le > timezone.now()
            and self.rapport.est_partageable
            and self.rapport.est_disponible
        )
