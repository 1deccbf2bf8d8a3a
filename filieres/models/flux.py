"""What the chain lives on (gisements) and what moves from one maillon to the next (flows)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from filieres.models.chaine import Maillon
from filieres.models.champs import (
    annee,
    certitude,
    entre_0_et_100,
    fourchette,
    montant,
    positif,
    pourcentage,
    unite,
)
from filieres.models.filiere import Filiere
from filieres.models.position import Position
from socle.modeles import Horodate, Reference, Versionne

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
DECEMBRE = 12


def verifier_mois(valeur: Any) -> None:
    """Check a list of months, each once, from 1 to 12."""
    if (
        not isinstance(valeur, list)
        or any(not isinstance(m, int) or isinstance(m, bool) for m in valeur)
        or len(set(valeur)) != len(valeur)
        or any(not 1 <= m <= DECEMBRE for m in valeur)
    ):
        raise ValidationError("Les mois vont de 1 à 12, chacun une fois.", code="mois")


class Gisement(Reference, Versionne, Horodate):
    """A resource the chain may draw on: how much, where, when."""

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="gisements")
    maillon = models.ForeignKey(
        Maillon,
        verbose_name="maillon où il entre",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="gisements",
    )
    ressource = models.CharField("ressource", max_length=160)
    quantite = montant("quantité")
    bas = montant("estimation basse")
    haut = montant("estimation haute")
    unite = unite()
    annee = annee()
    masse_unitaire_kg = montant("masse d’une pièce (kg)")
    commune = models.ForeignKey(
        "territoires.Commune",
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    territoire = models.ForeignKey(
        "territoires.Territoire",
        verbose_name="territoire",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lieu_texte = models.CharField("lieu", max_length=200, blank=True)
    saison = models.JSONField("mois", default=list, blank=True, validators=[verifier_mois])
    source = models.CharField("source", max_length=300, blank=True)
    part_disponible = pourcentage(
        "part disponible (%)",
        help_text="Ce qui n’est pas déjà pris par d’autres usages.",
    )

    history = HistoricalRecords(app="filieres")

    class Meta:
        verbose_name = "gisement"
        ordering = ["filiere", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(ressource=""),
                name="gisement_nomme",
                violation_error_message="Dites de quelle ressource il s’agit.",
            ),
            positif("gisement_quantite", "quantite", "Une quantité n’est pas négative."),
            positif(
                "gisement_masse",
                "masse_unitaire_kg",
                "La masse d’une pièce est plus grande que zéro.",
                strict=True,
            ),
            fourchette("gisement_fourchette", "quantite"),
            entre_0_et_100(
                "gisement_part", "part_disponible", "La part disponible va de 0 à 100\u00a0%."
            ),
        ]

    def __str__(self) -> str:
        return self.ressource

    @property
    def lieu(self) -> str:
        """Where it is, as written, else its commune or its territory."""
        return self.lieu_texte or str(self.commune or self.territoire or "")

    @property
    def mois(self) -> str:
        """Months in words."""
        return ", ".join(MOIS[m - 1] for m in self.saison)


class Flux(Reference, Versionne, Horodate):
    """A material that goes from a maillon, or a gisement, to another maillon or out of the chain."""

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="flux")
    depart = models.ForeignKey(
        Maillon,
        verbose_name="maillon de départ",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="flux_sortants",
    )
    gisement = models.ForeignKey(
        Gisement,
        verbose_name="gisement de départ",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="flux",
    )
    arrivee = models.ForeignKey(
        Maillon,
        verbose_name="maillon d’arrivée",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="flux_entrants",
    )
    """None: it leaves the chain (use, end of life)."""
    matiere = models.CharField("matière", max_length=160, blank=True)
    volume = montant("volume")
    bas = montant("estimation basse")
    haut = montant("estimation haute")
    unite = unite()
    annee = annee()
    masse_unitaire_kg = montant("masse d’une pièce (kg)")
    prix = models.DecimalField(
        "prix (€ par unité)", max_digits=14, decimal_places=4, null=True, blank=True
    )
    """May be negative: one pays to be rid of some materials."""
    distance_km = montant("distance (km)")
    position_depart = models.ForeignKey(
        Position,
        verbose_name="acteur de départ",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="flux_sortants",
    )
    position_arrivee = models.ForeignKey(
        Position,
        verbose_name="acteur d’arrivée",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="flux_entrants",
    )
    certitude = certitude()
    source = models.CharField("source", max_length=300, blank=True)

    history = HistoricalRecords(app="filieres")

    class Meta:
        verbose_name = "flux"
        verbose_name_plural = "flux"
        ordering = ["filiere", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(depart__isnull=False, gisement__isnull=True)
                | Q(depart__isnull=True, gisement__isnull=False),
                name="flux_un_depart",
                violation_error_message="Un flux part d’un maillon ou d’un gisement\u00a0: "
                "choisissez l’un des deux.",
            ),
            positif("flux_volume", "volume", "Un volume n’est pas négatif."),
            positif("flux_distance", "distance_km", "Une distance n’est pas négative."),
            positif(
                "flux_masse",
                "masse_unitaire_kg",
                "La masse d’une pièce est plus grande que zéro.",
                strict=True,
            ),
            fourchette("flux_fourchette", "volume"),
        ]

    def __str__(self) -> str:
        return f"{self.de} → {self.vers}"

    @property
    def de(self) -> str:
        """Where it starts, in words."""
        return str(self.depart or self.gisement)

    @property
    def vers(self) -> str:
        """Where it arrives, in words."""
        return str(self.arrivee or "hors de la chaîne")
