"""Who stands at a maillon, or could."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from filieres.models.chaine import Maillon
from filieres.models.champs import (
    Certitude,
    annee,
    certitude,
    entre_0_et_100,
    montant,
    positif,
    pourcentage,
    unite,
)
from socle.modeles import Horodate, Reference, Versionne

__all__ = ["Certitude", "Position", "PositionQuerySet"]


class PositionQuerySet(models.QuerySet["Position"]):
    """Vocabulary of positions."""

    def actuelles(self) -> "PositionQuerySet":
        """Those that do it today."""
        return self.filter(potentielle=False)

    def potentielles(self) -> "PositionQuerySet":
        """Those that could do it."""
        return self.filter(potentielle=True)


class Position(Reference, Versionne, Horodate):
    """An actor at a maillon: one of the directory, or a name of one's own."""

    maillon = models.ForeignKey(Maillon, on_delete=models.CASCADE, related_name="positions")
    acteur = models.ForeignKey(
        "acteurs.Acteur",
        verbose_name="acteur de l’annuaire",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="positions_filieres",
    )
    nom_libre = models.CharField(
        "nom",
        max_length=200,
        blank=True,
        help_text="Gardé même si la fiche de l’annuaire disparaît.",
    )
    commune = models.ForeignKey(
        "territoires.Commune",
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ess = models.BooleanField("structure de l’ESS", null=True, blank=True)
    """None: as the directory says."""
    role = models.CharField("rôle", max_length=200, blank=True)
    capacite = montant("capacité")
    unite = unite()
    annee = annee()
    etp = montant("emplois (ETP)")
    etp_insertion = montant("dont en insertion (ETP)")
    part_ca = pourcentage("part du chiffre d’affaires (%)")
    certitude = certitude()
    source = models.CharField("source", max_length=300, blank=True)
    potentielle = models.BooleanField("position possible", default=False)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """Who wrote it first: a structure changes its own positions only."""

    history = HistoricalRecords(app="filieres")
    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "position"
        ordering = ["maillon", "potentielle", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acteur__isnull=False) | ~Q(nom_libre=""),
                name="position_nommee",
                violation_error_message="Choisissez un acteur de l’annuaire, ou écrivez son nom.",
            ),
            models.UniqueConstraint(
                fields=["maillon", "acteur"],
                name="position_unique",
                violation_error_message="Cet acteur est déjà à ce maillon.",
            ),
            positif("position_capacite", "capacite", "Une capacité n’est pas négative."),
            positif("position_etp", "etp", "Un nombre d’emplois n’est pas négatif."),
            models.CheckConstraint(
                condition=Q(etp_insertion=None)
                | Q(etp_insertion__gte=0) & (Q(etp=None) | Q(etp_insertion__lte=models.F("etp"))),
                name="position_etp_insertion",
                violation_error_message="Les emplois d’insertion font partie des emplois\u00a0: "
                "leur nombre ne peut pas dépasser le total.",
            ),
            entre_0_et_100(
                "position_part_ca", "part_ca", "La part du chiffre d’affaires va de 0 à 100\u00a0%."
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def nom(self) -> str:
        """Name shown: that of the directory, else the one written."""
        return str(self.acteur) if self.acteur_id else self.nom_libre
