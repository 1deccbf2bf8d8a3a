"""What interviews hold, and what becomes of it: answers, exact words, needs, relations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.grilles import QuestionGrille
from diagnostics.models.sources import Anonymat, Consentement, Entretien
from socle.modeles import Horodate, Reference, Versionne, reference_courte


class PersonneRencontree(Reference, Horodate):
    """Somebody met: members only, kept apart, without history, erased for good on demand."""

    entretien = models.ForeignKey(Entretien, on_delete=models.CASCADE, related_name="personnes")
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    conserver_jusqu_au = models.DateField("à effacer après le", null=True, blank=True)

    class Meta:
        verbose_name = "personne rencontrée"
        verbose_name_plural = "personnes rencontrées"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.nom


class Reponse(Reference, Versionne, Horodate):
    """The answer to one question, as the interviewer noted it; without question: free notes.

    ``poste`` and ``rang`` name the last write (which open screen, which send of that
    screen): a send received twice, or late, is recognised and changes nothing.
    """

    entretien = models.ForeignKey(Entretien, on_delete=models.CASCADE, related_name="reponses")
    question = models.ForeignKey(
        QuestionGrille, null=True, blank=True, on_delete=models.RESTRICT, related_name="reponses"
    )
    texte = models.TextField("réponse", blank=True)
    valeur = models.CharField("choix", max_length=200, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    poste = models.CharField(max_length=40, blank=True, editable=False)
    rang = models.PositiveBigIntegerField(default=0, editable=False)

    history = HistoricalRecords(app="diagnostics", excluded_fields=["poste", "rang"])

    class Meta:
        verbose_name = "réponse"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entretien", "question"], name="reponse_unique"),
            models.UniqueConstraint(
                fields=["entretien"], condition=Q(question=None), name="reponse_notes_uniques"
            ),
        ]

    def __str__(self) -> str:
        return self.texte[:80]


class Verbatim(Reference, Versionne, Horodate):
    """Exact words, with what the person agreed to. ``cle`` comes from the screen that wrote it."""

    entretien = models.ForeignKey(Entretien, on_delete=models.CASCADE, related_name="verbatims")
    question = models.ForeignKey(
        QuestionGrille, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cle = models.CharField(max_length=40, default=reference_courte, editable=False)
    texte = models.TextField("mots exacts")
    consentement = models.CharField(
        "accord pour être cité", max_length=11, choices=Consentement, default="non_demande"
    )
    anonymat = models.CharField(
        "comment citer", max_length=9, choices=Anonymat, default=Anonymat.STRUCTURE
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    poste = models.CharField(max_length=40, blank=True, editable=False)
    rang = models.PositiveBigIntegerField(default=0, editable=False)

    history = HistoricalRecords(app="diagnostics", excluded_fields=["poste", "rang"])

    class Meta:
        verbose_name = "parole exacte"
        verbose_name_plural = "paroles exactes"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entretien", "cle"], name="verbatim_unique"),
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="verbatim_ecrit",
                violation_error_message="Écrivez les mots exacts.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def est_citable(self) -> bool:
        """Whether the person agreed to be quoted."""
        return self.consentement in {Consentement.ORAL, Consentement.ECRIT}


class Passage(Reference):
    """A few words of an answer or of exact words, as they stood when somebody picked them.

    Positions count characters of the text of that day; ``texte`` is what counts: when the
    answer is edited, the passage is looked for again, and said to have changed if not found.
    """

    entretien = models.ForeignKey(Entretien, on_delete=models.CASCADE, related_name="passages")
    reponse = models.ForeignKey(
        Reponse, null=True, blank=True, on_delete=models.CASCADE, related_name="passages"
    )
    verbatim = models.ForeignKey(
        Verbatim, null=True, blank=True, on_delete=models.CASCADE, related_name="passages"
    )
    debut = models.PositiveIntegerField("début")
    fin = models.PositiveIntegerField("fin")
    texte = models.TextField("passage")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "passage"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reponse__isnull=False, verbatim=None)
                | Q(reponse=None, verbatim__isnull=False),
                name="passage_d_une_source",
            ),
            models.CheckConstraint(
                condition=Q(fin__gt=models.F("debut")) & ~Q(texte=""),
                name="passage_non_vide",
                violation_error_message="Sélectionnez au moins un mot.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def source(self) -> "Reponse | Verbatim":
        """The answer or exact words it comes from."""
        source = self.verbatim or self.reponse
        assert source is not None  # noqa: S101 - a database constraint says so
        return source

    @property
    def consentement(self) -> str:
        """What the person agreed to: the exact words' own, else the interview's."""
        return str(self.verbatim.consentement if self.verbatim else self.entretien.consentement)

    @property
    def anonymat(self) -> str:
        """How to attribute it: the exact words' own level, else the interview's."""
        return str(self.verbatim.anonymat if self.verbatim else self.entretien.anonymat)

    @property
    def est_refuse(self) -> bool:
        """Whether these words must stay on the interview's page."""
        return self.consentement == Consentement.REFUSE


class Besoin(Reference, Versionne, Horodate):
    """A need heard on the territory."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="besoins")
    texte = models.CharField("besoin", max_length=400)
    qui = models.CharField("qui a ce besoin", max_length=160, blank=True)
    thematique = models.ForeignKey(
        "acteurs.Thematique",
        verbose_name="thème",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.SET_NULL, related_name="besoins"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retire_le = models.DateTimeField("retiré le", null=True, blank=True, editable=False)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "besoin"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="besoin_ecrit",
                violation_error_message="Écrivez le besoin.",
            )
        ]

    def __str__(self) -> str:
        return self.texte


class RelationSignalee(Reference, Versionne, Horodate):
    """A relation between two actors that somebody told about; either end may be free text."""

    class Nature(models.TextChoices):
        """What links them."""

        COOPERE = "coopere", "coopère avec"
        ORIENTE = "oriente", "oriente des personnes vers"
        FOURNIT = "fournit", "fournit"
        FINANCE = "finance", "finance"
        MEMBRE = "membre", "est membre de"
        PARTAGE = "partage", "partage un lieu ou des moyens avec"
        CONCURRENCE = "concurrence", "est en concurrence avec"
        TENSION = "tension", "est en tension avec"
        AUTRE = "autre", "est en relation avec"

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="relations_signalees"
    )
    acteur_a = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    nom_a = models.CharField("premier acteur", max_length=250)
    nature = models.CharField("relation", max_length=12, choices=Nature, default=Nature.COOPERE)
    acteur_b = models.ForeignKey(
        "acteurs.Acteur", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    nom_b = models.CharField("second acteur", max_length=250)
    precision = models.CharField("précision", max_length=300, blank=True)
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.SET_NULL, related_name="relations"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retire_le = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "relation signalée"
        verbose_name_plural = "relations signalées"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom_a="") & ~Q(nom_b=""),
                name="relation_entre_deux",
                violation_error_message="Nommez les deux acteurs de la relation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom_a} {self.get_nature_display()} {self.nom_b}"
