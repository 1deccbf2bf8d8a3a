"""Preparing interviews together, and importing those already held."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.sources import Entretien
from socle.modeles import Horodate, Reference, Versionne


class FichePreparation(Versionne, Horodate):
    """What interviewers agreed on before going: one sheet per démarche."""

    diagnostic = models.OneToOneField(
        Diagnostic, on_delete=models.CASCADE, related_name="preparation"
    )
    intention = models.TextField("comment présenter notre intention", blank=True)
    a_apprendre = models.TextField("ce que nous ignorons encore", blank=True)
    vigilance = models.TextField("points d’attention", blank=True)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "fiche de préparation"

    def __str__(self) -> str:
        return f"Préparation des entretiens, {self.diagnostic}"


class RencontrePrevue(Reference, Versionne, Horodate):
    """Somebody to meet: who, what they know that we do not, who goes."""

    class Statut(models.TextChoices):
        """How far it is."""

        A_VOIR = "a_voir", "À contacter"
        CONTACTE = "contacte", "Contact pris"
        RENDEZ_VOUS = "rendez_vous", "Rendez-vous fixé"
        VU = "vu", "Rencontre faite"
        ECARTE = "ecarte", "Écartée"

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="rencontres_prevues"
    )
    nom = models.CharField("qui rencontrer", max_length=200)
    acteur = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    savoirs = models.CharField("ce qu’ils savent que nous ignorons", max_length=400, blank=True)
    expertise = models.CharField("leur expertise", max_length=200, blank=True)
    enqueteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="qui y va",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    statut = models.CharField("où en est-on", max_length=11, choices=Statut, default=Statut.A_VOIR)
    entretien = models.ForeignKey(
        Entretien, null=True, blank=True, on_delete=models.SET_NULL, related_name="rencontres"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "rencontre à préparer"
        verbose_name_plural = "rencontres à préparer"
        ordering = ["ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="rencontre_nommee",
                violation_error_message="Dites qui vous voulez rencontrer.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class DepotEntretiens(Reference):
    """A spreadsheet of past interviews, between its deposit and its import; then erased."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="+")
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    nom = models.CharField("fichier", max_length=200)
    entetes = models.JSONField(default=list)
    lignes = models.JSONField(default=list)
    """Rows as [line number, [cells]]."""
    reglages = models.JSONField(default=dict)
    """Form of the file, grid and mapping chosen: what the preview showed is what is imported."""
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "fichier d’entretiens"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.nom
