"""Stakes and project ideas: what they rest on, what contradicts them, whom they concern."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic, MembreDiagnostic
from diagnostics.models.moff import ElementMoff
from diagnostics.models.sources import Entretien
from socle.modeles import Horodate, Reference, Versionne


class Enjeu(Reference, Versionne, Horodate):
    """A stake of the territory: a question the démarche wants to answer."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="enjeux")
    titre = models.CharField("titre", max_length=120)
    question = models.CharField("question", max_length=300, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    thematiques = models.ManyToManyField(
        "acteurs.Thematique", blank=True, related_name="+", verbose_name="thèmes"
    )
    elements = models.ManyToManyField(
        ElementMoff, blank=True, related_name="enjeux", verbose_name="énoncés de la matrice"
    )

    history = HistoricalRecords(app="diagnostics", m2m_fields=[thematiques, elements])

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ["ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre=""),
                name="enjeu_titre_present",
                violation_error_message="Donnez un titre à l’enjeu.",
            )
        ]

    def __str__(self) -> str:
        return self.titre


class Piste(Reference, Versionne, Horodate):
    """A project idea, born from statements and stakes."""

    class Etat(models.TextChoices):
        """How far the idea went."""

        IDEE = "idee", "Idée"
        EMERGENCE = "emergence", "En émergence"
        ETUDIEE = "etudiee", "Étudiée"
        RETENUE = "retenue", "Retenue"
        ECARTEE = "ecartee", "Écartée"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="pistes")
    titre = models.CharField("titre", max_length=160)
    description = models.TextField("description", max_length=2000, blank=True)
    thematique = models.ForeignKey(
        "acteurs.Thematique",
        verbose_name="thème",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    etat = models.CharField("où en est-elle", max_length=10, choices=Etat, default=Etat.IDEE)
    raison = models.CharField("pourquoi", max_length=400, blank=True)
    enjeux = models.ManyToManyField(Enjeu, blank=True, related_name="pistes")
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="diagnostics", m2m_fields=[enjeux])

    class Meta:
        verbose_name = "piste"
        ordering = ["ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre=""),
                name="piste_titre_present",
                violation_error_message="Donnez un titre à la piste.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="ecartee", raison=""),
                name="piste_ecartee_avec_raison",
                violation_error_message="Dites pourquoi la piste est écartée\u00a0: la raison reste "
                "lisible par toute l’équipe.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_ouverte(self) -> bool:
        """Whether it is still discussed."""
        return self.etat != self.Etat.ECARTEE


class AppuiPiste(Horodate):
    """What supports or contradicts an idea: a statement, or something heard."""

    class Sens(models.TextChoices):
        """On which side it weighs."""

        APPUIE = "appuie", "L’appuie"
        CONTREDIT = "contredit", "La contredit"

    piste = models.ForeignKey(Piste, on_delete=models.CASCADE, related_name="appuis")
    sens = models.CharField("sens", max_length=9, choices=Sens, default=Sens.APPUIE)
    element = models.ForeignKey(
        ElementMoff, null=True, blank=True, on_delete=models.CASCADE, related_name="appuis_pistes"
    )
    entretien = models.ForeignKey(
        Entretien, null=True, blank=True, on_delete=models.CASCADE, related_name="appuis_pistes"
    )
    texte = models.CharField("précision ou source", max_length=400, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "appui d’une piste"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(element__isnull=False, entretien__isnull=True)
                | Q(element__isnull=True, entretien__isnull=False)
                | (Q(element__isnull=True, entretien__isnull=True) & ~Q(texte="")),
                name="appui_piste_designe",
                violation_error_message="Désignez un énoncé ou un entretien, ou décrivez la source.",
            ),
            models.UniqueConstraint(
                fields=["piste", "element"],
                name="appui_piste_element_unique",
                violation_error_message="Cet énoncé est déjà rattaché à la piste.",
            ),
            models.UniqueConstraint(
                fields=["piste", "entretien"],
                name="appui_piste_entretien_unique",
                violation_error_message="Cet entretien est déjà rattaché à la piste.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte or str(self.element or self.entretien)


class ActeurConcerne(Reference, Horodate):
    """Somebody the ideas concern: an actor, a stakeholder of the map, or a name written freely.

    ``membre`` lets a structure of the démarche write for this actor.
    """

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="acteurs_concernes"
    )
    acteur = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    partie = models.ForeignKey(
        "diagnostics.PartiePrenante",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="acteurs_concernes",
        verbose_name="partie prenante de la carte",
    )
    nom = models.CharField("nom", max_length=200)
    pistes = models.ManyToManyField(Piste, blank=True, related_name="acteurs_concernes")
    membre = models.ForeignKey(
        MembreDiagnostic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="acteurs_concernes",
        verbose_name="membre qui répond pour lui",
    )
    sigle = models.CharField("nom court", max_length=14, blank=True)
    dans_mactor = models.BooleanField("pris en compte dans le jeu d’acteurs", default=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "acteur concerné"
        verbose_name_plural = "acteurs concernés"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "nom"],
                name="acteur_concerne_unique",
                violation_error_message="Cet acteur est déjà dans la démarche.",
            )
        ]

    def __str__(self) -> str:
        return self.nom
