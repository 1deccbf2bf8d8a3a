"""A cooperation process (« démarche ») and its collective MOFF matrix."""

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from socle.modeles import Horodate, Reference, Versionne

if TYPE_CHECKING:
    from diagnostics.services.matrice import Matrice


def jeton_partage() -> str:
    """Return an unguessable token for a reading link (192 bits)."""
    return secrets.token_urlsafe(24)


class DiagnosticQuerySet(models.QuerySet["Diagnostic"]):
    """Vocabulary of démarches."""

    def de(self, utilisateur: Any) -> "DiagnosticQuerySet":
        """Those ``utilisateur`` is a member of."""
        if not utilisateur.is_authenticated:
            return self.none()
        return self.filter(membres__utilisateur=utilisateur)

    def visibles_par(self, utilisateur: Any) -> "DiagnosticQuerySet":
        """Public ones and those the user is a member of (operators see all)."""
        if not utilisateur.is_authenticated:
            return self.publics()
        if utilisateur.is_superuser:
            return self
        return self.filter(
            Q(visibilite=Diagnostic.Visibilite.PUBLIC)
            | Q(
                pk__in=MembreDiagnostic.objects.filter(utilisateur=utilisateur).values("diagnostic")
            )
        )

    def publics(self) -> "DiagnosticQuerySet":
        """Those their pilot published."""
        return self.filter(visibilite=Diagnostic.Visibilite.PUBLIC)


class Diagnostic(Reference, Versionne, Horodate):
    """A cooperation process on a territory, led by an organisation."""

    class Statut(models.TextChoices):
        """Where the process stands."""

        PREPARATION = "preparation", "En préparation"
        EN_COURS = "en_cours", "En cours"
        TERMINE = "termine", "Terminée"
        ARCHIVE = "archive", "Archivée"

    class Visibilite(models.TextChoices):
        """Who may read it."""

        MEMBRES = "membres", "Membres seulement"
        LIEN = "lien", "Toute personne qui a le lien"
        PUBLIC = "public", "Publique"

    territoire = models.ForeignKey(
        "territoires.Territoire", on_delete=models.PROTECT, related_name="diagnostics"
    )
    titre = models.CharField("titre", max_length=200)
    question = models.CharField("question posée", max_length=300, blank=True)
    resume = models.TextField("résumé", blank=True)
    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.PROTECT, related_name="diagnostics"
    )
    pilote = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    periode_texte = models.CharField(
        "période en toutes lettres", max_length=120, blank=True, help_text="« printemps 2025 »…"
    )
    statut = models.CharField("statut", max_length=12, choices=Statut, default=Statut.PREPARATION)
    visibilite = models.CharField(
        "visibilité", max_length=8, choices=Visibilite, default=Visibilite.MEMBRES
    )
    jeton_partage = models.CharField(max_length=64, unique=True, default=jeton_partage)
    acteurs = models.ManyToManyField(
        "acteurs.Acteur", blank=True, related_name="diagnostics", verbose_name="acteurs"
    )
    code_demo = models.SlugField(max_length=80, blank=True, editable=False)

    history = HistoricalRecords(app="diagnostics", excluded_fields=["jeton_partage", "code_demo"])
    objects = DiagnosticQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"
        ordering = ["-modifie_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=models.F("debut")),
                name="diagnostic_periode_ordonnee",
                violation_error_message="La fin de la démarche précède son début : "
                "vérifiez les deux dates.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def matrice(self, **options: Any) -> "Matrice":
        """Read the MOFF matrix (see ``diagnostics.services.matrice.lire_matrice``)."""
        from diagnostics.services.matrice import lire_matrice

        return lire_matrice(diagnostic=self, **options)


class Phase(models.Model):
    """A phase of the process, in order."""

    class Etat(models.TextChoices):
        """Done, under way, to come, or skipped."""

        FAIT = "fait", "Fait"
        EN_COURS = "en_cours", "En cours"
        A_VENIR = "a_venir", "À venir"
        PASSEE = "passee", "Passée"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="phases")
    code = models.SlugField("code", max_length=40)
    titre = models.CharField("titre", max_length=80)
    ordre = models.PositiveSmallIntegerField("ordre")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_VENIR)
    periode_texte = models.CharField("période", max_length=120, blank=True)
    note = models.CharField("note", max_length=300, blank=True)

    class Meta:
        verbose_name = "phase"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "code"],
                name="phase_unique",
                violation_error_message="Cette phase existe déjà dans la démarche.",
            )
        ]

    def __str__(self) -> str:
        return self.titre


class MembreDiagnostic(Horodate):
    """A person who takes part in the process, with one role."""

    class Role(models.TextChoices):
        """What a member may do."""

        PILOTE = "pilote", "Pilote"
        CONTRIBUTEUR = "contributeur", "Contribution"
        LECTEUR = "lecteur", "Lecture"
        ELU = "elu", "Élue ou élu"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    role = models.CharField("rôle", max_length=14, choices=Role, default=Role.CONTRIBUTEUR)

    class Meta:
        verbose_name = "membre de la démarche"
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "utilisateur"],
                name="membre_diagnostic_unique",
                violation_error_message="Cette personne participe déjà à la démarche.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.get_role_display()})"


class Entretien(Reference, Versionne, Horodate):
    """What was heard or read: interview, workshop, visit, document. Members only, always."""

    class Nature(models.TextChoices):
        """Kinds of sources."""

        ENTRETIEN = "entretien", "Entretien"
        ATELIER = "atelier", "Atelier"
        VISITE = "visite", "Visite"
        DOCUMENT = "document", "Document"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="entretiens")
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.ENTRETIEN)
    titre = models.CharField("intitulé", max_length=200)
    acteur = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    date_texte = models.CharField("date", max_length=80, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    compte_rendu = models.TextField("compte rendu", blank=True)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "entretien"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre


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
    """What a statement rests on: an actor, a figure, something heard, or a free source."""

    class Nature(models.TextChoices):
        """Kinds of evidence."""

        ACTEUR = "acteur", "Acteur"
        INDICATEUR = "indicateur", "Donnée"
        ENTRETIEN = "entretien", "Parole recueillie"
        SOURCE = "source", "Autre source"

    element = models.ForeignKey(ElementMoff, on_delete=models.CASCADE, related_name="preuves")
    nature = models.CharField("nature", max_length=10, choices=Nature)
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
            )
        ]

    def __str__(self) -> str:
        return self.texte or self.get_nature_display()


class Voix(models.Model):
    """One person's support for one statement."""

    element = models.ForeignKey(ElementMoff, on_delete=models.CASCADE, related_name="voix")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur_id} → {self.element_id}"
