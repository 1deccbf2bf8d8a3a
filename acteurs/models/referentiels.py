"""Themes and kinds of actors: reference content, loaded from YAML."""

from django.db import models


class Thematique(models.Model):
    """A theme shared by actors, needs, items and platforms (``referentiels/thematiques.yaml``)."""

    code = models.SlugField("code", max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=80)
    description = models.TextField("périmètre", blank=True)
    exemples_besoins = models.JSONField("exemples de besoins", default=list, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "thème"
        ordering = ["ordre", "libelle"]

    def __str__(self) -> str:
        return self.libelle


class TypeActeur(models.Model):
    """Legal family of the ESS or other kind of actor, and their frequent forms (``parent`` set)."""

    class Groupe(models.TextChoices):
        """Legal family, or other kind."""

        FAMILLE = "famille", "Famille de l’ESS"
        AUTRE = "autre", "Autre type d’acteur"

    class Ess(models.TextChoices):
        """Whether the kind belongs to the ESS."""

        OUI = "oui", "ESS"
        NON = "non", "Hors ESS"
        SELON_STATUT = "selon_statut", "Selon le statut"

    code = models.SlugField("code", max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=100)
    sigle = models.CharField("sigle", max_length=20, blank=True)
    description = models.TextField("description", blank=True)
    groupe = models.CharField("groupe", max_length=8, choices=Groupe)
    ess = models.CharField("appartenance à l’ESS", max_length=12, choices=Ess)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sous_types"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "type d’acteur"
        ordering = ["ordre", "libelle"]

    def __str__(self) -> str:
        return self.libelle

    @property
    def libelle_court(self) -> str:
        """The acronym when there is one (SCIC), else the whole name."""
        return self.sigle or self.libelle
