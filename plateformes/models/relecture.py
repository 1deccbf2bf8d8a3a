"""Editorial work: reviews, comments on a field, changes made public, settings of a network."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plateformes.models.plateforme import Plateforme
from socle.modeles import Horodate, Reference, Versionne


class RelectureQuerySet(models.QuerySet["Relecture"]):
    """Vocabulary of reviews."""

    def montrees(self) -> "RelectureQuerySet":
        """Those that count, with who has them."""
        return self.exclude(verdict=Relecture.Verdict.ANNULEE).select_related("relecteur")

    def attendues_de(self, utilisateur: Any) -> "RelectureQuerySet":
        """Those somebody has to render, with their entry."""
        siennes = self.filter(relecteur=utilisateur, verdict=Relecture.Verdict.ATTENDU)
        return siennes.select_related("plateforme")


class Relecture(Reference, Versionne, Horodate):
    """A review asked of someone: a checklist, then a verdict."""

    class Verdict(models.TextChoices):
        """What the reviewer concludes."""

        ATTENDU = "attendu", "Attendue"
        ACCORD = "accord", "Bon à publier"
        RESERVES = "reserves", "À corriger"
        REFUS = "refus", "À ne pas publier"
        ANNULEE = "annulee", "Annulée"

    plateforme = models.ForeignKey(Plateforme, on_delete=models.CASCADE, related_name="relectures")
    relecteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="confiée à",
        null=True,
        on_delete=models.SET_NULL,
        related_name="relectures_plateformes",
    )
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    echeance = models.DateField("à rendre pour le", null=True, blank=True)
    checklist = models.JSONField("points à vérifier", default=dict, blank=True)
    verdict = models.CharField("verdict", max_length=8, choices=Verdict, default=Verdict.ATTENDU)
    commentaire = models.TextField("commentaire", max_length=3000, blank=True)
    version_relue = models.PositiveIntegerField("version relue", null=True, blank=True)
    rendue_le = models.DateTimeField("rendue le", null=True, blank=True)

    objects = RelectureQuerySet.as_manager()

    class Meta:
        verbose_name = "relecture"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme", "relecteur"],
                condition=Q(verdict="attendu"),
                name="relecture_en_cours_unique",
                violation_error_message="Cette personne a déjà une relecture en cours.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plateforme} · {self.get_verdict_display()}"


class CommentaireChamp(Reference, Horodate):
    """A remark on one field of an entry, until somebody settles it."""

    plateforme = models.ForeignKey(
        Plateforme, on_delete=models.CASCADE, related_name="commentaires_champs"
    )
    relecture = models.ForeignKey(
        Relecture, null=True, blank=True, on_delete=models.SET_NULL, related_name="commentaires"
    )
    champ = models.CharField("champ", max_length=40)
    texte = models.TextField("commentaire", max_length=2000)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolu = models.BooleanField("réglé", default=False)
    resolu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolu_le = models.DateTimeField("réglé le", null=True, blank=True)

    class Meta:
        verbose_name = "commentaire sur un champ"
        verbose_name_plural = "commentaires sur les champs"
        ordering = ["champ", "cree_le"]

    def __str__(self) -> str:
        return f"{self.plateforme}, {self.champ}"


class ChangementPublic(models.Model):
    """A line of the public change log: what happened to an entry, never who did it."""

    class Nature(models.TextChoices):
        """What happened."""

        PUBLICATION = "publication", "Publiée"
        MISE_A_JOUR = "mise_a_jour", "Mise à jour"
        REVUE = "revue", "Revue"
        A_REVOIR = "a_revoir", "À revoir"
        ARCHIVAGE = "archivage", "Archivée"
        RETRAIT = "retrait", "Retirée"

    plateforme = models.ForeignKey(
        Plateforme, on_delete=models.CASCADE, related_name="changements_publics"
    )
    date = models.DateTimeField("date", db_index=True)
    nature = models.CharField("nature", max_length=12, choices=Nature)
    texte = models.CharField("ce qui a changé", max_length=500, blank=True)
    reseau = models.CharField("réseau", max_length=200, blank=True)

    class Meta:
        verbose_name = "changement public"
        verbose_name_plural = "changements publics"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.plateforme} : {self.get_nature_display()}"


class ReglagesReseau(Versionne):
    """How a network works on the catalogue."""

    reseau = models.OneToOneField(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="reglages_catalogue"
    )
    quatre_yeux = models.BooleanField(
        "quatre yeux",
        default=False,
        help_text="Personne ne publie sans relecture ce qu’il ou elle a écrit : il faut l’accord "
        "d’une autre personne.",
    )
    mois_avant_revue = models.PositiveSmallIntegerField(
        "mois avant de relire une fiche",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    history = HistoricalRecords(app="plateformes")

    class Meta:
        verbose_name = "réglages d’un réseau"
        verbose_name_plural = "réglages des réseaux"

    def __str__(self) -> str:
        return f"Réglages de {self.reseau}"
