"""What each actor makes of each idea: understanding, adhesion, expectations, contributions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.pistes import ActeurConcerne, Piste
from socle.modeles import Horodate, Reference, Versionne


class PointDeVue(Versionne, Horodate):
    """What one actor makes of one idea. ``lecture`` marks an interpretation by the team.

    A private point of view written by the actor is read by nobody else; one written
    by the team is read by the team.
    """

    class Degre(models.IntegerChoices):
        """Degrees of adhesion, in words."""

        CONTRE = 0, "Contre"
        PLUTOT_CONTRE = 1, "Plutôt contre"
        A_VOIR = 2, "Entre les deux, à voir"
        PLUTOT_POUR = 3, "Plutôt pour"
        POUR = 4, "Pour, avec l’envie d’agir"

    class Origine(models.TextChoices):
        """Who wrote last."""

        EQUIPE = "equipe", "L’équipe"
        ACTEUR = "acteur", "L’acteur, par son lien"
        STRUCTURE = "structure", "L’acteur, membre de la démarche"

    piste = models.ForeignKey(Piste, on_delete=models.CASCADE, related_name="points_de_vue")
    acteur = models.ForeignKey(
        ActeurConcerne, on_delete=models.CASCADE, related_name="points_de_vue"
    )
    compris = models.CharField("ce qui est compris", max_length=600, blank=True)
    sens = models.CharField("pourquoi y adhérer, ou non", max_length=600, blank=True)
    adhesion = models.PositiveSmallIntegerField(
        "degré d’adhésion", null=True, blank=True, choices=Degre
    )
    prive = models.BooleanField("privé", default=False)
    lecture = models.BooleanField("lecture de l’équipe", default=False)
    origine = models.CharField("écrit par", max_length=9, choices=Origine, default=Origine.EQUIPE)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lien = models.ForeignKey(
        "LienPersonnel",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="points_de_vue",
    )

    history = HistoricalRecords(app="diagnostics", excluded_fields=["lien"])

    class Meta:
        verbose_name = "point de vue"
        verbose_name_plural = "points de vue"
        ordering = ["acteur__ordre", "acteur_id", "piste__ordre", "piste_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["piste", "acteur"],
                name="point_de_vue_unique",
                violation_error_message="Cet acteur s’est déjà exprimé sur cette piste.",
            ),
            models.CheckConstraint(
                condition=Q(adhesion=None) | Q(adhesion__lte=4),
                name="point_de_vue_degre",
                violation_error_message="Le degré d’adhésion va de 0 à 4.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acteur} sur {self.piste}"

    @property
    def est_secret(self) -> bool:
        """Private and written by the actor: nobody else reads it, not even the team."""
        return self.prive and self.origine != self.Origine.EQUIPE


class Attente(models.Model):
    """A concrete result an actor expects from an idea."""

    point_de_vue = models.ForeignKey(PointDeVue, on_delete=models.CASCADE, related_name="attentes")
    texte = models.CharField("attente", max_length=300)
    thematique = models.ForeignKey(
        "acteurs.Thematique", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contredit = models.ManyToManyField(
        "self", blank=True, symmetrical=True, verbose_name="attentes qu’elle contredit"
    )

    class Meta:
        verbose_name = "attente"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.texte


class Apport(models.Model):
    """What an actor can bring to an idea."""

    class Nature(models.TextChoices):
        """Kinds of contributions."""

        TEMPS = "temps", "Temps"
        LIEU = "lieu", "Lieu"
        EQUIPEMENT = "equipement", "Équipement"
        COMPETENCE = "competence", "Compétence"
        ARGENT = "argent", "Argent"
        RESEAU = "reseau", "Réseau"
        PORTAGE = "portage", "Portage, légitimité"
        AUTRE = "autre", "Autre"

    point_de_vue = models.ForeignKey(PointDeVue, on_delete=models.CASCADE, related_name="apports")
    texte = models.CharField("apport", max_length=300)
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.AUTRE)
    thematique = models.ForeignKey(
        "acteurs.Thematique", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "apport"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.texte


class Couverture(Horodate):
    """People said that this contribution answers this expectation."""

    attente = models.ForeignKey(Attente, on_delete=models.CASCADE, related_name="couvertures")
    apport = models.ForeignKey(Apport, on_delete=models.CASCADE, related_name="couvertures")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "couverture d’une attente"
        constraints = [
            models.UniqueConstraint(
                fields=["attente", "apport"],
                name="couverture_unique",
                violation_error_message="Cet apport répond déjà à cette attente.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attente_id} ← {self.apport_id}"


class LienPersonnelQuerySet(models.QuerySet["LienPersonnel"]):
    """Vocabulary of personal links."""

    def ouverts(self) -> "LienPersonnelQuerySet":
        """Those that still open the form."""
        return self.filter(revoque_le=None, expire_le__gt=timezone.now())


class LienPersonnel(Reference, Horodate):
    """A link by which an actor answers without an account.

    Only the SHA-256 of its token is kept: the link is shown once, when it is opened.
    ``appareil`` is that of a cookie, so that private answers are shown again on the
    device that wrote them and nowhere else, not even to whoever made the link.
    """

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="liens_personnels"
    )
    acteur = models.ForeignKey(ActeurConcerne, on_delete=models.CASCADE, related_name="liens")
    pistes = models.ManyToManyField(Piste, related_name="liens_personnels")
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    appareil = models.CharField(max_length=64, blank=True, editable=False)
    par_courriel = models.BooleanField("envoyé par courriel", default=False)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    consenti_le = models.DateTimeField("consentement donné le", null=True, blank=True)
    repondu_le = models.DateTimeField("dernière réponse le", null=True, blank=True)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = LienPersonnelQuerySet.as_manager()

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"Lien de {self.acteur_id}"

    @property
    def est_ouvert(self) -> bool:
        """Whether it still opens the form."""
        return self.revoque_le is None and self.expire_le > timezone.now()

    @property
    def etat(self) -> str:
        """Say where it stands."""
        if self.revoque_le:
            return "Fermé"
        if not self.est_ouvert:
            return "Échu"
        return "Répondu" if self.repondu_le else "En attente de réponse"

    def montre(self, point_de_vue: "PointDeVue", appareil: str) -> bool:
        """Whether this link, on this device, may show what stands in ``point_de_vue``.

        Nobody sees through a link what somebody else kept private.
        """
        if not point_de_vue.prive:
            return True
        siens: Any = point_de_vue.lien_id
        return siens == self.pk and bool(self.appareil) and self.appareil == appareil
