"""What was heard or read during a démarche: members only, always."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from socle.modeles import Horodate, Reference, Versionne


class Consentement(models.TextChoices):
    """Whether the person agreed to be quoted."""

    NON_DEMANDE = "non_demande", "Pas encore demandé"
    ORAL = "oral", "Donné à l’oral"
    ECRIT = "ecrit", "Donné par écrit"
    REFUSE = "refuse", "Refusé"


class Anonymat(models.TextChoices):
    """How what was said may be attributed outside the interview's own page."""

    NOMINATIF = "nominatif", "Avec l’intitulé de l’entretien"
    STRUCTURE = "structure", "Structure seulement"
    ANONYME = "anonyme", "Anonyme"


class EntretienQuerySet(models.QuerySet["Entretien"]):
    """Vocabulary of sources."""

    def entretiens(self) -> "EntretienQuerySet":
        """Interviews proper: not workshops, visits or documents."""
        return self.filter(nature=Entretien.Nature.ENTRETIEN)

    def autres(self) -> "EntretienQuerySet":
        """Workshops, visits and documents in their order, with how much evidence rests on each."""
        lignes = self.exclude(nature=Entretien.Nature.ENTRETIEN)
        # Django forgets the order of a model once it groups.
        return lignes.annotate(appuis=models.Count("preuves")).order_by("ordre", "pk")

    def entendus(self) -> "EntretienQuerySet":
        """What has really been heard or read."""
        return self.filter(statut=Entretien.Statut.REALISE)

    def planifies(self) -> "EntretienQuerySet":
        """To come."""
        return self.filter(statut=Entretien.Statut.PLANIFIE)


class Entretien(Reference, Versionne, Horodate):
    """What was heard or read: interview, workshop, visit, document. Members only, always.

    The names of the people met are rows of their own (``PersonneRencontree``), without
    history, so that erasing them erases them for good.
    """

    class Nature(models.TextChoices):
        """Kinds of sources."""

        ENTRETIEN = "entretien", "Entretien"
        ATELIER = "atelier", "Atelier"
        VISITE = "visite", "Visite"
        DOCUMENT = "document", "Document"

    class Statut(models.TextChoices):
        """Where it stands."""

        PLANIFIE = "planifie", "Planifié"
        REALISE = "realise", "Réalisé"
        ANNULE = "annule", "Annulé"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="entretiens")
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.ENTRETIEN)
    statut = models.CharField("statut", max_length=8, choices=Statut, default=Statut.REALISE)
    titre = models.CharField("intitulé", max_length=200)
    acteur = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    date = models.DateField("date", null=True, blank=True)
    heure = models.TimeField("heure", null=True, blank=True)
    date_texte = models.CharField("date en toutes lettres", max_length=80, blank=True)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    commune = models.ForeignKey(
        "territoires.Commune",
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    enqueteurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="qui y va"
    )
    grille = models.ForeignKey(
        "diagnostics.VersionGrille",
        verbose_name="grille",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="entretiens",
    )
    consentement = models.CharField(
        "accord pour être cité", max_length=11, choices=Consentement, default="non_demande"
    )
    anonymat = models.CharField(
        "comment citer", max_length=9, choices=Anonymat, default=Anonymat.NOMINATIF
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    compte_rendu = models.TextField("compte rendu", blank=True)
    code_demo = models.SlugField(max_length=80, blank=True, editable=False)

    history = HistoricalRecords(
        app="diagnostics", excluded_fields=["code_demo"], m2m_fields=[enqueteurs]
    )
    objects = EntretienQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien"
        ordering = ["ordre", "pk"]
        indexes = [
            models.Index(fields=["diagnostic", "nature", "statut"], name="entretien_lecture")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(heure=None) | Q(date__isnull=False),
                name="entretien_heure_datee",
                violation_error_message="Donnez la date avant l’heure.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_planifie(self) -> bool:
        """Whether it is still to come."""
        return self.statut == self.Statut.PLANIFIE

    @property
    def est_realise(self) -> bool:
        """Whether it was really held."""
        return self.statut == self.Statut.REALISE

    @property
    def est_annule(self) -> bool:
        """Whether it will not be held."""
        return self.statut == self.Statut.ANNULE

    @property
    def est_en_retard(self) -> bool:
        """Whether it was planned for a day that is over."""
        return bool(self.est_planifie and self.date and self.date < timezone.localdate())

    @property
    def debut(self) -> datetime | None:
        """Date and time, when both are known."""
        if self.date is None or self.heure is None:
            return None
        return timezone.make_aware(datetime.combine(self.date, self.heure))
