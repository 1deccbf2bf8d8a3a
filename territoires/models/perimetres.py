"""Territories: named sets of communes, and who works on them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from socle.modeles import Horodate, Versionne
from socle.texte import normaliser
from territoires.models.communes import Commune


class TerritoireQuerySet(models.QuerySet["Territoire"]):
    """Vocabulary of territories."""

    def officiels(self) -> "TerritoireQuerySet":
        """Those of the official geographic code."""
        return self.filter(officiel=True)

    def adoptes_par(self, organisation: Any) -> "TerritoireQuerySet":
        """Those an organisation works on."""
        return self.filter(adoptions__organisation=organisation)

    def contenant(self, commune: Any) -> "TerritoireQuerySet":
        """Those one of whose communes is ``commune`` (instance or INSEE code)."""
        return self.filter(communes=commune)


class Territoire(Versionne, Horodate):
    """A named set of communes: official perimeter or custom project territory."""

    class Nature(models.TextChoices):
        """Kinds of perimeters."""

        COMMUNE = "commune", "Commune"
        EPCI = "epci", "Intercommunalité (EPCI)"
        EPT = "ept", "Établissement public territorial"
        PETR = "petr", "PETR ou pays"
        PNR = "pnr", "Parc naturel régional"
        BASSIN = "bassin", "Bassin de vie"
        DEPARTEMENT = "departement", "Département"
        REGION = "region", "Région"
        SUR_MESURE = "sur-mesure", "Territoire sur mesure"

    nature = models.CharField("nature", max_length=12, choices=Nature)
    code = models.CharField("code officiel ou référence", max_length=14)
    nom = models.CharField("nom", max_length=200)
    nom_normalise = models.CharField(max_length=200, editable=False, db_index=True)
    sous_nature = models.CharField("forme juridique", max_length=40, blank=True)
    communes = models.ManyToManyField(
        Commune, through="TerritoireCommune", related_name="territoires"
    )
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    organisation_gestionnaire = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="organisation gestionnaire",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="territoires_geres",
    )
    composition = models.JSONField(
        "codes INSEE composés",
        default=list,
        blank=True,
        help_text="Territoires sur mesure : suivi.",
    )
    officiel = models.BooleanField("périmètre officiel", default=False)
    actif = models.BooleanField("en vigueur", default=True)
    millesime = models.PositiveSmallIntegerField("millésime", null=True, blank=True)
    lon = models.FloatField("longitude du centre", null=True, blank=True)
    lat = models.FloatField("latitude du centre", null=True, blank=True)

    history = HistoricalRecords(app="territoires", excluded_fields=["nom_normalise"])
    objects = TerritoireQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["nature", "code"],
                name="territoire_nature_code_unique",
                violation_error_message="Ce territoire existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search column in step with the name."""
        self.nom_normalise = normaliser(self.nom)
        super().save(*args, **kwargs)

    @property
    def est_compose(self) -> bool:
        """Whether it was composed here, rather than taken from an official list."""
        return not self.officiel

    def lire_communes(self) -> "models.QuerySet[Commune]":
        """Return its communes; of a commune nobody adopted yet (unsaved), that commune."""
        if self.pk is None:
            return Commune.objects.filter(pk=self.code)
        return Commune.objects.filter(liens__territoire=self)

    def get_absolute_url(self) -> str:
        """Address of its page."""
        return reverse("territoires:fiche", args=[self.nature, self.code])

    def contient(self, autre: "Territoire") -> bool:
        """Whether every commune of ``autre`` is one of ours."""
        siennes = TerritoireCommune.objects.filter(territoire=autre)
        return (
            siennes.exists()
            and not siennes.exclude(
                commune__in=TerritoireCommune.objects.filter(territoire=self).values("commune")
            ).exists()
        )

    def intersecte(self, autre: "Territoire") -> bool:
        """Whether at least one commune is shared with ``autre``."""
        return TerritoireCommune.objects.filter(
            territoire=self,
            commune__in=TerritoireCommune.objects.filter(territoire=autre).values("commune"),
        ).exists()


class TerritoireCommune(models.Model):
    """One commune of one territory."""

    territoire = models.ForeignKey(Territoire, on_delete=models.CASCADE, related_name="liens")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="liens")

    class Meta:
        verbose_name = "commune d’un territoire"
        constraints = [
            models.UniqueConstraint(
                fields=["territoire", "commune"],
                name="territoire_commune_unique",
                violation_error_message="Cette commune est déjà dans le territoire.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.territoire_id} – {self.commune_id}"


class Adoption(Horodate):
    """A territory that an organisation chose to work on."""

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="adoptions"
    )
    territoire = models.ForeignKey(Territoire, on_delete=models.CASCADE, related_name="adoptions")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "adoption"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "territoire"],
                name="adoption_unique",
                violation_error_message="Votre organisation a déjà adopté ce territoire.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} – {self.territoire_id}"


class Indicateur(Horodate):
    """A figure about a territory, with its year and source: evidence that items may rest on."""

    territoire = models.ForeignKey(Territoire, on_delete=models.CASCADE, related_name="indicateurs")
    code = models.SlugField("code", max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=3)
    prefixe = models.CharField("précision", max_length=30, blank=True, help_text="« plus de »…")
    unite = models.CharField("unité", max_length=30, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    source = models.CharField("source", max_length=300)

    class Meta:
        verbose_name = "indicateur"
        ordering = ["territoire", "code", "-annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["territoire", "code", "annee"],
                name="indicateur_unique",
                violation_error_message="Cet indicateur existe déjà pour cette année.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle
