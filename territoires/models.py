"""Communes, the territories they compose, their outlines and indicators.

A territory is a set of communes: belonging is a join on the INSEE code, exact
and fast. Geometry is for drawing only.
"""

from typing import Any

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from socle.modeles import Horodate, Versionne
from socle.texte import normaliser


class Region(models.Model):
    """A French région, known by its official geographic code (COG)."""

    code = models.CharField("code", max_length=2, primary_key=True)
    nom = models.CharField("nom", max_length=100)

    class Meta:
        verbose_name = "région"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    """A French département, known by its official geographic code (COG)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departements")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Vocabulary of communes."""

    def actuelles(self) -> "CommuneQuerySet":
        """Communes proper of the current COG (no associated, delegated or old ones)."""
        return self.filter(type=Commune.Type.COMMUNE, actif=True)


class Commune(models.Model):
    """A commune of the official geographic code, or one of its associated or delegated parts."""

    class Type(models.TextChoices):
        """Kinds of the COG."""

        COMMUNE = "commune", "Commune"
        ASSOCIEE = "associee", "Commune associée"
        DELEGUEE = "deleguee", "Commune déléguée"
        ARRONDISSEMENT = "arrondissement", "Arrondissement municipal"

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    nom_normalise = models.CharField(max_length=100, editable=False, db_index=True)
    type = models.CharField("type", max_length=14, choices=Type, default=Type.COMMUNE)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )
    departement = models.ForeignKey(
        Departement, null=True, on_delete=models.PROTECT, related_name="communes"
    )
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="communes")
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    codes_postaux = models.JSONField("codes postaux", default=list, blank=True)
    lon = models.FloatField("longitude (EPSG:4326, degrés)", null=True, blank=True)
    lat = models.FloatField("latitude (EPSG:4326, degrés)", null=True, blank=True)
    actif = models.BooleanField("dans le COG en vigueur", default=True)
    successeur = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecesseurs"
    )
    millesime = models.PositiveSmallIntegerField("millésime du COG", null=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None)
                | models.Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="commune_coordonnees_valides",
                violation_error_message="Les coordonnées sont hors des bornes du globe.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search column in step with the name."""
        self.nom_normalise = normaliser(self.nom)
        super().save(*args, **kwargs)


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


class Contour(models.Model):
    """Abstract outline in one zoom band, for drawing only.

    Communes also keep the geometry as received (``SOURCE``), never sent to a
    browser: neighbours imported later are simplified with it, so that the
    border they share stays the same on both sides.
    """

    class Bande(models.IntegerChoices):
        """Zoom bands, by the finest web-map zoom they are drawn at."""

        LARGE = 0, "jusqu’au zoom 7"
        MOYENNE = 1, "zooms 8 à 10"
        FINE = 2, "zoom 11 et plus"
        SOURCE = 3, "telle que reçue"

    bande = models.PositiveSmallIntegerField("bande de zoom", choices=Bande)
    geojson = models.TextField("géométrie GeoJSON (EPSG:4326)")
    ouest = models.FloatField()
    sud = models.FloatField()
    est = models.FloatField()
    nord = models.FloatField()
    source = models.CharField("source", max_length=200, blank=True)
    millesime = models.PositiveSmallIntegerField("millésime", null=True, blank=True)

    class Meta:
        abstract = True


BANDES: dict[int, float] = {
    Contour.Bande.LARGE: 400.0,
    Contour.Bande.MOYENNE: 80.0,
    Contour.Bande.FINE: 15.0,
}
"""Largest shift of a simplified border, in metres: half a pixel at zooms 7, 10 and about 12."""


class ContourCommune(Contour):
    """Outline of a commune."""

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="contours")

    class Meta:
        verbose_name = "contour de commune"
        constraints = [
            models.UniqueConstraint(fields=["commune", "bande"], name="contour_commune_unique")
        ]

    def __str__(self) -> str:
        return f"{self.commune_id}, bande {self.bande}"


class ContourTerritoire(Contour):
    """Outline of a territory, dissolved from its communes or approximated from their centres."""

    territoire = models.ForeignKey(Territoire, on_delete=models.CASCADE, related_name="contours")
    approximatif = models.BooleanField("approché d’après les centres des communes", default=False)

    class Meta:
        verbose_name = "contour de territoire"
        constraints = [
            models.UniqueConstraint(
                fields=["territoire", "bande"], name="contour_territoire_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.territoire_id}, bande {self.bande}"


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
