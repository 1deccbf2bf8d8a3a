"""An actor of the territory."""

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from acteurs.models.referentiels import Thematique, TypeActeur, nommer_type
from acteurs.models.requetes import ActeurQuerySet
from acteurs.morton import code_morton
from socle.modeles import Horodate, Reference, Versionne
from socle.texte import normaliser
from socle.validateurs import valider_rna, valider_siren, valider_siret
from territoires.models import Commune


class ThemeActeur(models.Model):
    """A theme of an actor. One index only: ``Acteur.masque_themes`` answers « who has it? »."""

    acteur = models.ForeignKey(
        "acteurs.Acteur", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    thematique = models.ForeignKey(
        Thematique, on_delete=models.CASCADE, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name = "thème d’un acteur"
        constraints = [
            models.UniqueConstraint(fields=["acteur", "thematique"], name="theme_acteur_unique")
        ]

    def __str__(self) -> str:
        return f"{self.acteur_id} : {self.thematique_id}"


HISTORIQUE = HistoricalRecords(
    app="acteurs",
    excluded_fields=[
        "nom_normalise",
        "nom_seul",
        "mots",
        "morton",
        "masque_themes",
        "empreinte",
        "enrichi",
        "vu_le",
    ],
    m2m_fields=["thematiques"],
)
"""Kept at hand so that a service writes one history row for an entry and its themes."""


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
        VOIE = "voie", "Dans la rue"
        COMMUNE = "commune", "Au centre de la commune"
        APPROCHEE = "approchee", "Position approchée"
        INCONNUE = "inconnue", "À localiser"

    class Origine(models.TextChoices):
        """Where the entry first came from."""

        SAISIE = "saisie", "Saisie ou fichier d’une organisation"
        SIRENE = "sirene", "Répertoire Sirene (Insee)"

    class Taille(models.TextChoices):
        """Workforce brackets (INSEE's, grouped)."""

        AUCUN = "0", "Sans salarié"
        TRES_PETITE = "1-9", "1 à 9 salariés"
        PETITE = "10-49", "10 à 49 salariés"
        MOYENNE = "50-249", "50 à 249 salariés"
        GRANDE = "250+", "250 salariés et plus"

    nom = models.CharField("nom", max_length=250)
    sigle = models.CharField("sigle", max_length=40, blank=True)
    nom_normalise = models.CharField(max_length=300, editable=False)
    nom_seul = models.CharField(max_length=300, editable=False, default="")
    mots = models.CharField(max_length=600, editable=False, default="")
    type = models.ForeignKey(
        TypeActeur,
        verbose_name="famille ou type",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acteurs",
        db_index=False,
    )
    sous_type = models.ForeignKey(
        TypeActeur,
        verbose_name="forme",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acteurs_de_forme",
        db_index=False,
    )
    ess = models.BooleanField("relève de l’ESS", null=True, blank=True)
    forme_juridique = models.CharField("forme juridique", max_length=120, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[valider_siret])
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[valider_siren])
    rna = models.CharField("numéro RNA", max_length=10, blank=True, validators=[valider_rna])
    thematiques = models.ManyToManyField(
        Thematique,
        verbose_name="thèmes",
        blank=True,
        related_name="acteurs",
        through=ThemeActeur,
    )
    masque_themes = models.BigIntegerField("thèmes, un bit chacun", default=0, editable=False)
    categorie_juridique = models.CharField(
        "catégorie juridique (Insee, niveau III)", max_length=4, blank=True
    )
    naf = models.CharField("code NAF rév. 2", max_length=6, blank=True)
    naf25 = models.CharField("code NAF 2025", max_length=6, blank=True)
    esus = models.BooleanField("agrément ESUS", default=False)
    esus_fin = models.DateField("fin de l’agrément ESUS", null=True, blank=True)
    description = models.TextField("description", blank=True)
    adresse = models.CharField("adresse", max_length=250, blank=True)
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acteurs",
        db_index=False,
    )
    lon = models.FloatField("longitude (EPSG:4326, degrés)", null=True, blank=True)
    lat = models.FloatField("latitude (EPSG:4326, degrés)", null=True, blank=True)
    precision = models.CharField(
        "précision du point", max_length=10, choices=Precision, default=Precision.INCONNUE
    )
    score_geocodage = models.FloatField(
        "note du géocodage (0 à 1)", null=True, blank=True, editable=False
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
    statut = models.CharField("statut", max_length=8, choices=Statut, default=Statut.PROPOSE)
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="saisi par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="acteurs_saisis",
    )

    origine = models.CharField(
        "origine", max_length=8, choices=Origine, default=Origine.SAISIE, editable=False
    )
    enrichi = models.BooleanField(
        "tenu par quelqu’un",
        default=True,
        editable=False,
        help_text="Une personne ou une organisation y a écrit : les registres officiels proposent "
        "leurs changements au lieu de les appliquer.",
    )
    empreinte = models.BigIntegerField(
        "empreinte des données officielles lues en dernier", null=True, editable=False
    )

    vu_le = models.DateField(
        "vue pour la dernière fois le",
        null=True,
        editable=False,
        help_text="Dernier jour où quelqu’un l’a écrite ou dite toujours exacte. Vide\u00a0: seul un "
        "registre la connaît.",
    )

    history = HISTORIQUE
    objects = ActeurQuerySet.as_manager()

    class Meta:
        verbose_name = "acteur"
        ordering = ["nom_normalise", "pk"]
        # Few and lean: each costs every imported entry. FKs without an index of their own are
        # served by these (see docs/decisions/0009).
        indexes = [
            models.Index(fields=["siret"], name="acteur_siret"),
            models.Index(fields=["siren"], name="acteur_siren"),
            models.Index(fields=["rna"], name="acteur_rna", condition=~Q(rna="")),
            models.Index(fields=["naf", "naf25"], name="acteur_naf"),
            models.Index(
                fields=["sous_type"], name="acteur_forme", condition=Q(sous_type__isnull=False)
            ),
            models.Index(
                fields=["statut", "nom_normalise"], name="acteur_esus", condition=Q(esus=True)
            ),
            # The list and its filters, in its order: one scan, no row fetched.
            models.Index(
                fields=[
                    "statut",
                    "nom_normalise",
                    "id",
                    "lon",
                    "type",
                    "ess",
                    "taille",
                    "masque_themes",
                    "commune",
                ],
                name="acteur_liste",
            ),
            models.Index(fields=["nom_seul", "commune"], name="acteur_homonymes"),
            # The actors of a commune, and the tiles of a territory.
            models.Index(
                fields=[
                    "commune",
                    "statut",
                    "morton",
                    "type",
                    "ess",
                    "taille",
                    "masque_themes",
                    "lon",
                    "lat",
                ],
                name="acteur_lieu",
            ),
            # Entries to look at again, the oldest first; what registers alone know costs nothing.
            models.Index(
                fields=["vu_le", "id"],
                name="acteur_vue",
                condition=Q(statut="publie", vu_le__isnull=False),
            ),
            # The tiles of the map: a range of Morton codes, no row fetched.
            models.Index(
                fields=[
                    "statut",
                    "morton",
                    "type",
                    "ess",
                    "taille",
                    "masque_themes",
                    "commune",
                    "lon",
                    "lat",
                    "sous_type",
                    "esus",
                    "naf",
                    "naf25",
                ],
                name="acteur_carte",
            ),
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
        """Keep derived columns in step: search text, SIREN of the SIRET, Morton code."""
        self.deriver()
        super().save(*args, **kwargs)

    def deriver(self) -> None:
        """Compute what is never typed: search columns, SIREN, Morton code of the point."""
        self.nom_seul = normaliser(self.nom)[:300]
        self.nom_normalise = normaliser(f"{self.nom} {self.sigle}")[:300]
        self.mots = normaliser(f"{self.nom} {self.sigle} {self.description}")[:600]
        if self.siret:
            self.siren = self.siret[:9]
        place = self.lon is not None and self.lat is not None
        self.morton = code_morton(self.lon, self.lat) if place else None  # type: ignore[arg-type]

    @property
    def famille(self) -> str:
        """Code of the family or kind, for its colour and shape; « inconnu » without one."""
        return self.type_id or "inconnu"

    @property
    def type_affiche(self) -> str:
        """Kind in words, with the form in brackets when known: « Coopérative (SCIC) »."""
        return nommer_type(
            self.type.libelle if self.type else None,
            self.sous_type.libelle_court if self.sous_type else None,
        )

    @property
    def releve_ess(self) -> bool | None:
        """Whether the actor belongs to the ESS: its own entry, else its kind's; None if unknown."""
        if self.ess is not None or not self.type:
            return self.ess
        return {TypeActeur.Ess.OUI: True, TypeActeur.Ess.NON: False}.get(self.type.ess)  # type: ignore[call-overload]

    @property
    def est_approche(self) -> bool:
        """Whether the point is a guess, to be shown as such."""
        return self.lon is not None and self.precision == self.Precision.APPROCHEE


def historique_des_themes() -> Any:
    """Return the model of the themes of history rows (those of every application are together)."""
    return HISTORIQUE.m2m_models[Acteur._meta.get_field("thematiques")]
