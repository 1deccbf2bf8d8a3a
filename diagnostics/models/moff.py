"""The collective MOFF matrix: statements, what supports them, votes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.genre import GenreActeur
from diagnostics.models.sources import Entretien
from socle.modeles import Horodate, Reference, Versionne


class Quadrant(models.TextChoices):
    """Quadrants of the MOFF (SWOT) matrix."""

    FORCE = "force", "Forces"
    FAIBLESSE = "faiblesse", "Faiblesses"
    OPPORTUNITE = "opportunite", "Opportunités"
    MENACE = "menace", "Menaces"


class ElementMoffQuerySet(models.QuerySet["ElementMoff"]):
    """Vocabulary of statements."""

    def actifs(self) -> "ElementMoffQuerySet":
        """Those the matrix shows (neither merged nor withdrawn)."""
        return self.filter(etat=ElementMoff.Etat.ACTIF)


class ElementMoff(Reference, Versionne, Horodate):
    """One statement of the matrix.

    ``version`` counts changes of the text, the theme and the state: moving a
    statement does not make a colleague's pending edit obsolete.
    """

    class Etat(models.TextChoices):
        """Active, merged into another, or withdrawn."""

        ACTIF = "actif", "Actif"
        FUSIONNE = "fusionne", "Fusionné"
        RETIRE = "retire", "Retiré"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="elements")
    quadrant = models.CharField("quadrant", max_length=12, choices=Quadrant)
    texte = models.CharField("énoncé", max_length=400)
    thematique = models.ForeignKey(
        "acteurs.Thematique",
        verbose_name="thème",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    coauteurs = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    ordre = models.PositiveIntegerField("ordre", default=0)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.ACTIF)
    fusionne_dans = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="fusionnes"
    )

    history = HistoricalRecords(app="diagnostics")
    objects = ElementMoffQuerySet.as_manager()

    class Meta:
        verbose_name = "élément de la matrice"
        ordering = ["ordre", "pk"]
        indexes = [models.Index(fields=["diagnostic", "etat", "quadrant"], name="moff_lecture")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quadrant__in=Quadrant.values),
                name="moff_quadrant_connu",
                violation_error_message="Choisissez un des quatre quadrants.",
            ),
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="moff_texte_present",
                violation_error_message="Écrivez l’énoncé avant d’enregistrer.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte


class Preuve(Horodate):
    """What supports a statement, or contradicts it: an actor, a figure, words heard, a source."""

    class Nature(models.TextChoices):
        """Kinds of evidence."""

        ACTEUR = "acteur", "Acteur"
        INDICATEUR = "indicateur", "Donnée"
        ENTRETIEN = "entretien", "Parole recueillie"
        SOURCE = "source", "Autre source"

    class Sens(models.TextChoices):
        """Which side it speaks for."""

        APPUIE = "appuie", "Appuie l’énoncé"
        CONTREDIT = "contredit", "Contredit l’énoncé"

    element = models.ForeignKey(ElementMoff, on_delete=models.CASCADE, related_name="preuves")
    nature = models.CharField("nature", max_length=10, choices=Nature)
    sens = models.CharField("sens", max_length=9, choices=Sens, default=Sens.APPUIE)
    acteur = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.PROTECT, related_name="preuves"
    )
    indicateur = models.ForeignKey(
        "territoires.Indicateur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="preuves",
    )
    entretien = models.ForeignKey(
        Entretien, null=True, blank=True, on_delete=models.CASCADE, related_name="preuves"
    )
    passage = models.ForeignKey(
        "diagnostics.Passage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="preuves",
    )
    """The words it comes from, quoted by ``lire_preuve`` as the person agreed to, never copied."""
    texte = models.CharField("précision ou citation", max_length=400, blank=True)
    url = models.URLField("adresse", blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reprise_de = models.ForeignKey(
        ElementMoff, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The merged statement this evidence was copied from, so that a merge can be undone."""

    history = HistoricalRecords(app="diagnostics", excluded_fields=["reprise_de"])

    class Meta:
        verbose_name = "preuve"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nature="acteur", acteur__isnull=False)
                | Q(nature="indicateur", indicateur__isnull=False)
                | Q(nature="entretien", entretien__isnull=False)
                | (Q(nature="source") & ~Q(texte="")),
                name="preuve_designee",
                violation_error_message="Désignez ce qui appuie l’énoncé : un acteur, une donnée, "
                "un entretien, ou décrivez la source.",
            ),
            models.CheckConstraint(
                condition=Q(sens__in=["appuie", "contredit"]),
                name="preuve_sens_connu",
                violation_error_message="Dites si cette preuve appuie l’énoncé ou le contredit.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte or self.get_nature_display()


class Voix(models.Model):
    """One person's support for one statement: a member, or somebody met in a session.

    ``nombre`` is above 1 for hands counted in the room, kind of actor by kind of actor.
    """

    element = models.ForeignKey(ElementMoff, on_delete=models.CASCADE, related_name="voix")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    participant = models.ForeignKey(
        "diagnostics.ParticipantSeance", null=True, on_delete=models.CASCADE, related_name="+"
    )
    nombre = models.PositiveSmallIntegerField(default=1)
    genre = models.CharField(max_length=14, choices=GenreActeur, default=GenreActeur.AUTRE)
    """The kind of actor the voice came from, as it was when it was given."""
    cree_le = models.DateTimeField(auto_now_add=True)
    reprise_de = models.ForeignKey(
        ElementMoff, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The merged statement this vote was copied from, so that a merge can be undone."""

    class Meta:
        verbose_name = "voix"
        verbose_name_plural = "voix"
        constraints = [
            models.UniqueConstraint(
                fields=["element", "utilisateur"],
                name="voix_unique",
                violation_error_message="Vous soutenez déjà cet élément.",
            ),
            models.UniqueConstraint(
                fields=["element", "participant"],
                name="voix_participant_unique",
                violation_error_message="Vous soutenez déjà cet élément.",
            ),
            models.CheckConstraint(
                condition=Q(utilisateur__isnull=False, participant__isnull=True)
                | Q(utilisateur__isnull=True, participant__isnull=False),
                name="voix_une_personne",
            ),
            models.CheckConstraint(condition=Q(nombre__gte=1), name="voix_nombre_positif"),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur_id or self.participant_id} → {self.element_id}"
