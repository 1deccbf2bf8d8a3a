"""Interview grids: questions asked the same way by everybody, in versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from socle.modeles import Horodate, Reference, Versionne, reference_courte


class GrilleEntretien(Reference, Versionne, Horodate):
    """A shared interview grid of a démarche.

    Its questions live in versions: the published ones never change, so that an
    answer always stands beside the very question that was asked.
    """

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="grilles")
    titre = models.CharField("titre", max_length=120)
    thematique = models.ForeignKey(
        "acteurs.Thematique",
        verbose_name="thème",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    intention = models.TextField("comment présenter l’entretien", blank=True)
    duree = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    modele = models.SlugField("grille de référence", max_length=40, blank=True, editable=False)
    archivee_le = models.DateTimeField("archivée le", null=True, blank=True, editable=False)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "grille d’entretien"
        ordering = ["titre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre=""),
                name="grille_titree",
                violation_error_message="Donnez un titre à la grille.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_archivee(self) -> bool:
        """Whether it is put away: kept for its answers, no longer proposed."""
        return self.archivee_le is not None


class VersionGrille(models.Model):
    """A version of a grid; the one without ``publiee_le`` is being written."""

    grille = models.ForeignKey(GrilleEntretien, on_delete=models.CASCADE, related_name="versions")
    numero = models.PositiveSmallIntegerField("numéro")
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    publiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField("ce qui change", max_length=300, blank=True)

    class Meta:
        verbose_name = "version de grille"
        ordering = ["grille", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["grille", "numero"],
                name="version_grille_unique",
                violation_error_message="Cette version existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["grille"],
                condition=Q(publiee_le=None),
                name="version_grille_un_brouillon",
                violation_error_message="Une nouvelle version est déjà en préparation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grille.titre}, version {self.numero}"

    @property
    def est_brouillon(self) -> bool:
        """Whether its questions may still change."""
        return self.publiee_le is None


class QuestionGrille(models.Model):
    """A question of one version; ``cle`` follows it from version to version."""

    class Nature(models.TextChoices):
        """How it is answered."""

        OUVERTE = "ouverte", "Réponse libre"
        CHOIX = "choix", "Choix dans une liste"
        ECHELLE = "echelle", "Échelle de 1 à 5"

    grille_version = models.ForeignKey(
        VersionGrille, on_delete=models.CASCADE, related_name="questions"
    )
    cle = models.CharField("clé", max_length=12, default=reference_courte, editable=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    texte = models.CharField("question", max_length=400)
    aide = models.CharField("aide ou relance", max_length=400, blank=True)
    nature = models.CharField("type de réponse", max_length=8, choices=Nature, default="ouverte")
    choix = models.JSONField("choix proposés", default=list, blank=True)
    thematique = models.ForeignKey(
        "acteurs.Thematique",
        verbose_name="thème",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "question"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grille_version", "cle"],
                name="question_unique",
                violation_error_message="Cette question figure déjà dans la grille.",
            ),
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="question_ecrite",
                violation_error_message="Écrivez la question.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte

    @property
    def valeurs(self) -> list[str]:
        """The values one may choose; empty for an open question."""
        if self.nature == self.Nature.ECHELLE:
            return ["1", "2", "3", "4", "5"]
        return [str(c) for c in self.choix] if self.nature == self.Nature.CHOIX else []
