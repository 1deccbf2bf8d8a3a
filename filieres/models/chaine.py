"""The chains of a filière, their maillons, and what a maillon needs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from filieres.catalogue import STATUTS
from filieres.models.champs import annee, montant, positif, unite
from filieres.models.filiere import Filiere
from filieres.reference import choix_types_maillons
from socle.modeles import Horodate, Reference, Versionne


class Chaine(Reference, Versionne, Horodate):
    """A chain of the filière; a filière has at least one."""

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="chaines")
    nom = models.CharField("nom", max_length=120)
    ordre = models.PositiveIntegerField("ordre", default=0)

    history = HistoricalRecords(app="filieres")

    class Meta:
        verbose_name = "chaîne"
        ordering = ["ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="chaine_nommee",
                violation_error_message="Donnez un nom à la chaîne.",
            ),
            models.UniqueConstraint(
                fields=["filiere", "nom"],
                name="chaine_unique",
                violation_error_message="Une chaîne de la filière porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Maillon(Reference, Versionne, Horodate):
    """A step of a chain: what is done there, and how much of it can be."""

    class StatutDeclare(models.TextChoices):
        """What people say of it when actors and flows do not tell."""

        COUVERT = "couvert", STATUTS["couvert"]
        SOUS_TRAITE = "sous-traite", STATUTS["sous-traite"]
        A_VENIR = "a-venir", STATUTS["a-venir"]
        MANQUANT = "manquant", STATUTS["manquant"]
        NON_PRECISE = "non-precise", STATUTS["non-precise"]

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="maillons")
    chaine = models.ForeignKey(
        Chaine, verbose_name="chaîne", on_delete=models.RESTRICT, related_name="maillons"
    )
    type = models.CharField("activité", max_length=30, choices=choix_types_maillons)
    intitule = models.CharField("intitulé", max_length=160)
    ordre = models.PositiveIntegerField("ordre", default=0)
    colonne = models.PositiveSmallIntegerField("colonne", null=True, blank=True)
    """Placed by hand on the diagram; null lets the drawing decide."""
    ligne = models.PositiveSmallIntegerField("ligne", null=True, blank=True)
    capacite = montant("capacité")
    unite = unite()
    annee_capacite = annee("année de la capacité")
    rendement = models.DecimalField(
        "rendement",
        max_digits=6,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Part de ce qui entre qui ressort\u00a0: 0,8 veut dire que 20\u00a0% se perd.",
    )
    statut_declare = models.CharField(
        "état déclaré", max_length=12, choices=StatutDeclare, default=StatutDeclare.NON_PRECISE
    )
    achats_exterieurs = montant(
        "achats extérieurs (€ par an)",
        help_text="Énergie, emballages, sous-traitance… achetés hors de la chaîne.",
    )
    note = models.TextField("note", blank=True, max_length=2000)

    history = HistoricalRecords(app="filieres")

    class Meta:
        verbose_name = "maillon"
        ordering = ["chaine__ordre", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(intitule=""),
                name="maillon_intitule",
                violation_error_message="Donnez un intitulé au maillon.",
            ),
            positif("maillon_capacite", "capacite", "Une capacité n’est pas négative."),
            positif(
                "maillon_achats", "achats_exterieurs", "Les achats extérieurs ne sont pas négatifs."
            ),
            models.CheckConstraint(
                condition=Q(rendement=None) | Q(rendement__gte=0, rendement__lte=1),
                name="maillon_rendement",
                violation_error_message="Le rendement va de 0 à 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.intitule


class BesoinMaillon(Reference, Versionne, Horodate):
    """What a maillon needs to run: equipment, land, skills, outlets."""

    class Nature(models.TextChoices):
        """What kind of need."""

        EQUIPEMENT = "equipement", "Équipement"
        FONCIER = "foncier", "Foncier ou local"
        COMPETENCE = "competence", "Compétence"
        DEBOUCHE = "debouche", "Débouché"

    maillon = models.ForeignKey(Maillon, on_delete=models.CASCADE, related_name="besoins")
    nature = models.CharField("nature", max_length=12, choices=Nature)
    texte = models.CharField("besoin", max_length=300)
    couvert = models.BooleanField("couvert", default=False)

    history = HistoricalRecords(app="filieres")

    class Meta:
        verbose_name = "besoin d’un maillon"
        verbose_name_plural = "besoins des maillons"
        ordering = ["maillon", "nature", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="besoin_maillon_dit",
                violation_error_message="Dites ce dont le maillon a besoin.",
            )
        ]

    def __str__(self) -> str:
        return self.texte
