"""People, their organisations and who belongs where."""

import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from socle.modeles import Horodate, Reference, Versionne
from socle.validateurs import valider_siren


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Create users known by their email address only."""

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        """Create a user; the address is stored in lower case."""
        if not email:
            raise ValueError("An email address is required.")
        utilisateur = self.model(email=email.strip().lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(
        self, email: str, password: str | None = None, **champs: Any
    ) -> "Utilisateur":
        """Create an operator of the platform."""
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **champs}
        )

    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        """Find a user by address, whatever its case."""
        return self.get(email__iexact=username)


class Utilisateur(AbstractUser):
    """A person who signs in with an email address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique", unique=True)
    nom = models.CharField(
        "nom affiché",
        max_length=120,
        blank=True,
        help_text="Tel que vos collègues de démarche le verront.",
    )
    organisation_courante = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="organisation courante",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UtilisateurManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "utilisateur"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="utilisateur_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return self.nom or self.email.split("@")[0]

    def get_full_name(self) -> str:
        """Return the displayed name."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the displayed name."""
        return str(self)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Vocabulary of organisations."""

    def de(self, utilisateur: Any) -> "OrganisationQuerySet":
        """Those ``utilisateur`` belongs to, by name, each with the user's ``role``."""
        if not utilisateur.is_authenticated:
            return self.none()
        siennes = self.filter(adhesions__utilisateur=utilisateur)
        return siennes.annotate(role=models.F("adhesions__role")).order_by("nom")


class Organisation(Reference, Versionne, Horodate):
    """A local government, an ESS network, a support body or an ESS structure."""

    class Nature(models.TextChoices):
        """What an organisation is."""

        COLLECTIVITE = "collectivite", "Collectivité"
        RESEAU_ESS = "reseau_ess", "Réseau de l’ESS"
        ACCOMPAGNEMENT = "accompagnement", "Structure accompagnatrice"
        STRUCTURE_ESS = "structure_ess", "Structure de l’ESS"

    nom = models.CharField("nom", max_length=200)
    nature = models.CharField("nature", max_length=20, choices=Nature)
    siren = models.CharField(
        "SIREN",
        max_length=9,
        blank=True,
        validators=[valider_siren],
        help_text="9 chiffres, facultatif.",
    )
    territoire = models.ForeignKey(
        "territoires.Territoire",
        verbose_name="territoire d’attache",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organisations_attachees",
    )
    membres = models.ManyToManyField(
        Utilisateur, through="Adhesion", related_name="organisations", verbose_name="membres"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                condition=~models.Q(siren=""),
                name="organisation_siren_unique",
                violation_error_message="Une organisation porte déjà ce SIREN : "
                "demandez une invitation à son administrateur ou son administratrice.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    nature__in=["collectivite", "reseau_ess", "accompagnement", "structure_ess"]
                ),
                name="organisation_nature_connue",
                violation_error_message="Choisissez la nature de l’organisation dans la liste.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def libelle_role(self) -> str:
        """Label of the user's role, on an organisation fetched by ``de``."""
        return Role(getattr(self, "role", Role.LECTEUR)).label


class Role(models.TextChoices):
    """What a member may do in an organisation."""

    ADMINISTRATEUR = "administrateur", "Administration"
    MEMBRE = "membre", "Membre"
    LECTEUR = "lecteur", "Lecture seule"


class Adhesion(Reference, Horodate):
    """A user's membership of an organisation, with one role."""

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="adhesions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="adhesions"
    )
    role = models.CharField("rôle", max_length=16, choices=Role, default=Role.MEMBRE)

    class Meta:
        verbose_name = "adhésion"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "organisation"],
                name="adhesion_unique",
                violation_error_message="Cette personne est déjà membre de l’organisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} · {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Vocabulary of invitations."""

    def en_attente(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; possibly out of date."""
        return self.filter(acceptee_le=None, revoquee_le=None)

    def pour(self, utilisateur: Utilisateur) -> "InvitationQuerySet":
        """Those still working, sent to one of the addresses ``utilisateur`` has confirmed."""
        recues = models.Q(pk__in=[])
        for adresse in adresses_confirmees(utilisateur):
            recues |= models.Q(email__iexact=adresse)
        return self.en_attente().filter(recues, expire_le__gt=timezone.now())


def adresses_confirmees(utilisateur: Utilisateur) -> list[str]:
    """Return the addresses the user has proved to receive mail at, in lower case."""
    from allauth.account.models import EmailAddress

    adresses = EmailAddress.objects.filter(user=utilisateur, verified=True)
    return [adresse.email.lower() for adresse in adresses]


def jeton_invitation() -> str:
    """Return an unguessable token (192 bits)."""
    return secrets.token_urlsafe(24)


def expiration_invitation() -> Any:
    """Return the date an invitation sent now stops working: 14 days."""
    return timezone.now() + timedelta(days=14)


class Invitation(Reference, Horodate):
    """An email link that lets its addressee join an organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=16, choices=Role, default=Role.MEMBRE)
    jeton = models.CharField(max_length=64, unique=True, default=jeton_invitation, editable=False)
    expire_le = models.DateTimeField("expire le", default=expiration_invitation)
    invite_par = models.ForeignKey(
        Utilisateur, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=models.Q(acceptee_le=None, revoquee_le=None),
                name="invitation_en_cours_unique",
                violation_error_message="Une invitation est déjà en cours pour cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @property
    def est_valable(self) -> bool:
        """Whether the link still works."""
        return self.etat == "valable"

    @property
    def etat(self) -> str:
        """``valable``, ``acceptee``, ``revoquee`` or ``expiree``."""
        if self.acceptee_le:
            return "acceptee"
        if self.revoquee_le:
            return "revoquee"
        return "valable" if self.expire_le > timezone.now() else "expiree"


def expiration_cle() -> Any:
    """Return the date a key made now stops working: a year."""
    return timezone.now() + timedelta(days=365)


class CleApiQuerySet(models.QuerySet["CleApi"]):
    """Vocabulary of keys."""

    def valables(self) -> "CleApiQuerySet":
        """Those that still open the API."""
        return self.filter(
            revoquee_le=None, expire_le__gt=timezone.now(), utilisateur__is_active=True
        )


class CleApi(Reference, Horodate):
    """A key a program shows the API; only its digest is kept."""

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="cles_api")
    nom = models.CharField(
        "à quoi elle sert",
        max_length=80,
        help_text="Par exemple\u00a0: carte du site de la communauté de communes.",
    )
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    debut = models.CharField("premiers caractères", max_length=12, editable=False)
    expire_le = models.DateTimeField("expire le", default=expiration_cle)
    utilisee_le = models.DateField("utilisée le", null=True, editable=False)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)

    objects = CleApiQuerySet.as_manager()

    class Meta:
        verbose_name = "clé de l’API"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_valable(self) -> bool:
        """Whether it still opens the API."""
        return self.revoquee_le is None and self.expire_le > timezone.now()
