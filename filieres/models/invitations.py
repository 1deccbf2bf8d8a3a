"""Invitations by mail to take part in a filière, with a role, without an account beforehand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from comptes.models import expiration_invitation, jeton_invitation
from filieres.models.filiere import Filiere, MembreFiliere
from socle.modeles import Horodate, Reference


class InvitationFiliereQuerySet(models.QuerySet["InvitationFiliere"]):
    """Vocabulary of invitations."""

    def en_attente(self) -> "InvitationFiliereQuerySet":
        """Neither accepted nor withdrawn; possibly out of date."""
        return self.filter(acceptee_le=None, revoquee_le=None)


class InvitationFiliere(Reference, Horodate):
    """A link that lets its addressee take part in a filière."""

    filiere = models.ForeignKey(Filiere, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("adresse électronique")
    role = models.CharField(
        "rôle", max_length=10, choices=MembreFiliere.Role, default=MembreFiliere.Role.LECTEUR
    )
    jeton = models.CharField(max_length=64, unique=True, default=jeton_invitation, editable=False)
    expire_le = models.DateTimeField("expire le", default=expiration_invitation)
    invite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = InvitationFiliereQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation à une filière"
        ordering = ["cree_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "filiere",
                condition=Q(acceptee_le=None, revoquee_le=None),
                name="invitation_filiere_unique",
                violation_error_message="Une invitation est déjà en cours pour cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.filiere}"

    @property
    def est_valable(self) -> bool:
        """Whether the link still works."""
        return (
            self.acceptee_le is None
            and self.revoquee_le is None
            and self.expire_le > timezone.now()
        )
