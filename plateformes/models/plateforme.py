"""An entry of the catalogue of solidarity-economy platforms."""

from typing import Any

from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plateformes.models.requetes import PUBLIQUES, PlateformeQuerySet
from plateformes.models.vocabulaire import Fonction, Public, ServiceCapitalistique
from socle.modeles import Horodate, Versionne


def stockage_logos() -> Storage:
    """Private storage: logos are served by a view, like every file users send."""
    return storages["prive"]


def _oui_non(libelle: str) -> Any:
    return models.BooleanField(libelle, null=True, blank=True)


HISTORIQUE = HistoricalRecords(
    app="plateformes",
    excluded_fields=[
        "cherche",
        "domaine",
        "nom_normalise",
        "lien_etat",
        "lien_verifie_le",
        "lien_echecs",
        "lien_detail",
        "rappelee_le",
    ],
    m2m_fields=["thematiques", "fonctions", "publics", "territoires", "alternatives"],
)
"""Kept at hand so that a service writes one history row for an entry and its lists."""


class Plateforme(Versionne, Horodate):
    """A platform of the solidarity economy; its code is its public identity."""

    class Statut(models.TextChoices):
        """Editorial state."""

        BROUILLON = "brouillon", "Brouillon"
        PROPOSEE = "proposee", "Proposée"
        EN_RELECTURE = "en_relecture", "En relecture"
        PUBLIEE = "publiee", "Publiée"
        A_REVOIR = "a_revoir", "À revoir"
        ARCHIVEE = "archivee", "Archivée"
        RETIREE = "retiree", "Retirée"

    class Nature(models.TextChoices):
        """What a platform is to those who use it."""

        SERVICE = "service", "Service aux habitants et aux acteurs"
        OUTIL = "outil", "Outil de gestion"
        PORTAIL = "portail", "Portail"

    class Modele(models.TextChoices):
        """Who runs it, in one word."""

        COOPERATIF = "cooperatif", "Coopératif"
        ASSOCIATIF = "associatif", "Associatif"
        PUBLIC = "public", "Public"
        COMMERCIAL = "commercial", "Société commerciale"
        AUTRE = "autre", "Autre"

    class Accessibilite(models.TextChoices):
        """What the accessibility statement says."""

        TOTALE = "totale", "Totalement conforme"
        PARTIELLE = "partielle", "Partiellement conforme"
        NON = "non", "Non conforme"
        SANS = "sans", "Pas de déclaration"

    class LienEtat(models.TextChoices):
        """What the last visit of the site said."""

        INCONNU = "", "Pas encore vérifié"
        OK = "ok", "Le site répond"
        MORT = "mort", "Le site ne répond plus"

    # Identity
    code = models.SlugField("code", max_length=60, unique=True)
    nom = models.CharField("nom", max_length=120)
    accroche = models.CharField(
        "en une phrase", max_length=200, blank=True, help_text="Sans jargon, sans slogan."
    )
    description = models.TextField("description", max_length=3000, blank=True)
    nature = models.CharField("nature", max_length=8, choices=Nature, default=Nature.SERVICE)
    site = models.URLField("site web", blank=True, max_length=300)
    logo = models.FileField("logo", storage=stockage_logos, blank=True, max_length=200)
    langues = models.CharField(
        "langues", max_length=120, blank=True, help_text="Par exemple : français, néerlandais."
    )
    # What it answers
    besoins_texte = models.TextField(
        "besoins auxquels elle répond", max_length=2000, blank=True, help_text="Un par ligne."
    )
    fonctionnalites = models.TextField(
        "ce qu’on y fait, dans ses mots", max_length=2000, blank=True, help_text="Un par ligne."
    )
    thematiques = models.ManyToManyField(
        "acteurs.Thematique", verbose_name="thèmes", blank=True, related_name="plateformes"
    )
    fonctions = models.ManyToManyField(
        Fonction, verbose_name="fonctions", blank=True, related_name="plateformes"
    )
    publics = models.ManyToManyField(
        Public, verbose_name="publics", blank=True, related_name="plateformes"
    )
    alternatives = models.ManyToManyField(
        ServiceCapitalistique,
        verbose_name="autre chemin que",
        blank=True,
        related_name="plateformes",
    )
    # Where
    national = models.BooleanField("partout en France", default=False)
    territoires = models.ManyToManyField(
        "territoires.Territoire",
        verbose_name="territoires couverts",
        blank=True,
        related_name="plateformes",
    )
    territoires_cites = models.CharField(
        "territoires cités par la source", max_length=300, blank=True
    )
    # Model and governance
    modele = models.CharField("modèle", max_length=10, choices=Modele, blank=True)
    modele_economique = models.TextField("modèle économique", max_length=2000, blank=True)
    prix_collectivite = models.TextField("prix pour une collectivité", max_length=1000, blank=True)
    forme_juridique = models.CharField("forme juridique", max_length=120, blank=True)
    porteur = models.ForeignKey(
        "acteurs.Acteur",
        verbose_name="structure porteuse (annuaire)",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plateformes_portees",
    )
    porteur_texte = models.CharField("structure porteuse", max_length=200, blank=True)
    qui_decide = models.TextField("qui décide", max_length=1000, blank=True)
    colleges = models.TextField("collèges", max_length=1000, blank=True)
    place_usagers = models.TextField("place des usagères et usagers", max_length=1000, blank=True)
    partage_benefices = models.TextField("partage des bénéfices", max_length=1000, blank=True)
    # Data
    hebergement = models.CharField("lieu d’hébergement des données", max_length=200, blank=True)
    sous_traitant = models.CharField("sous-traitant des données", max_length=200, blank=True)
    contact_rgpd = models.CharField(
        "contact pour les données personnelles",
        max_length=200,
        blank=True,
        help_text="Adresse générique ou page, jamais une personne.",
    )
    export = models.TextField("export des données", max_length=1000, blank=True)
    portabilite = models.TextField("portabilité", max_length=1000, blank=True)
    # Software
    libre = _oui_non("logiciel libre")
    licence = models.CharField(
        "licence (identifiant SPDX)", max_length=60, blank=True, help_text="AGPL-3.0-or-later…"
    )
    depot = models.URLField("dépôt du code", blank=True, max_length=300)
    marque_blanche = _oui_non("marque blanche possible")
    api = models.CharField(
        "API", max_length=300, blank=True, help_text="Adresse ou courte description."
    )
    standards = models.CharField("standards suivis", max_length=300, blank=True)
    accessibilite = models.CharField(
        "déclaration d’accessibilité", max_length=9, choices=Accessibilite, blank=True
    )
    accessibilite_url = models.URLField(
        "adresse de la déclaration d’accessibilité", blank=True, max_length=300
    )
    # Maturity and support
    annee_creation = models.PositiveSmallIntegerField(
        "année de création",
        null=True,
        blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )
    accompagnement = models.TextField("accompagnement humain", max_length=2000, blank=True)
    role_formule = models.CharField("rôle de la collectivité", max_length=200, blank=True)
    role_actions = models.TextField(
        "ce que la collectivité peut faire",
        max_length=2000,
        blank=True,
        help_text="Une action par ligne.",
    )
    # Editorial work
    source = models.CharField("source de la fiche", max_length=300, blank=True)
    source_annee = models.PositiveSmallIntegerField("année de la source", null=True, blank=True)
    reseau = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="réseau responsable",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plateformes",
    )
    statut = models.CharField("statut", max_length=12, choices=Statut, default=Statut.BROUILLON)
    motif = models.CharField("motif", max_length=500, blank=True)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True, editable=False)
    revue_le = models.DateTimeField("revue le", null=True, blank=True, editable=False)
    rappelee_le = models.DateTimeField(null=True, blank=True, editable=False)
    # Derived, or noted by tasks
    nom_normalise = models.CharField(max_length=140, editable=False, db_index=True)
    domaine = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    cherche = models.TextField(editable=False, default="")
    lien_etat = models.CharField(
        max_length=4, choices=LienEtat, blank=True, default="", editable=False
    )
    lien_detail = models.CharField(max_length=200, blank=True, editable=False)
    lien_verifie_le = models.DateTimeField(null=True, blank=True, editable=False)
    lien_echecs = models.PositiveSmallIntegerField(default=0, editable=False)

    history = HISTORIQUE
    objects = PlateformeQuerySet.as_manager()

    class Meta:
        verbose_name = "plateforme"
        ordering = ["nom_normalise", "pk"]
        indexes = [models.Index(fields=["statut", "nom_normalise"], name="plateforme_liste")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="plateforme_nom_present",
                violation_error_message="Donnez le nom de la plateforme.",
            ),
            models.CheckConstraint(
                condition=Q(
                    statut__in=[
                        "brouillon",
                        "proposee",
                        "en_relecture",
                        "publiee",
                        "a_revoir",
                        "archivee",
                        "retiree",
                    ]
                ),
                name="plateforme_statut_connu",
                violation_error_message="Choisissez le statut dans la liste.",
            ),
            models.CheckConstraint(
                condition=~Q(statut__in=["archivee", "retiree", "a_revoir"]) | ~Q(motif=""),
                name="plateforme_motif_dit",
                violation_error_message="Dites pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_publique(self) -> bool:
        """Whether everybody reads it."""
        return self.statut in PUBLIQUES

    @property
    def porteur_dit(self) -> str:
        """The holder in words: its entry of the directory, else what was written."""
        return str(self.porteur) if self.porteur else self.porteur_texte

    @property
    def lignes_fonctionnalites(self) -> list[str]:
        """What is done there, line by line."""
        return lignes(self.fonctionnalites)

    @property
    def lignes_actions(self) -> list[str]:
        """What a local government may do, line by line."""
        return lignes(self.role_actions)


def lignes(texte: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [ligne.strip() for ligne in texte.splitlines() if ligne.strip()]


class Besoin(models.Model):
    """A need a platform answers: derived from ``Plateforme.besoins_texte``, one per line."""

    plateforme = models.ForeignKey(Plateforme, on_delete=models.CASCADE, related_name="besoins")
    texte = models.CharField("besoin", max_length=200)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "besoin"
        ordering = ["plateforme", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["plateforme", "ordre"], name="besoin_ordre_unique")
        ]

    def __str__(self) -> str:
        return self.texte
