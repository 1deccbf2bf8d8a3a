"""A filière: what it is about, whose it is, who takes part; the documented ones are examples."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from filieres.catalogue import CONCEPTIONS, SCENARIOS, THEMES
from socle.modeles import Horodate, Reference, Versionne


def jeton_filiere() -> str:
    """Return an unguessable token for a reading link (192 bits)."""
    return secrets.token_urlsafe(24)


class FiliereQuerySet(models.QuerySet["Filiere"]):
    """Vocabulary of filières."""

    def exemples(self) -> "FiliereQuerySet":
        """The documented ones, to learn from and copy."""
        return self.filter(exemple=True)

    def vivantes(self) -> "FiliereQuerySet":
        """Those people draw: every one but the examples."""
        return self.filter(exemple=False)

    def de(self, utilisateur: Any) -> "FiliereQuerySet":
        """Those ``utilisateur`` is a member of."""
        if not utilisateur.is_authenticated:
            return self.none()
        return self.filter(membres__utilisateur=utilisateur)

    def publiques(self) -> "FiliereQuerySet":
        """Those everybody reads (examples apart)."""
        return self.vivantes().filter(visibilite=Filiere.Visibilite.PUBLIC)

    def visibles_par(self, utilisateur: Any) -> "FiliereQuerySet":
        """Examples, public ones, and those the user is a member of (operators see all)."""
        ouvertes = Q(exemple=True) | Q(visibilite=Filiere.Visibilite.PUBLIC)
        if not utilisateur.is_authenticated:
            return self.filter(ouvertes)
        if utilisateur.is_superuser:
            return self
        siennes = MembreFiliere.objects.filter(utilisateur=utilisateur).values("filiere")
        return self.filter(ouvertes | Q(pk__in=siennes))


class Filiere(Reference, Versionne, Horodate):
    """A value chain, or several that share actors, on a territory."""

    class Conception(models.TextChoices):
        """One chain, or several that live together."""

        CHAINE = "chaine-de-valeur", CONCEPTIONS["chaine-de-valeur"]
        ECOSYSTEME = "ecosysteme", CONCEPTIONS["ecosysteme"]

    class Scenario(models.TextChoices):
        """What the local government does about it."""

        INITIATRICE = "collectivite-initiatrice", SCENARIOS["collectivite-initiatrice"]
        EN_SOUTIEN = "collectivite-en-soutien", SCENARIOS["collectivite-en-soutien"]

    class Visibilite(models.TextChoices):
        """Who may read it."""

        MEMBRES = "membres", "Membres seulement"
        LIEN = "lien", "Toute personne qui a le lien"
        PUBLIC = "public", "Publique"

    class Statut(models.TextChoices):
        """Under way, or closed to writing."""

        EN_COURS = "en_cours", "En cours"
        ARCHIVEE = "archivee", "Archivée"

    nom = models.CharField("nom", max_length=200)
    territoire = models.ForeignKey(
        "territoires.Territoire",
        verbose_name="territoire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filieres",
    )
    territoire_texte = models.CharField("territoire en toutes lettres", max_length=200, blank=True)
    theme = models.CharField("thème", max_length=20, choices=list(THEMES.items()))
    thematiques = models.ManyToManyField(
        "acteurs.Thematique", blank=True, related_name="filieres", verbose_name="thématiques"
    )
    conception = models.CharField(
        "conception", max_length=20, choices=Conception, default=Conception.CHAINE
    )
    scenario = models.CharField("scénario", max_length=30, choices=Scenario, blank=True)
    porteur = models.ForeignKey(
        "acteurs.Acteur",
        verbose_name="acteur qui porte la filière",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="filieres_portees",
    )
    porteur_texte = models.CharField("porteur, en toutes lettres", max_length=200, blank=True)
    forme_juridique = models.CharField("forme juridique", max_length=120, blank=True)
    vision = models.TextField("vision", blank=True, max_length=4000)
    contexte = models.TextField("contexte", blank=True, max_length=6000)
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filieres",
    )
    pilote = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    visibilite = models.CharField(
        "visibilité", max_length=8, choices=Visibilite, default=Visibilite.MEMBRES
    )
    jeton = models.CharField(max_length=64, unique=True, default=jeton_filiere, editable=False)
    statut = models.CharField("statut", max_length=10, choices=Statut, default=Statut.EN_COURS)
    exemple = models.BooleanField("exemple documenté", default=False, editable=False)
    code = models.SlugField(
        "code", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    source = models.CharField("source", max_length=300, blank=True)
    details = models.JSONField("détails de la fiche documentée", default=dict, blank=True)
    origine = models.ForeignKey(
        "self",
        verbose_name="partie de",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="copies",
    )

    history = HistoricalRecords(
        app="filieres", excluded_fields=["jeton", "details"], m2m_fields=[thematiques]
    )
    objects = FiliereQuerySet.as_manager()

    class Meta:
        verbose_name = "filière"
        ordering = ["-modifie_le", "pk"]
        indexes = [models.Index(fields=["exemple", "visibilite"], name="filiere_lecture")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="filiere_nommee",
                violation_error_message="Donnez un nom à la filière.",
            ),
            models.CheckConstraint(
                condition=Q(exemple=True) | Q(territoire__isnull=False, organisation__isnull=False),
                name="filiere_situee",
                violation_error_message="Une filière se dessine sur un territoire, "
                "pour une organisation.",
            ),
            models.CheckConstraint(
                condition=Q(exemple=False) | Q(code__isnull=False),
                name="filiere_exemple_code",
                violation_error_message="Un exemple documenté porte un code.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def lieu(self) -> str:
        """Territory in words: the one chosen, or the one written."""
        return str(self.territoire) if self.territoire_id else self.territoire_texte

    @property
    def est_ouverte(self) -> bool:
        """Whether it may be written in at all: no example, not archived."""
        return not self.exemple and self.statut == self.Statut.EN_COURS


class MembreFiliere(Horodate):
    """A person who takes part in a filière, with one role."""

    class Role(models.TextChoices):
        """What a member may do."""

        PILOTE = "pilote", "Pilote"
        AGENT = "agent", "Agente ou agent"
        STRUCTURE = "structure", "Structure"
        LECTEUR = "lecteur", "Lecture seule"

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="filieres_suivies"
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.AGENT)

    class Meta:
        verbose_name = "membre de la filière"
        constraints = [
            models.UniqueConstraint(
                fields=["filiere", "utilisateur"],
                name="membre_filiere_unique",
                violation_error_message="Cette personne participe déjà à la filière.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.get_role_display()})"
