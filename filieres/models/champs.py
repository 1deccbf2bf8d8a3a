"""Fields the models of a filière share: amounts with their year, ranges, certainty."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

ANNEE_MIN, ANNEE_MAX = 1900, 2100


class Certitude(models.TextChoices):
    """How sure one is of what is written."""

    SURE = "sure", "Sûre"
    PROBABLE = "probable", "Probable"
    A_VERIFIER = "a_verifier", "À vérifier"


def montant(libelle: str, **options: Any) -> Any:
    """Return the field of an amount that may be unknown; never negative."""
    return models.DecimalField(
        libelle,
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        **options,
    )


def annee(libelle: str = "année") -> Any:
    """Return the field of the year a figure is about."""
    return models.PositiveSmallIntegerField(
        libelle,
        null=True,
        blank=True,
        validators=[MinValueValidator(ANNEE_MIN), MaxValueValidator(ANNEE_MAX)],
    )


def unite() -> Any:
    """Return the field of a unit, kept as it was typed."""
    return models.CharField("unité", max_length=40, blank=True)


def pourcentage(libelle: str, **options: Any) -> Any:
    """Return the field of a share, from 0 to 100 %."""
    return models.DecimalField(
        libelle,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        **options,
    )


def certitude() -> Any:
    """Return the field that tells how sure one is."""
    return models.CharField(
        "certitude", max_length=10, choices=Certitude, default=Certitude.A_VERIFIER
    )


def positif(nom: str, champ: str, message: str, *, strict: bool = False) -> Any:
    """Return the constraint that an amount is not negative (or, ``strict``, not null)."""
    compare = "gt" if strict else "gte"
    return models.CheckConstraint(
        condition=Q(**{champ: None}) | Q(**{f"{champ}__{compare}": 0}),
        name=nom,
        violation_error_message=message,
    )


def entre_0_et_100(nom: str, champ: str, message: str) -> Any:
    """Return the constraint that a share is between 0 and 100 %."""
    return models.CheckConstraint(
        condition=Q(**{champ: None}) | Q(**{f"{champ}__gte": 0, f"{champ}__lte": 100}),
        name=nom,
        violation_error_message=message,
    )


def fourchette(nom: str, valeur: str) -> Any:
    """Return the constraint that low ≤ value ≤ high, as far as they are known."""
    return models.CheckConstraint(
        condition=(Q(bas=None) | Q(haut=None) | Q(bas__lte=F("haut")))
        & (Q(bas=None) | Q(**{valeur: None}) | Q(bas__lte=F(valeur)))
        & (Q(haut=None) | Q(**{valeur: None}) | Q(haut__gte=F(valeur)))
        & (Q(bas=None) | Q(bas__gte=0)),
        name=nom,
        violation_error_message="La fourchette doit entourer la quantité\u00a0: "
        "bas, puis quantité, puis haut.",
    )
