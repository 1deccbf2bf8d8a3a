"""Outlines, for drawing only, and the work that fetches them."""

from django.db import models

from socle.modeles import Reference
from socle.travaux import Suivi, Travail
from territoires.models.communes import Commune
from territoires.models.perimetres import Territoire


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
    Contour.Bande.LARGE: 800.0,
    Contour.Bande.MOYENNE: 250.0,
    Contour.Bande.FINE: 40.0,
}
"""Visvalingam tolerance of each band, in metres: the side of the square as large as the
smallest triangle kept. A border then moves by about half of it at most."""


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


class ImportContours(Reference, Travail):
    """Fetching a territory's contours from the official geo API, after its adoption."""

    territoire = models.ForeignKey(
        Territoire, on_delete=models.CASCADE, related_name="imports_contours"
    )
    bilan = models.JSONField("bilan", default=dict)

    class Meta:
        verbose_name = "récupération de contours"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"contours de {self.territoire_id}"

    def executer(self, suivi: Suivi) -> None:
        """Fetch and store the contours."""
        from territoires.services.recuperation import recuperer_contours

        recuperer_contours(self, suivi)
