"""Actors of territories, their kinds and themes."""

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from socle.modeles import Horodate, Reference, Versionne
from socle.texte import normaliser
from socle.travaux import Suivi, Travail
from socle.validateurs import valider_rna, valider_siren, valider_siret


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


class ActeurQuerySet(models.QuerySet["Acteur"]):
    """Vocabulary of actors."""

    def publies(self) -> "ActeurQuerySet":
        """Those anyone signed in may read."""
        return self.filter(statut=Acteur.Statut.PUBLIE)

    def visibles_par(self, utilisateur: Any) -> "ActeurQuerySet":
        """Published ones, plus those the user's organisations entered."""
        if not utilisateur.is_authenticated:
            return self.publies()
        if utilisateur.is_superuser:
            return self
        return self.filter(
            Q(statut=Acteur.Statut.PUBLIE)
            | Q(organisation__in=utilisateur.adhesions.values("organisation"))
        )

    def dans(self, territoire: Any) -> "ActeurQuerySet":
        """Those whose commune belongs to ``territoire``."""
        return self.filter(commune__in=territoire.communes.values("pk"))

    def places(self) -> "ActeurQuerySet":
        """Those with a point on the map."""
        return self.filter(lon__isnull=False)

    def recherche(self, texte: str) -> "ActeurQuerySet":
        """Those whose name or acronym holds every word of ``texte`` (accents ignored)."""
        resultat = self
        for mot in normaliser(texte).split():
            resultat = resultat.filter(nom_normalise__contains=mot)
        return resultat


class Acteur(Reference, Versionne, Horodate):
    """An organisation or group that acts on territories; public information only."""

    class Statut(models.TextChoices):
        """Editorial state."""

        PROPOSE = "propose", "Proposé"
        PUBLIE = "publie", "Publié"
        ARCHIVE = "archive", "Archivé"

    class Precision(models.TextChoices):
        """How well the point is known."""

        ADRESSE = "adresse", "À l’adresse"
        COMMUNE = "commune", "Au centre de la commune"
        APPROCHEE = "approchee", "Position approchée"
        INCONNUE = "inconnue", "À localiser"

    class Taille(models.TextChoices):
        """Workforce brackets (INSEE's, grouped)."""

        AUCUN = "0", "Sans salarié"
        TRES_PETITE = "1-9", "1 à 9 salariés"
        PETITE = "10-49", "10 à 49 salariés"
        MOYENNE = "50-249", "50 à 249 salariés"
        GRANDE = "250+", "250 salariés et plus"

    nom = models.CharField("nom", max_length=250)
    sigle = models.CharField("sigle", max_length=40, blank=True)
    nom_normalise = models.CharField(max_length=300, editable=False, db_index=True)
    type = models.ForeignKey(
        TypeActeur,
        verbose_name="famille ou type",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acteurs",
    )
    sous_type = models.ForeignKey(
        TypeActeur,
        verbose_name="forme",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acteurs_de_forme",
    )
    ess = models.BooleanField("relève de l’ESS", null=True, blank=True)
    forme_juridique = models.CharField("forme juridique", max_length=120, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[valider_siret])
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[valider_siren])
    rna = models.CharField("numéro RNA", max_length=10, blank=True, validators=[valider_rna])
    thematiques = models.ManyToManyField(
        Thematique, verbose_name="thèmes", blank=True, related_name="acteurs"
    )
    description = models.TextField("description", blank=True)
    adresse = models.CharField("adresse", max_length=250, blank=True)
    commune = models.ForeignKey(
        "territoires.Commune",
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acteurs",
    )
    lon = models.FloatField("longitude (EPSG:4326, degrés)", null=True, blank=True)
    lat = models.FloatField("latitude (EPSG:4326, degrés)", null=True, blank=True)
    precision = models.CharField(
        "précision du point", max_length=10, choices=Precision, default=Precision.INCONNUE
    )
    morton = models.BigIntegerField("code de Morton", null=True, editable=False)
    site_web = models.URLField("site web", blank=True)
    contact_public = models.CharField(
        "contact public",
        max_length=200,
        blank=True,
        help_text="Standard ou adresse générique de la structure, jamais une personne.",
    )
    taille = models.CharField("taille", max_length=8, choices=Taille, blank=True)
    source = models.CharField("source", max_length=250, blank=True)
    date_source = models.DateField("date de la source", null=True, blank=True)
    statut = models.CharField(
        "statut", max_length=8, choices=Statut, default=Statut.PROPOSE, db_index=True
    )
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="saisi par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="acteurs_saisis",
    )

    history = HistoricalRecords(
        app="acteurs", excluded_fields=["nom_normalise", "morton"], m2m_fields=[thematiques]
    )
    objects = ActeurQuerySet.as_manager()

    class Meta:
        verbose_name = "acteur"
        ordering = ["nom_normalise", "pk"]
        indexes = [
            models.Index(fields=["siret"], name="acteur_siret"),
            models.Index(fields=["siren"], name="acteur_siren"),
            models.Index(fields=["statut", "nom_normalise"], name="acteur_statut_nom"),
            models.Index(fields=["commune", "statut"], name="acteur_commune_statut"),
            models.Index(fields=["morton"], name="acteur_morton"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret="") & ~Q(statut="archive"),
                name="acteur_siret_unique",
                violation_error_message="Un acteur porte déjà ce SIRET.",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="acteur_coordonnees_valides",
                violation_error_message="Longitude et latitude vont ensemble et restent "
                "dans les bornes du globe.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep derived columns in step: search text and, with a SIRET, the SIREN."""
        self.nom_normalise = normaliser(f"{self.nom} {self.sigle}")[:300]
        if self.siret:
            self.siren = self.siret[:9]
        super().save(*args, **kwargs)


class ImportActeurs(Reference, Travail):
    """A file of actors sent by a member, previewed then imported in the background."""

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="imports_acteurs"
    )
    nom_fichier = models.CharField("fichier", max_length=200)
    fichier = models.CharField("chemin privé du fichier", max_length=300, editable=False)
    correspondance = models.JSONField("colonnes reconnues", default=dict)
    options = models.JSONField("options", default=dict)
    simulation = models.BooleanField("essai à blanc", default=True)
    bilan = models.JSONField("bilan", default=dict)
    fichier_rejets = models.CharField("chemin du rapport de rejets", max_length=300, blank=True)

    class Meta:
        verbose_name = "import d’acteurs"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.nom_fichier

    def executer(self, suivi: Suivi) -> None:
        """Run the import (or its dry run)."""
        from acteurs.services.imports import execute_import

        execute_import(self, suivi)
