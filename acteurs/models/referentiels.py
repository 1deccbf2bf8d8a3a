"""Themes and kinds of actors: reference content, loaded from YAML."""

from collections.abc import Iterable

from django.db import models


def prochain_bit() -> int:
    """Return the first bit no theme uses yet (the official ones give theirs in YAML)."""
    dernier = Thematique.objects.aggregate(dernier=models.Max("bit"))["dernier"]
    return 0 if dernier is None else dernier + 1


class Thematique(models.Model):
    """A theme shared by actors, needs, items and platforms (``referentiels/thematiques.yaml``)."""

    code = models.SlugField("code", max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=80)
    description = models.TextField("périmètre", blank=True)
    exemples_besoins = models.JSONField("exemples de besoins", default=list, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    bit = models.PositiveSmallIntegerField(
        "rang du bit dans les masques", unique=True, default=prochain_bit, editable=False
    )

    class Meta:
        verbose_name = "thème"
        ordering = ["ordre", "libelle"]

    def __str__(self) -> str:
        return self.libelle


def masque_de(themes: Iterable[Thematique]) -> int:
    """Return the bit mask of themes, as kept by ``Acteur.masque_themes``."""
    masque = 0
    for theme in themes:
        masque |= 1 << theme.bit
    return masque


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


def nommer_type(libelle: str | None, forme: str | None = None) -> str:
    """Say the kind of an actor in words, its form in brackets: « Coopérative (SCIC) »."""
    if not libelle:
        return "Type non renseigné"
    return f"{libelle} ({forme})" if forme else libelle


class CategorieJuridique(models.Model):
    """A legal category of the INSEE nomenclature (level III) and the family it belongs to."""

    class Regle(models.TextChoices):
        """What makes a legal unit of this category an actor of the ESS."""

        TOUJOURS = "toujours", "Relève de l’ESS par son statut"
        DRAPEAU = "drapeau", "Relève de l’ESS si Sirene ou l’agrément ESUS le dit"

    code = models.CharField("code", max_length=4, primary_key=True)
    libelle = models.CharField("libellé officiel", max_length=160)
    famille = models.ForeignKey(
        TypeActeur, verbose_name="famille", on_delete=models.PROTECT, related_name="+"
    )
    forme = models.ForeignKey(
        TypeActeur,
        verbose_name="forme",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    regle = models.CharField("règle", max_length=8, choices=Regle, default=Regle.TOUJOURS)
    source = models.CharField("source", max_length=200, blank=True)
    millesime = models.PositiveSmallIntegerField("millésime", null=True, blank=True)

    class Meta:
        verbose_name = "catégorie juridique"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class RegleNaf(models.Model):
    """Theme proposed for the actors whose activity code begins with ``prefixe``.

    The longest prefix wins. Rows come from ``referentiels/naf_themes.yaml``;
    those a person changed (``personnalisee``) are left alone by later loadings.
    """

    class Nomenclature(models.TextChoices):
        """Edition of the French classification of activities."""

        NAF2 = "naf2", "NAF rév. 2"
        NAF25 = "naf25", "NAF 2025"

    nomenclature = models.CharField("nomenclature", max_length=5, choices=Nomenclature)
    prefixe = models.CharField("code ou début de code", max_length=6)
    libelle = models.CharField("activité", max_length=200, blank=True)
    thematiques = models.ManyToManyField(Thematique, verbose_name="thèmes", blank=True)
    personnalisee = models.BooleanField("changée à la main", default=False, editable=False)

    class Meta:
        verbose_name = "thème proposé pour un code NAF"
        ordering = ["nomenclature", "prefixe"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomenclature", "prefixe"],
                name="regle_naf_unique",
                violation_error_message="Ce code a déjà une ligne dans la table.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefixe} ({self.get_nomenclature_display()})"


class Revision(models.Model):
    """One row: how many times the directory changed. Caches and ETags are keyed on it."""

    numero = models.PositiveBigIntegerField("numéro", default=0)
    modifie_le = models.DateTimeField("dernier changement", auto_now=True)
    jeton = models.CharField("nom du fichier de colonnes", max_length=32, blank=True)
    jeton_numero = models.PositiveBigIntegerField("révision du fichier de colonnes", default=0)

    class Meta:
        verbose_name = "révision de l’annuaire"

    def __str__(self) -> str:
        return str(self.numero)
