"""Published actors counted by cells of the map, for the zooms where they are too many to read."""

from django.db import models
from django.db.models import Q

from acteurs.models.referentiels import TypeActeur


class DensiteQuerySet(models.QuerySet["Densite"]):
    """The vocabulary of ``ActeurQuerySet`` that counts understand."""

    def relevant_ess(self, oui: bool) -> "DensiteQuerySet":  # noqa: FBT001
        """Those that belong to the ESS (or do not), by their own entry, else by their kind."""
        par_type = TypeActeur.Ess.OUI if oui else TypeActeur.Ess.NON
        types = TypeActeur.objects.filter(ess=par_type).order_by().values("pk")
        return self.filter(Q(ess=oui) | Q(ess=None, type__in=types))


class Densite(models.Model):
    """How many published actors alike stand in one cell, and where on the average.

    An actor counts once whatever its themes (``TOUS``) and once for each theme
    it has: any choice of family, theme, ESS and size is a sum of rows.

    Derived from ``Acteur`` by ``services.densite``, which alone writes it.
    No foreign key, one index: rows are only ever replaced and summed.
    """

    TOUS = -1
    """Theme of the rows that count actors whatever their themes."""
    SANS_POINT = -1
    """Cell of the actors without a point."""

    theme = models.SmallIntegerField("bit du thème")
    zoom = models.SmallIntegerField("zoom des tuiles que sont les cellules")
    cellule = models.BigIntegerField("code de Morton de la cellule à ce zoom")
    type = models.CharField("famille ou type", max_length=40, null=True)
    ess = models.BooleanField("relève de l’ESS", null=True)
    taille = models.CharField("taille", max_length=8, blank=True)
    n = models.PositiveIntegerField("nombre d’acteurs")
    lon = models.FloatField("somme des longitudes", null=True)
    lat = models.FloatField("somme des latitudes", null=True)
    morton = models.BigIntegerField("plus petit code de Morton des acteurs", null=True)

    objects = DensiteQuerySet.as_manager()

    class Meta:
        verbose_name = "densité d’une cellule de la carte"
        verbose_name_plural = "densités des cellules de la carte"
        indexes = [
            models.Index(
                fields=[
                    "zoom",
                    "theme",
                    "cellule",
                    "type",
                    "ess",
                    "taille",
                    "n",
                    "lon",
                    "lat",
                    "morton",
                ],
                name="densite_carte",
            )
        ]

    def __str__(self) -> str:
        return f"{self.zoom}/{self.cellule} : {self.n}"
