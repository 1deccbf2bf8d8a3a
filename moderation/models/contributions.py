"""A contribution to the directory: an actor to add, a correction, a closure."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from acteurs.models import Acteur
from socle.modeles import Horodate, Reference, Versionne
from territoires.models import Commune


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Vocabulary of contributions."""

    def en_attente(self) -> "ContributionQuerySet":
        """Those nobody decided yet, whether a question was asked or not."""
        return self.filter(etat__in=Contribution.EN_ATTENTE)

    def decidees(self) -> "ContributionQuerySet":
        """Those somebody decided."""
        return self.exclude(etat__in=Contribution.EN_ATTENTE)


class Contribution(Reference, Versionne, Horodate):
    """What somebody proposes to the directory, until a curator decides, and after."""

    class Nature(models.TextChoices):
        """What is proposed."""

        NOUVELLE = "nouvelle", "Nouvel acteur"
        CORRECTION = "correction", "Correction"
        FERMETURE = "fermeture", "Fermeture"

    class Origine(models.TextChoices):
        """Who proposes."""

        PUBLIC = "public", "Le public"
        COMPTE = "compte", "Une personne inscrite"
        TENUE = "tenue", "La structure elle-même"

    class Etat(models.TextChoices):
        """What became of it."""

        A_EXAMINER = "a_examiner", "À examiner"
        QUESTION = "question", "Question posée"
        ACCEPTEE = "acceptee", "Acceptée"
        EN_PARTIE = "en_partie", "Acceptée en partie"
        REFUSEE = "refusee", "Refusée"

    EN_ATTENTE = (Etat.A_EXAMINER, Etat.QUESTION)
    RETENUES = (Etat.ACCEPTEE, Etat.EN_PARTIE)

    nature = models.CharField("nature", max_length=10, choices=Nature)
    origine = models.CharField("origine", max_length=8, choices=Origine, default=Origine.PUBLIC)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_EXAMINER)
    acteur = models.ForeignKey(
        Acteur,
        verbose_name="acteur",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contributions",
        help_text="Vide tant qu’un nouvel acteur n’est pas accepté.",
    )
    commune = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Where it is, for the queue of those who look after that place."""
    valeurs = models.JSONField(
        "valeurs proposées", default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    base = models.JSONField(
        "valeurs de départ", default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    """What the entry said when it was proposed, for the fields of ``valeurs``."""
    sources = models.JSONField("source de chaque valeur", default=dict, blank=True)
    """Field → where the value comes from; a field that is not there has the common source."""
    source = models.CharField("source", max_length=250, blank=True)
    date_source = models.DateField("date de la source", null=True, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    nom_auteur = models.CharField("nom", max_length=120, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="proposée par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributions_annuaire",
    )
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="au nom de",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributions_annuaire",
    )
    attribuee_a = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="suivie par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    motif = models.CharField("motif", max_length=500, blank=True)
    retenus = models.JSONField("champs retenus", default=list, blank=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="décidée par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    history = HistoricalRecords(
        app="moderation",
        # Forgotten once they serve no more: they must not stay in the history.
        excluded_fields=["message", "nom_auteur", "courriel"],
    )
    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution à l’annuaire"
        verbose_name_plural = "contributions à l’annuaire"
        ordering = ["-cree_le", "-pk"]
        indexes = [
            models.Index(fields=["etat", "cree_le", "id"], name="contribution_file"),
            models.Index(fields=["decidee_le"], name="contribution_decidee"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nature="nouvelle") | Q(acteur__isnull=False),
                name="contribution_sur_une_fiche",
                violation_error_message="Une correction porte sur une fiche.",
            ),
            models.CheckConstraint(
                condition=Q(decidee_le__isnull=True, etat__in=["a_examiner", "question"])
                | Q(decidee_le__isnull=False, etat__in=["acceptee", "en_partie", "refusee"]),
                name="contribution_decidee_ou_non",
                violation_error_message="Une contribution est décidée, ou elle attend.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}\u00a0: {self.nom}"

    @property
    def nom(self) -> str:
        """Name of the actor: the entry's, else the one proposed."""
        return self.acteur.nom if self.acteur else str(self.valeurs.get("nom", ""))

    @property
    def attend(self) -> bool:
        """Whether a decision is still to be made."""
        return self.etat in self.EN_ATTENTE

    def source_de(self, champ: str) -> str:
        """Return where a proposed value comes from."""
        return str(self.sources.get(champ) or self.source)

    def adresse_de_reponse(self) -> str:
        """Return where its author is written to, '' when they left nothing."""
        if self.courriel:
            return self.courriel
        return self.auteur.email if self.auteur and self.auteur.is_active else ""


class QuestionContribution(Reference):
    """A question to the author of a contribution, and the answer."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="questions"
    )
    texte = models.TextField("question", max_length=1000)
    posee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="posée par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    posee_le = models.DateTimeField("posée le", auto_now_add=True)
    reponse = models.TextField("réponse", max_length=2000, blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        verbose_name = "question sur une contribution"
        verbose_name_plural = "questions sur des contributions"
        ordering = ["posee_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:60]
