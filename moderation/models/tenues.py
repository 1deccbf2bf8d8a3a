"""Structures that keep their own entry, and how networks want to read what they change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from acteurs.models import Acteur
from socle.modeles import Horodate, Reference


class TenueActeurQuerySet(models.QuerySet["TenueActeur"]):
    """Vocabulary of claims."""

    def actives(self) -> "TenueActeurQuerySet":
        """Those that give the right to keep the entry."""
        return self.filter(etat="active")

    def demandees(self) -> "TenueActeurQuerySet":
        """Those that wait for an answer, of entries still in the directory."""
        return self.filter(etat="demandee").exclude(acteur__statut="archive")


class TenueActeur(Reference, Horodate):
    """A structure says that an entry is its own: asked, granted, ended; never erased."""

    class Etat(models.TextChoices):
        """Where it stands."""

        DEMANDEE = "demandee", "Demandée"
        ACTIVE = "active", "Tenue"
        REFUSEE = "refusee", "Refusée"
        REVOQUEE = "revoquee", "Retirée par un réseau"
        QUITTEE = "quittee", "Quittée"

    class Voie(models.TextChoices):
        """How it is checked."""

        COURRIEL = "courriel", "Lien envoyé au contact public"
        RESEAU = "reseau", "Validation par le réseau"

    VIVANTES = (Etat.DEMANDEE, Etat.ACTIVE)

    acteur = models.ForeignKey(Acteur, on_delete=models.CASCADE, related_name="tenues")
    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="fiches_tenues"
    )
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.DEMANDEE)
    voie = models.CharField("vérification", max_length=8, choices=Voie)
    courriel = models.EmailField("contact public écrit", blank=True)
    """The entry's public address at the time: a link already sent stays good if it changes."""
    message = models.TextField("message", max_length=500, blank=True)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    motif = models.CharField("motif", max_length=500, blank=True)

    objects = TenueActeurQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche tenue par sa structure"
        verbose_name_plural = "fiches tenues par leur structure"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["etat", "cree_le"], name="tenue_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["acteur", "organisation"],
                condition=Q(etat__in=["demandee", "active"]),
                name="tenue_unique",
                violation_error_message="Votre organisation tient déjà cette fiche, ou l’a demandé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.acteur} : {self.organisation}"


class ReglageAnnuaire(models.Model):
    """How an ESS network wants the directory to be kept on its territories."""

    organisation = models.OneToOneField(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="reglage_annuaire"
    )
    relire_tenues = models.BooleanField(
        "relire ce que les structures changent à leur fiche",
        default=False,
        help_text="Leurs changements attendent alors votre accord dans la file. Sinon, ils sont "
        "publiés aussitôt, et l’histoire de la fiche permet de revenir en arrière.",
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "réglage de l’annuaire"
        verbose_name_plural = "réglages de l’annuaire"

    def __str__(self) -> str:
        return str(self.organisation)
