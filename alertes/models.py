"""Alerts: what somebody wants news of, how often, and up to when they were told."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.modeles import Horodate, Reference

CRITERES_MAX = 800
"""Characters of the address of a saved search."""


def jeton_de_flux() -> str:
    """Return an unguessable token for the address of a feed (192 bits)."""
    return secrets.token_urlsafe(24)


class AlerteQuerySet(models.QuerySet["Alerte"]):
    """Vocabulary of alerts."""

    def de(self, utilisateur: Any) -> "AlerteQuerySet":
        """Those of somebody, in the order they were made."""
        return self.filter(utilisateur=utilisateur).select_related(
            "acteur__commune", "territoire", "utilisateur"
        )

    def par_courriel(self) -> "AlerteQuerySet":
        """Those told by mail, of people whose account is open."""
        return self.exclude(rythme=Alerte.Rythme.JAMAIS).filter(utilisateur__is_active=True)


class Alerte(Reference, Horodate):
    """A search, an actor or a territory that somebody follows."""

    class Nature(models.TextChoices):
        """What is followed."""

        RECHERCHE = "recherche", "Recherche"
        ACTEUR = "acteur", "Acteur"
        TERRITOIRE = "territoire", "Territoire"

    class Rythme(models.TextChoices):
        """How often news is mailed."""

        JOUR = "jour", "Chaque jour"
        SEMAINE = "semaine", "Chaque lundi"
        JAMAIS = "jamais", "Sans courriel"

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.CASCADE,
        related_name="alertes",
    )
    nature = models.CharField("nature", max_length=10, choices=Nature)
    nom = models.CharField("nom", max_length=160)
    criteres = models.CharField("recherche", max_length=CRITERES_MAX, blank=True)
    acteur = models.ForeignKey(
        "acteurs.Acteur",
        verbose_name="acteur suivi",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    territoire = models.ForeignKey(
        "territoires.Territoire",
        verbose_name="territoire suivi",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    rythme = models.CharField("me prévenir", max_length=8, choices=Rythme, default=Rythme.SEMAINE)
    jeton = models.CharField(max_length=64, unique=True, default=jeton_de_flux, editable=False)
    dite_jusqu_a = models.DateTimeField("dite jusqu’à", default=timezone.now, editable=False)
    """What happened up to then was told: moved with the mail that tells it, never without."""
    courriel_le = models.DateTimeField("dernier courriel le", null=True, editable=False)

    objects = AlerteQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["pk"]
        indexes = [models.Index(fields=["rythme", "dite_jusqu_a"], name="alerte_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "acteur"],
                condition=Q(acteur__isnull=False),
                name="alerte_acteur_unique",
                violation_error_message="Vous suivez déjà cet acteur.",
            ),
            models.UniqueConstraint(
                fields=["utilisateur", "territoire"],
                condition=Q(territoire__isnull=False),
                name="alerte_territoire_unique",
                violation_error_message="Vous suivez déjà ce territoire.",
            ),
            models.UniqueConstraint(
                fields=["utilisateur", "criteres"],
                condition=Q(nature="recherche"),
                name="alerte_recherche_unique",
                violation_error_message="Cette recherche est déjà dans vos alertes.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Resume(models.Model):
    """One mail to one person: which alerts it tells, from when to when. Written before it leaves."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    cree_le = models.DateTimeField("préparé le", auto_now_add=True)
    jusqu_a = models.DateTimeField("jusqu’à")
    parties = models.JSONField("alertes", default=list)
    """[key of the alert, since when, up to when (ISO)]: each alert has its own rhythm."""

    class Meta:
        verbose_name = "résumé envoyé"
        verbose_name_plural = "résumés envoyés"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.utilisateur_id}, {self.jusqu_a:%d/%m/%Y}"

    def lire_parties(self) -> dict[int, tuple[datetime, datetime]]:
        """Return alert → since when, up to when."""
        return {
            pk: (datetime.fromisoformat(depuis), datetime.fromisoformat(fin))
            for pk, depuis, fin in self.parties
        }


class Jalon(models.Model):
    """The last entry of the directory one day: newer ones are found without reading the others."""

    jour = models.DateField("jour", unique=True)
    dernier = models.BigIntegerField("dernière fiche")

    class Meta:
        verbose_name = "jalon de l’annuaire"
        verbose_name_plural = "jalons de l’annuaire"

    def __str__(self) -> str:
        return f"{self.jour} : {self.dernier}"
