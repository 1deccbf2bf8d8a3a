"""Régions, départements and communes of the official geographic code (COG)."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models

from socle.texte import normaliser


class Region(models.Model):
    """A French région, known by its official geographic code (COG)."""

    code = models.CharField("code", max_length=3, primary_key=True)
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

    def recherche(self, texte: str) -> "CommuneQuerySet":
        """Those of the current COG whose name, code or postcodes hold every word of ``texte``."""
        resultat = self.filter(actif=True)
        for mot in normaliser(texte).split():
            resultat = resultat.filter(recherche_texte__contains=mot)
        return resultat

    def placer(self, communes: Iterable["Commune"]) -> None:
        """Write the centres of ``communes`` and where they come from.

        One short statement, run for each row: ``bulk_update`` would write a CASE that names
        every row for each column, and take twenty times as long for the whole of France.
        """
        with connections[self.db].cursor() as curseur:
            curseur.executemany(
                "UPDATE territoires_commune SET lon = %s, lat = %s, source_centre = %s"
                " WHERE code = %s",
                [(c.lon, c.lat, c.source_centre, c.pk) for c in communes],
            )


class Commune(models.Model):
    """A commune of the official geographic code, or one of its associated or delegated parts.

    ``code`` is the INSEE code, followed by « D » for the delegated commune that
    kept the code of the new commune it belongs to (584 of them).
    """

    class SourceCentre(models.TextChoices):
        """Where the centre comes from, least trusted first."""

        GEONAMES = "geonames", "GeoNames, CC BY 4.0"
        RELEVE = "releve", "relevé avec la démonstration"
        CONTOUR = "contour", "contour officiel"

    class Type(models.TextChoices):
        """Kinds of the COG."""

        COMMUNE = "commune", "Commune"
        ASSOCIEE = "associee", "Commune associée"
        DELEGUEE = "deleguee", "Commune déléguée"
        ARRONDISSEMENT = "arrondissement", "Arrondissement municipal"

    code = models.CharField("code INSEE", max_length=6, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    nom_normalise = models.CharField(max_length=100, editable=False, db_index=True)
    recherche_texte = models.CharField(max_length=500, editable=False, default="")
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
    source_centre = models.CharField(
        "source du centre", max_length=8, choices=SourceCentre, blank=True, default=""
    )
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
        """Keep the search columns in step with the name and codes."""
        self.nom_normalise = normaliser(self.nom)
        self.recherche_texte = texte_de_recherche(self.nom, self.code, self.codes_postaux)
        super().save(*args, **kwargs)

    @property
    def code_insee(self) -> str:
        """The five-character INSEE code."""
        return self.code[:5]

    @property
    def actuelle(self) -> "Commune":
        """The commune in force: itself, or the successor an old code leads to."""
        commune = self
        for _ in range(5):
            if commune.actif or commune.successeur is None:
                break
            commune = commune.successeur
        return commune


def texte_de_recherche(nom: str, code: str, codes_postaux: list[str]) -> str:
    """Return what a search looks into: normalised name, codes and postcodes."""
    return f"{normaliser(nom)} {code.lower()} {' '.join(codes_postaux)}".strip()[:500]


class Referentiel(models.Model):
    """A reference set loaded from official files: which edition, when, with what result."""

    cle = models.CharField("clé", max_length=40, primary_key=True)
    empreinte = models.CharField("empreinte des fichiers", max_length=64)
    millesime = models.PositiveSmallIntegerField("millésime", null=True)
    bilan = models.JSONField("bilan", default=dict)
    charge_le = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "référentiel chargé"

    def __str__(self) -> str:
        return f"{self.cle} {self.millesime or ''}".strip()
