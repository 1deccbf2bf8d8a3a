"""Who uses a platform, and what came of it."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plateformes.models.plateforme import Plateforme
from socle.modeles import Horodate, Reference, Versionne


class RoleCollectivite(models.TextChoices):
    """The six roles a local government may play (``prefiguration.yaml``)."""

    AMBASSADRICE = "role-ambassadrice", "Ambassadrice et porte-voix"
    FACILITATRICE = "role-facilitatrice", "Facilitatrice de coopérations"
    MECENE = "role-mecene", "Mécène territorial"
    GARANTE = "role-garante", "Garante de confiance"
    ACHETEUSE = "role-acheteuse", "Acheteuse responsable"
    ACCOMPAGNATRICE = "role-accompagnatrice", "Accompagnatrice de l’émergence"


class UsageQuerySet(models.QuerySet["UsageTerritoire"]):
    """Vocabulary of uses."""

    def publics(self) -> "UsageQuerySet":
        """Confirmed uses of published platforms."""
        from plateformes.models.requetes import PUBLIQUES

        return self.filter(valide=True, plateforme__statut__in=PUBLIQUES)

    def a_confirmer(self) -> "UsageQuerySet":
        """Declared, and waiting for the network that answers for the entry."""
        return self.filter(valide=False, refuse_le=None)

    def refuses(self) -> "UsageQuerySet":
        """Kept unpublished, with the reason given to whoever declared them."""
        return self.exclude(refuse_le=None)

    def de_l_organisation(self, organisation: Any) -> "UsageQuerySet":
        """Declared by an organisation, whatever became of them."""
        return self.filter(organisation=organisation)


class UsageTerritoire(Reference, Versionne, Horodate):
    """« Used here »: a territory that uses a platform, declared by an organisation."""

    plateforme = models.ForeignKey(Plateforme, on_delete=models.CASCADE, related_name="usages")
    territoire = models.ForeignKey(
        "territoires.Territoire", on_delete=models.CASCADE, related_name="usages_plateformes"
    )
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="déclaré par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="usages_plateformes",
    )
    declare_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    depuis = models.PositiveSmallIntegerField(
        "depuis (année)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )
    role = models.CharField(
        "rôle de la collectivité", max_length=24, choices=RoleCollectivite, blank=True
    )
    cout = models.CharField("coût pour la collectivité", max_length=300, blank=True)
    resultats = models.TextField("résultats", max_length=2000, blank=True)
    temoignage = models.TextField("témoignage", max_length=2000, blank=True)
    valide = models.BooleanField("confirmé", default=False)
    refuse_le = models.DateTimeField("refusé le", null=True, blank=True, editable=False)
    motif_refus = models.CharField("motif du refus", max_length=500, blank=True, editable=False)

    history = HistoricalRecords(app="plateformes")
    objects = UsageQuerySet.as_manager()

    class Meta:
        verbose_name = "usage d’une plateforme"
        verbose_name_plural = "usages des plateformes"
        ordering = ["plateforme", "territoire__nom_normalise", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme", "territoire", "organisation"],
                name="usage_unique",
                violation_error_message="Cet usage est déjà déclaré.",
            ),
            models.CheckConstraint(
                condition=Q(refuse_le=None) | Q(valide=False),
                name="usage_confirme_ou_refuse",
                violation_error_message="Un usage est confirmé ou refusé, pas les deux.",
            ),
            models.CheckConstraint(
                condition=Q(refuse_le=None) | ~Q(motif_refus=""),
                name="usage_refus_motive",
                violation_error_message="Dites pourquoi cet usage est refusé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plateforme} · {self.territoire}"

    @property
    def etat_dit(self) -> str:
        """Its state in a word."""
        if self.valide:
            return "Confirmé"
        return "Refusé" if self.refuse_le else "À confirmer"


class MessageUsage(Reference, Horodate):
    """A question sent to those who use a platform, through Terreau: no address is published."""

    usage = models.ForeignKey(UsageTerritoire, on_delete=models.CASCADE, related_name="messages")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    nom = models.CharField("votre nom", max_length=120)
    courriel = models.EmailField("votre adresse électronique")
    organisation = models.CharField("votre organisation", max_length=200, blank=True)
    message = models.TextField("message", max_length=3000)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "message sur un usage"
        verbose_name_plural = "messages sur les usages"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.usage} : {self.nom}"
