"""The stakeholder map: circles around the project, who stands in each, dated versions.

Names and positions are read by every member of the démarche. Referent persons
and notes are not: ``PRIVES`` names the fields that take ``lire_contacts``.
"""

from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from socle.modeles import Horodate, Reference, Versionne

ECHELLE_MAX: Final = 4
"""Influence and interest go from 0 (none) to 4 (decisive)."""
NIVEAUX: Final = ("Aucun", "Faible", "Moyen", "Fort", "Décisif")
"""What the marks 0 to 4 of influence and interest mean, in words."""


class Attitude(models.TextChoices):
    """Where a stakeholder stands towards the project, from the driving force to the opponent."""

    MOTEUR = "moteur", "Moteur"
    FAVORABLE = "favorable", "Favorable"
    NEUTRE = "neutre", "Neutre"
    RETICENT = "reticent", "Réticent"
    OPPOSE = "oppose", "Opposé"


class Cercle(Reference, Versionne, Horodate):
    """A family of stakeholders, drawn as a circle around the project."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="cercles")
    code = models.SlugField("code", max_length=40)
    nom = models.CharField("nom", max_length=60)
    question = models.CharField("question", max_length=160, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "cercle"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "code"],
                name="cercle_unique",
                violation_error_message="Ce cercle existe déjà dans la démarche.",
            ),
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="cercle_nomme",
                violation_error_message="Donnez un nom à ce cercle.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class PartiePrenanteQuerySet(models.QuerySet["PartiePrenante"]):
    """Vocabulary of stakeholders."""

    def actives(self) -> "PartiePrenanteQuerySet":
        """Those on the map (not withdrawn)."""
        return self.filter(retiree=False)


class PartiePrenante(Reference, Versionne, Horodate):
    """Somebody whom the project concerns: an actor of the directory, or a name of one's own.

    ``nom`` is what is shown; it is copied from the actor when one is chosen, so
    that the map stays readable if the actor's sheet goes away.
    """

    PRIVES: Final = ("referent_nom", "referent_fonction", "notes")

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="parties")
    cercle = models.ForeignKey(
        Cercle, verbose_name="cercle", on_delete=models.RESTRICT, related_name="parties"
    )
    acteur = models.ForeignKey(
        "acteurs.Acteur",
        verbose_name="acteur",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parties_prenantes",
    )
    nom = models.CharField("nom", max_length=160)
    role = models.CharField("rôle ou intérêt dans le projet", max_length=400, blank=True)
    influence = models.PositiveSmallIntegerField(
        "influence", null=True, blank=True, validators=[MaxValueValidator(ECHELLE_MAX)]
    )
    interet = models.PositiveSmallIntegerField(
        "intérêt", null=True, blank=True, validators=[MaxValueValidator(ECHELLE_MAX)]
    )
    attitude = models.CharField("attitude", max_length=9, choices=Attitude, blank=True)
    supposee = models.BooleanField(
        "position supposée",
        default=True,
        help_text="Lecture de l’équipe, que l’intéressé n’a pas confirmée.",
    )
    referent_nom = models.CharField("personne référente", max_length=120, blank=True)
    referent_fonction = models.CharField("sa fonction", max_length=120, blank=True)
    notes = models.TextField("notes", blank=True, max_length=4000)
    ordre = models.PositiveIntegerField("ordre", default=0)
    retiree = models.BooleanField("retirée de la carte", default=False, editable=False)
    origine = models.CharField("origine", max_length=60, blank=True, editable=False)
    """Where it comes from (« note:12 », « relation:5 »): what was taken up once is not twice."""
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="diagnostics", excluded_fields=["ordre", "origine"])
    objects = PartiePrenanteQuerySet.as_manager()

    class Meta:
        verbose_name = "partie prenante"
        verbose_name_plural = "parties prenantes"
        ordering = ["ordre", "pk"]
        indexes = [models.Index(fields=["diagnostic", "retiree", "cercle"], name="partie_lecture")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="partie_nommee",
                violation_error_message="Nommez la partie prenante.",
            ),
            models.CheckConstraint(
                condition=(Q(influence=None) | Q(influence__lte=ECHELLE_MAX))
                & (Q(interet=None) | Q(interet__lte=ECHELLE_MAX)),
                name="partie_echelles",
                violation_error_message="L’influence et l’intérêt vont de 0 à 4.",
            ),
            models.UniqueConstraint(
                fields=["diagnostic", "origine"],
                condition=~Q(origine=""),
                name="partie_origine_unique",
                violation_error_message="Cette note est déjà devenue une partie prenante.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class VersionCarte(Reference):
    """The map as it stood one day: names and positions, never persons."""

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="versions_carte"
    )
    nom = models.CharField("nom", max_length=120)
    contenu = models.JSONField("contenu", default=dict)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cree_le = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "version de la carte"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return self.nom
