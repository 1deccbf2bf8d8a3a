"""The nature of a platform, read by several reviewers on a dated grid.

A grid never changes once loaded: answers point to its grades, and keep with them the version
and the law it quoted.
"""

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plateformes.calculs.nature import NOTE_MAX
from plateformes.models.plateforme import Plateforme
from socle.modeles import Horodate, Reference, Versionne


def stockage_preuves() -> Storage:
    """Private storage: evidence is served by a view."""
    return storages["prive"]


class RegleNature(models.Model):
    """One version of the grid: its source, the law it recalls, its levels."""

    code = models.SlugField("version", max_length=20, primary_key=True)
    titre = models.CharField("titre", max_length=120)
    date = models.DateField("en vigueur le")
    source = models.CharField("source", max_length=300)
    references = models.JSONField("textes de loi", default=list)
    niveaux = models.JSONField("niveaux", default=list)

    class Meta:
        verbose_name = "grille de la nature"
        verbose_name_plural = "grilles de la nature"
        ordering = ["-date", "-code"]

    def __str__(self) -> str:
        return f"{self.titre} ({self.code})"


class Question(models.Model):
    """A criterion of a grid."""

    regle = models.ForeignKey(RegleNature, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField("code", max_length=40)
    ordre = models.PositiveSmallIntegerField("ordre")
    dimension = models.CharField("critère", max_length=60)
    intitule = models.CharField("question", max_length=200)
    aide = models.CharField("aide", max_length=300, blank=True)
    preuves = models.CharField("preuves à chercher", max_length=300, blank=True)
    references = models.JSONField("textes de loi (codes)", default=list)

    class Meta:
        verbose_name = "question"
        ordering = ["regle", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["regle", "code"], name="question_code_unique")
        ]

    def __str__(self) -> str:
        return self.intitule

    @property
    def textes_de_loi(self) -> list[dict[str, Any]]:
        """The law this question recalls, as the grid quotes it."""
        return [r for r in self.regle.references if r["code"] in self.references]


class ReponseGraduee(models.Model):
    """One grade of a question, from capitalistic (0) to solidarity-based."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="degres")
    note = models.PositiveSmallIntegerField("degré")
    libelle = models.CharField("libellé", max_length=250)

    class Meta:
        verbose_name = "réponse graduée"
        verbose_name_plural = "réponses graduées"
        ordering = ["question", "note"]
        constraints = [
            models.UniqueConstraint(fields=["question", "note"], name="degre_unique"),
            models.CheckConstraint(
                condition=Q(note__lte=NOTE_MAX),
                name="degre_connu",
                violation_error_message="Le degré va de 0 à 3.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Vocabulary of evaluations."""

    def rendues(self) -> "EvaluationQuerySet":
        """Finished and public."""
        return self.filter(statut=Evaluation.Statut.RENDUE)

    def entieres(self) -> "EvaluationQuerySet":
        """With their platform, their grid and the network that leads them."""
        return self.select_related("plateforme", "regle", "reseau")

    def de(self, plateforme: Plateforme) -> "tuple[list[Evaluation], Evaluation | None]":
        """Return the finished ones of an entry, the last first, and the one under way."""
        toutes = self.filter(plateforme=plateforme).select_related("regle", "reseau")
        rendues = list(toutes.rendues().order_by("-rendue_le"))
        ouverte = toutes.filter(statut=Evaluation.Statut.OUVERTE).first()
        for evaluation in (ouverte, *rendues):
            if evaluation:
                evaluation.plateforme = plateforme
        return rendues, ouverte

    def publiques(self) -> "EvaluationQuerySet":
        """Those everybody reads: finished, of a published platform."""
        return self.rendues().filter(plateforme__in=Plateforme.objects.publiees())


class Evaluation(Reference, Versionne, Horodate):
    """A platform read by several people on one grid."""

    class Statut(models.TextChoices):
        """Its life."""

        OUVERTE = "ouverte", "En cours"
        RENDUE = "rendue", "Rendue"
        ABANDONNEE = "abandonnee", "Abandonnée"

    plateforme = models.ForeignKey(Plateforme, on_delete=models.CASCADE, related_name="evaluations")
    regle = models.ForeignKey(RegleNature, on_delete=models.PROTECT, related_name="evaluations")
    reseau = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="menée par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="evaluations_plateformes",
    )
    statut = models.CharField("statut", max_length=10, choices=Statut, default=Statut.OUVERTE)
    ouverte_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    evaluateurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name="personnes invitées à répondre",
        blank=True,
        related_name="evaluations_plateformes",
    )
    conclusion = models.TextField(
        "ce que nous en retenons",
        max_length=3000,
        blank=True,
        help_text="Ce qui a emporté l’avis du groupe, ce qui reste à vérifier.",
    )
    rendue_le = models.DateTimeField("rendue le", null=True, blank=True)
    rendue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="plateformes")
    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme"],
                condition=Q(statut="ouverte"),
                name="evaluation_ouverte_unique",
                violation_error_message="Une évaluation de cette plateforme est déjà en cours.",
            )
        ]

    def __str__(self) -> str:
        return f"Évaluation de {self.plateforme}"

    @property
    def est_ouverte(self) -> bool:
        """Whether reviewers may still answer."""
        return self.statut == self.Statut.OUVERTE

    @property
    def est_rendue(self) -> bool:
        """Whether its reading is public."""
        return self.statut == self.Statut.RENDUE


class ReponseEvaluation(Reference, Horodate):
    """What one reviewer answers to one question, with what supports it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="reponses")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="reponses")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    choix = models.ForeignKey(ReponseGraduee, on_delete=models.PROTECT, related_name="reponses")
    commentaire = models.TextField("commentaire", max_length=2000, blank=True)
    preuve_texte = models.CharField("preuve", max_length=400, blank=True)
    preuve_lien = models.URLField("lien", max_length=400, blank=True)
    preuve_piece = models.FileField(
        "document", storage=stockage_preuves, blank=True, max_length=200
    )
    piece_nom = models.CharField("nom du document", max_length=150, blank=True)
    regle_version = models.CharField("version de la grille", max_length=20)
    references_legales = models.JSONField("textes de loi cités", default=list)

    history = HistoricalRecords(app="plateformes")

    class Meta:
        verbose_name = "réponse à une évaluation"
        verbose_name_plural = "réponses aux évaluations"
        ordering = ["question__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "question", "auteur"], name="reponse_evaluation_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} : {self.choix}"

    @property
    def est_prouvee(self) -> bool:
        """Whether evidence supports it."""
        return bool(self.preuve_texte or self.preuve_lien or self.preuve_piece)


class DroitDeReponse(Reference, Versionne, Horodate):
    """What the platform's holder replies, on one criterion or on the whole."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="droits_de_reponse"
    )
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    texte = models.TextField("réponse", max_length=3000)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="plateformes")

    class Meta:
        verbose_name = "droit de réponse"
        verbose_name_plural = "droits de réponse"
        ordering = ["cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "question"], name="droit_de_reponse_par_question"
            ),
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(question=None),
                name="droit_de_reponse_general",
            ),
        ]

    def __str__(self) -> str:
        return f"Réponse sur {self.evaluation}"
