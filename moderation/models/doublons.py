"""Pairs of entries that may be one actor, and the search for them."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from acteurs.models import Acteur
from socle.modeles import Horodate, Reference
from socle.travaux import Suivi, Travail


class DoublonPossibleQuerySet(models.QuerySet["DoublonPossible"]):
    """Vocabulary of pairs."""

    def a_examiner(self) -> "DoublonPossibleQuerySet":
        """Those nobody decided, whose entries are both in the directory."""
        return self.filter(etat="a_examiner").vivants()

    def vivants(self) -> "DoublonPossibleQuerySet":
        """Those whose entries are both in the directory."""
        return self.exclude(premier__statut="archive").exclude(second__statut="archive")

    def dans(self, communes: Any) -> "DoublonPossibleQuerySet":
        """Those of which an entry is in one of the communes (a query of their codes)."""
        return self.filter(Q(premier__commune__in=communes) | Q(second__commune__in=communes))

    def de(self, acteur: Acteur) -> "DoublonPossibleQuerySet":
        """Those of an entry."""
        return self.filter(Q(premier=acteur) | Q(second=acteur))


class DoublonPossible(Reference, Horodate):
    """Two entries that look like one actor: why, how much, and what people said of it."""

    class Etat(models.TextChoices):
        """What became of it."""

        A_EXAMINER = "a_examiner", "À examiner"
        DISTINCTS = "distincts", "Deux acteurs distincts"

    class Raison(models.TextChoices):
        """What the entries share."""

        SIRET = "siret", "Même SIRET"
        RNA = "rna", "Même numéro RNA"
        SIREN = "siren", "Même SIREN"
        NOM = "nom", "Même nom"
        NOM_PROCHE = "nom_proche", "Noms proches"
        COMMUNE = "commune", "Même commune"
        ADRESSE = "adresse", "Même adresse"
        TELEPHONE = "telephone", "Même téléphone"
        COURRIEL = "courriel", "Même adresse électronique"
        SITE = "site", "Même site web"

    premier = models.ForeignKey(Acteur, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Acteur, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField("ressemblance", validators=[MaxValueValidator(100)])
    raisons = models.JSONField("raisons", default=list)
    recherche = models.PositiveBigIntegerField("recherche qui l’a vu en dernier", default=0)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_EXAMINER)
    decide_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)

    objects = DoublonPossibleQuerySet.as_manager()

    class Meta:
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["etat", "-score", "id"], name="doublon_file")]
        constraints = [
            models.UniqueConstraint(fields=["premier", "second"], name="doublon_unique"),
            models.CheckConstraint(
                condition=Q(premier__lt=F("second")),
                name="doublon_ordonne",
                violation_error_message="Une paire réunit deux fiches, la plus ancienne d’abord.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premier_id} ~ {self.second_id} ({self.score})"

    @property
    def raisons_dites(self) -> list[str]:
        """What they share, in words."""
        connues = dict(self.Raison.choices)
        return [str(connues.get(code, code)) for code in self.raisons]


class RechercheDoublons(Reference, Travail):
    """One look at the whole directory for entries that may be one actor."""

    avancement = models.JSONField("où reprendre", default=dict)
    bilan = models.JSONField("bilan", default=dict)

    class Meta:
        verbose_name = "recherche de doublons"
        verbose_name_plural = "recherches de doublons"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"recherche du {self.cree_le:%d/%m/%Y}"

    def executer(self, suivi: Suivi) -> None:
        """Look, part of the country after part of the country."""
        from moderation.services.recherche_doublons import execute_recherche

        execute_recherche(self, suivi)
