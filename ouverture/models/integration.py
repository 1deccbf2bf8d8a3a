"""Maps of the directory shown on other sites, and the sites that may show them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from socle.modeles import Horodate, Reference, Versionne

FILTRES_MAX = 2000
"""Characters of a query string: each of those typed may take twelve once encoded."""


class SiteAutorise(Horodate):
    """A site on which an organisation shows its maps."""

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="sites_autorises"
    )
    origine = models.CharField("site", max_length=280)
    """Scheme, host and port, as ``origines.lire_origine`` writes them."""

    class Meta:
        verbose_name = "site autorisé"
        verbose_name_plural = "sites autorisés"
        ordering = ["origine"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "origine"],
                name="site_autorise_unique",
                violation_error_message="Ce site est déjà autorisé.",
            )
        ]

    def __str__(self) -> str:
        return self.origine


class CarteIntegree(Reference, Versionne, Horodate):
    """A map of published actors, with its filters, that the sites of its organisation may show."""

    class Hauteur(models.IntegerChoices):
        """Height of the frame, in pixels."""

        BASSE = 400, "Basse (400 pixels)"
        MOYENNE = 560, "Moyenne (560 pixels)"
        HAUTE = 720, "Haute (720 pixels)"

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="cartes_integrees"
    )
    titre = models.CharField("titre", max_length=120)
    filtres = models.CharField("filtres", max_length=FILTRES_MAX, blank=True)
    """Query string of the criteria, as ``Criteres.adresse`` writes it for an anonymous visitor."""
    hauteur = models.PositiveSmallIntegerField("hauteur", choices=Hauteur, default=Hauteur.MOYENNE)
    liste = models.BooleanField("la liste sous la carte", default=True)
    active = models.BooleanField("visible sur les sites autorisés", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "carte à intégrer"
        verbose_name_plural = "cartes à intégrer"
        ordering = ["titre", "pk"]

    def __str__(self) -> str:
        return self.titre

    @property
    def adresse(self) -> str:
        """Return the whole address of the frame."""
        return settings.TERREAU_URL + reverse("ouverture:carte_integree", args=[self.reference])
