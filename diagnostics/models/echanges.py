"""What people say to each other about a démarche: comments, mentions, follows, mails."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from socle.modeles import Horodate, Reference, Versionne


class CommentaireQuerySet(models.QuerySet["Commentaire"]):
    """Vocabulary of comments."""

    def sur(self, cible_type: str, cible_reference: str) -> "CommentaireQuerySet":
        """Those about one object."""
        return self.filter(cible_type=cible_type, cible_reference=cible_reference)

    def racines(self) -> "CommentaireQuerySet":
        """Those that open a conversation."""
        return self.filter(fil=None)

    def ouvertes(self) -> "CommentaireQuerySet":
        """Conversations nobody resolved."""
        return self.racines().filter(resolu_le=None)


class Commentaire(Reference, Versionne, Horodate):
    """A remark about an object of the démarche (``diagnostics.echanges``), or an answer to one.

    ``fil`` is the remark that opened the conversation; it alone is resolved. An erased
    remark keeps its place, emptied of its text: only its history remembers it.
    """

    LONGUEUR_MAX = 4000

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="commentaires"
    )
    cible_type = models.SlugField("objet commenté", max_length=30)
    cible_reference = models.CharField("référence de l’objet", max_length=40)
    fil = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="reponses"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    texte = models.TextField("commentaire", max_length=LONGUEUR_MAX, blank=True)
    edite_le = models.DateTimeField("modifié le", null=True, blank=True, editable=False)
    supprime_le = models.DateTimeField("effacé le", null=True, blank=True, editable=False)
    resolu_le = models.DateTimeField("résolu le", null=True, blank=True, editable=False)
    resolu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    history = HistoricalRecords(app="diagnostics")
    objects = CommentaireQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        ordering = ["cree_le", "pk"]
        indexes = [
            models.Index(
                fields=["diagnostic", "cible_type", "cible_reference"], name="commentaire_cible"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte="") | Q(supprime_le__isnull=False),
                name="commentaire_texte_present",
                violation_error_message="Écrivez le commentaire avant de l’envoyer.",
            ),
            models.CheckConstraint(
                condition=Q(fil=None) | Q(resolu_le=None),
                name="commentaire_racine_resolue",
                violation_error_message="Seule une conversation entière peut être résolue.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte[:80]


class Mention(models.Model):
    """Somebody is called by name in a comment."""

    commentaire = models.ForeignKey(Commentaire, on_delete=models.CASCADE, related_name="mentions")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )
    cree_le = models.DateTimeField("mentionnée le", auto_now_add=True)
    lue_le = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        verbose_name = "mention"
        constraints = [
            models.UniqueConstraint(
                fields=["commentaire", "utilisateur"],
                name="mention_unique",
                violation_error_message="Cette personne est déjà mentionnée.",
            )
        ]
        indexes = [models.Index(fields=["utilisateur", "lue_le"], name="mention_a_lire")]

    def __str__(self) -> str:
        return f"{self.utilisateur_id} ← {self.commentaire_id}"


class Abonnement(Horodate):
    """Somebody follows a démarche (``cible_type`` empty) or one of its objects.

    Kept when ``actif`` is off: who stopped following is not made to follow again by itself.
    """

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="abonnements")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="abonnements"
    )
    cible_type = models.SlugField("objet suivi", max_length=30, blank=True)
    cible_reference = models.CharField("référence de l’objet", max_length=40, blank=True)
    actif = models.BooleanField("suivi", default=True)
    automatique = models.BooleanField("automatique", default=False)

    class Meta:
        verbose_name = "abonnement"
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "utilisateur", "cible_type", "cible_reference"],
                name="abonnement_unique",
                violation_error_message="Vous suivez déjà cela.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur_id} → {self.cible_type or 'démarche'}"


class ReglageAvis(models.Model):
    """What a person wants to be told by mail; a person without a row has these defaults."""

    class Mentions(models.TextChoices):
        """When a mention is told."""

        AUSSITOT = "aussitot", "Tout de suite"
        RESUME = "resume", "Avec le résumé"
        JAMAIS = "jamais", "Jamais"

    class Rythme(models.TextChoices):
        """How often what changed is told."""

        JOUR = "jour", "Chaque jour ouvré"
        SEMAINE = "semaine", "Chaque semaine, le lundi"
        JAMAIS = "jamais", "Jamais"

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="reglage_avis",
    )
    mentions = models.CharField(
        "quand on me mentionne", max_length=8, choices=Mentions, default=Mentions.AUSSITOT
    )
    rythme = models.CharField(
        "résumé de ce qui a changé", max_length=8, choices=Rythme, default=Rythme.SEMAINE
    )
    suivre_en_ecrivant = models.BooleanField("suivre de moi-même ce que j’écris", default=True)
    resume_jusqu_au = models.DateTimeField("résumé jusqu’au", null=True, blank=True)
    """What happened up to then has been told, or was never to be."""

    class Meta:
        verbose_name = "réglage des courriels"

    def __str__(self) -> str:
        return f"{self.get_mentions_display()}, {self.get_rythme_display()}"


class Avis(models.Model):
    """A mail to send once: written before, stamped after, so that a crash shows.

    ``en_cours`` is written just before the mail leaves and ``envoye`` just after: a mail found
    ``en_cours`` later may have left or not. It is neither sent again nor forgotten: it becomes
    ``incertain``, and the next summary says so.
    """

    class Nature(models.TextChoices):
        """What the mail tells."""

        MENTION = "mention", "Mention"
        RESUME = "resume", "Résumé"
        FIN = "fin", "Démarche supprimée"

    class Etat(models.TextChoices):
        """How far the mail went."""

        A_ENVOYER = "a_envoyer", "À envoyer"
        EN_COURS = "en_cours", "En cours d’envoi"
        ENVOYE = "envoye", "Envoyé"
        VIDE = "vide", "Rien à dire"
        INCERTAIN = "incertain", "Peut-être envoyé"
        ECHEC = "echec", "Échec"

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="avis"
    )
    nature = models.CharField("nature", max_length=8, choices=Nature)
    mention = models.OneToOneField(
        Mention, null=True, blank=True, on_delete=models.CASCADE, related_name="avis"
    )
    contenu = models.JSONField("ce qu’il dit", default=dict, blank=True)
    """What can no longer be read when it leaves: the démarche is gone."""
    depuis = models.DateTimeField("depuis", null=True, blank=True)
    jusqu_a = models.DateTimeField("jusqu’à", null=True, blank=True)
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.A_ENVOYER)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    identifiant = models.CharField("identifiant du message", max_length=120, blank=True)
    signale = models.BooleanField("incertitude dite", default=False)
    cree_le = models.DateTimeField("préparé le", auto_now_add=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel d’avis"
        indexes = [models.Index(fields=["etat", "nature"], name="avis_a_envoyer")]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "jusqu_a"],
                condition=Q(nature="resume"),
                name="avis_resume_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.get_etat_display()}"
