"""What people outside the network propose: a platform, or changes to an entry."""

from django.conf import settings
from django.db import models

from plateformes.models.plateforme import Plateforme
from socle.modeles import Horodate, Reference


class PropositionQuerySet(models.QuerySet["Proposition"]):
    """Vocabulary of proposals."""

    def a_examiner(self) -> "PropositionQuerySet":
        """Those that wait for a decision."""
        return self.filter(etat=Proposition.Etat.ATTENTE)


class Proposition(Reference, Horodate):
    """A platform to add, or changes to an entry, waiting for the network's decision."""

    class Nature(models.TextChoices):
        """What is proposed."""

        NOUVELLE = "nouvelle", "Nouvelle plateforme"
        MODIFICATION = "modification", "Modification"

    class Origine(models.TextChoices):
        """Who proposes."""

        PUBLIC = "public", "Le public"
        PORTEUR = "porteur", "La structure porteuse"
        RESEAU = "reseau", "Une personne du réseau"

    class Etat(models.TextChoices):
        """What became of it."""

        ATTENTE = "attente", "À examiner"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    plateforme = models.ForeignKey(
        Plateforme, on_delete=models.CASCADE, related_name="propositions"
    )
    nature = models.CharField("nature", max_length=12, choices=Nature)
    origine = models.CharField("origine", max_length=8, choices=Origine)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="propositions_plateformes",
    )
    nom = models.CharField("nom", max_length=120, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    valeurs = models.JSONField("valeurs proposées", default=dict, blank=True)
    base = models.JSONField("valeurs de départ", default=dict, blank=True)
    version_base = models.PositiveIntegerField("version de départ", default=1)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.ATTENTE)
    motif = models.CharField("motif", max_length=500, blank=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.plateforme} : {self.get_nature_display()}"


class LienPorteur(Reference, Horodate):
    """A personal link mailed to a platform's holder; only its fingerprint is kept."""

    plateforme = models.ForeignKey(
        Plateforme, on_delete=models.CASCADE, related_name="liens_porteur"
    )
    courriel = models.EmailField("adresse électronique")
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    expire_le = models.DateTimeField("expire le")
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ouvert_le = models.DateTimeField("ouvert le", null=True, blank=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "lien d’une structure porteuse"
        verbose_name_plural = "liens des structures porteuses"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.plateforme} → {self.courriel}"
