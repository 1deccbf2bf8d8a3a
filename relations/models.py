"""Relations between actors, what was set aside, where actors stand in a drawn network."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from simple_history.models import HistoricalRecords

from acteurs.models import Acteur
from acteurs.models.requetes import communes_de
from relations.natures import SYMETRIQUES, Nature, dire, est_symetrique
from socle.modeles import Horodate, Reference, Versionne

ANNEE_MIN, ANNEE_MAX = 1800, 2100
_DEJA = "Cette relation est déjà dans l’annuaire."
_SYMETRIQUE = Q(nature__in=[n.value for n in SYMETRIQUES])
_ACTIVE = Q(etat="active")
_PUBLIQUE = Q(visibilite="public")


class RelationQuerySet(models.QuerySet["Relation"]):
    """Vocabulary of relations."""

    def actives(self) -> "RelationQuerySet":
        """Those nobody withdrew."""
        return self.filter(etat=Relation.Etat.ACTIVE)

    def publiques(self) -> "RelationQuerySet":
        """Those everybody reads: active, public, between two published actors."""
        return self.actives().filter(
            visibilite=Relation.Visibilite.PUBLIC,
            depart__statut=Acteur.Statut.PUBLIE,
            arrivee__statut=Acteur.Statut.PUBLIE,
        )

    def visibles_par(self, utilisateur: Any) -> "RelationQuerySet":
        """Public ones, and those entered by the user's organisations (withdrawn ones apart)."""
        if not utilisateur.is_authenticated:
            return self.publiques()
        vivantes = (
            self.actives().exclude(depart__statut="archive").exclude(arrivee__statut="archive")
        )
        if utilisateur.is_superuser:
            return vivantes
        siennes = list(utilisateur.adhesions.values_list("organisation", flat=True))
        publiees = Q(depart__statut="publie", arrivee__statut="publie")
        return vivantes.filter((_PUBLIQUE & publiees) | Q(organisation__in=siennes))

    def de(self, acteur: Any) -> "RelationQuerySet":
        """Those of an actor, from either side."""
        return self.filter(Q(depart=acteur) | Q(arrivee=acteur))

    def dans(self, territoire: Any) -> "RelationQuerySet":
        """Those with at least one end in a territory."""
        communes = list(communes_de(territoire).values_list("pk", flat=True))
        return self.filter(Q(depart__commune__in=communes) | Q(arrivee__commune__in=communes))

    def en_cours(self) -> "RelationQuerySet":
        """Those that have not ended."""
        return self.filter(Q(jusqu_a=None) | Q(jusqu_a__gte=timezone.localdate().year))


class Relation(Reference, Versionne, Horodate):
    """What links two actors of the directory."""

    class Visibilite(models.TextChoices):
        """Who reads it."""

        PUBLIC = "public", "Tout le monde"
        MEMBRES = "membres", "Les membres de mon organisation"

    class Etat(models.TextChoices):
        """In force, or withdrawn."""

        ACTIVE = "active", "Affichée"
        RETIREE = "retiree", "Retirée"

    depart = models.ForeignKey(
        Acteur,
        verbose_name="premier acteur",
        on_delete=models.CASCADE,
        related_name="relations_sortantes",
    )
    arrivee = models.ForeignKey(
        Acteur,
        verbose_name="second acteur",
        on_delete=models.CASCADE,
        related_name="relations_entrantes",
    )
    nature = models.CharField("relation", max_length=10, choices=Nature)
    precision = models.CharField("ce qu’ils font ensemble", max_length=300, blank=True)
    depuis = models.PositiveSmallIntegerField(
        "depuis",
        null=True,
        blank=True,
        validators=[MinValueValidator(ANNEE_MIN), MaxValueValidator(ANNEE_MAX)],
    )
    jusqu_a = models.PositiveSmallIntegerField(
        "jusqu’à",
        null=True,
        blank=True,
        validators=[MinValueValidator(ANNEE_MIN), MaxValueValidator(ANNEE_MAX)],
    )
    source = models.CharField("source", max_length=300, blank=True)
    visibilite = models.CharField(
        "qui la voit", max_length=8, choices=Visibilite, default=Visibilite.PUBLIC
    )
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="saisie par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="relations_saisies",
    )
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.ACTIVE, editable=False)
    motif = models.CharField("pourquoi elle a été retirée", max_length=300, blank=True)

    history = HistoricalRecords(app="relations")
    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = "relation"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(depart=F("arrivee")),
                name="relation_entre_deux_acteurs",
                violation_error_message="Une relation lie deux acteurs différents.",
            ),
            models.CheckConstraint(
                condition=Q(depuis=None) | Q(jusqu_a=None) | Q(depuis__lte=F("jusqu_a")),
                name="relation_annees_en_ordre",
                violation_error_message="La relation ne peut pas finir avant d’avoir commencé.",
            ),
            # What is kept to an organisation must not be guessed by another: it may say the same.
            models.UniqueConstraint(
                fields=["depart", "arrivee", "nature"],
                condition=_ACTIVE & _PUBLIQUE & ~_SYMETRIQUE,
                name="relation_publique_unique",
                violation_error_message=_DEJA,
            ),
            models.UniqueConstraint(
                fields=["depart", "arrivee", "nature", "organisation"],
                condition=_ACTIVE & ~_PUBLIQUE & ~_SYMETRIQUE,
                name="relation_membres_unique",
                violation_error_message=_DEJA,
            ),
            models.UniqueConstraint(
                Least("depart", "arrivee"),
                Greatest("depart", "arrivee"),
                "nature",
                condition=_ACTIVE & _PUBLIQUE & _SYMETRIQUE,
                name="relation_publique_unique_sans_sens",
                violation_error_message=_DEJA,
            ),
            models.UniqueConstraint(
                Least("depart", "arrivee"),
                Greatest("depart", "arrivee"),
                "nature",
                "organisation",
                condition=_ACTIVE & ~_PUBLIQUE & _SYMETRIQUE,
                name="relation_membres_unique_sans_sens",
                violation_error_message=_DEJA,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.depart} {dire(self.nature)} {self.arrivee}"

    @property
    def est_symetrique(self) -> bool:
        """Whether it reads the same from both sides."""
        return est_symetrique(self.nature)

    @property
    def est_publique(self) -> bool:
        """Whether everybody reads it (once both actors are published)."""
        return self.visibilite == self.Visibilite.PUBLIC

    @property
    def est_active(self) -> bool:
        """Whether nobody withdrew it."""
        return self.etat == self.Etat.ACTIVE

    @property
    def est_finie(self) -> bool:
        """Whether it belongs to the past."""
        return self.jusqu_a is not None and self.jusqu_a < timezone.localdate().year

    @property
    def periode(self) -> str:
        """Years in words: « depuis 2019 », « de 2015 à 2020 »."""
        if self.depuis and self.jusqu_a:
            return f"de {self.depuis} à {self.jusqu_a}"
        if self.depuis:
            return f"depuis {self.depuis}"
        return f"jusqu’en {self.jusqu_a}" if self.jusqu_a else ""

    def vue_de(self, acteur: Any) -> str:
        """Say it from one of its two actors."""
        return dire(self.nature, inverse=acteur.pk != self.depart_id)

    def autre(self, acteur: Any) -> Acteur:
        """Return the actor at the other end."""
        return self.depart if acteur.pk == self.arrivee_id else self.arrivee


class SuggestionEcartee(models.Model):
    """A suggestion an organisation does not want to see again."""

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    cle = models.CharField("suggestion", max_length=120)
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "suggestion écartée"
        verbose_name_plural = "suggestions écartées"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "cle"], name="suggestion_ecartee_unique"
            )
        ]

    def __str__(self) -> str:
        return self.cle


class Disposition(models.Model):
    """Where the actors of a drawn network stand, so that nobody moves when one more comes."""

    cle = models.CharField("réseau", max_length=80, unique=True)
    places = models.JSONField("places", default=dict)
    """Reference of the actor → [x, y]."""
    modifie_le = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "disposition d’un réseau"
        verbose_name_plural = "dispositions de réseaux"

    def __str__(self) -> str:
        return self.cle
