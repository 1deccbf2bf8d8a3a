"""A cooperation process (« démarche »): its phases, its members."""

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
        AGENT = "agent", "Agente ou agent"
        ACCOMPAGNATEUR = "accompagnateur", "Accompagnement"
        ELU = "elu", "Élue ou élu référent"
        STRUCTURE = "structure", "Structure"
        PARTICIPANT = "participant", "Participation"
        LECTEUR = "lecteur", "Lecture seule"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    role = models.CharField("rôle", max_length=14, choices=Role, default=Role.AGENT)

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
