"""Who takes part in a démarche or in a filière, with which role; inviting by mail who has no account.

The same for both: each application makes a ``Participations`` of its own models, and calls it.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur, expiration_invitation, jeton_invitation
from comptes.services.invitations import verifier_destinataire

ATTENTE_MAX: Final = 100
"""Invitations one démarche, or one filière, may have waiting at once."""


@dataclass(frozen=True)
class Participations:
    """How people take part in one kind of thing. Its names are feminine: « la filière »."""

    commun: Any
    """Model of what they take part in; it has ``membres`` and ``invitations``."""
    membre: Any
    invitation: Any
    champ: str
    """Name of the link from both to ``commun``."""
    mot: str
    titre: str
    """Field of its title."""
    vue_invitation: str
    """Name of the address an invitation opens at."""
    pilote: str = "pilote"

    def de(self, ligne: Any) -> Any:
        """Return what a member, or an invitation, is of."""
        return getattr(ligne, self.champ)

    def nommer(self, commun: Any) -> str:
        """Return its title on one line."""
        return " ".join(str(getattr(commun, self.titre)).split())

    def _verrouiller(self, cle: int) -> None:
        self.commun.objects.select_for_update().get(pk=cle)

    # ── Members ─────────────────────────────────────────────────────────────
    @transaction.atomic
    def ajouter(self, *, commun: Any, email: str, role: str) -> Any:
        """Add whoever has this address; None when nobody does: they are to be invited.

        Raises:
            ValidationError: the person already takes part.
        """
        qui = Utilisateur.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if qui is None:
            return None
        self._verrouiller(commun.pk)
        if commun.membres.filter(utilisateur=qui).exists():
            raise ValidationError(f"Cette personne participe déjà à la {self.mot}.", code="deja")
        return self.membre.objects.create(**{self.champ: commun}, utilisateur=qui, role=role)

    def proposer(self, *, commun: Any, organisation: Any) -> list[Utilisateur]:
        """Return the people of an organisation who do not take part yet."""
        if not organisation:
            return []
        gens = Utilisateur.objects.filter(adhesions__organisation=organisation, is_active=True)
        deja = commun.membres.values("utilisateur")
        return list(gens.exclude(pk__in=deja).order_by("nom", "email").distinct())

    @transaction.atomic
    def changer_role(self, *, membre: Any, role: str) -> Any:
        """Give another role.

        Raises:
            ValidationError: nobody would lead any more, or no such role.
        """
        actuel = self._relire(membre)
        if actuel.role == self.pilote != role:
            self._proteger_dernier_pilote(actuel)
        actuel.role = role
        actuel.full_clean()
        actuel.save()
        return actuel

    @transaction.atomic
    def retirer(self, *, membre: Any) -> None:
        """End a participation; what the person wrote stays.

        Raises:
            ValidationError: nobody would lead any more.
        """
        actuel = self._relire(membre)
        if actuel.role == self.pilote:
            self._proteger_dernier_pilote(actuel)
        actuel.delete()

    def _relire(self, membre: Any) -> Any:
        self._verrouiller(getattr(membre, f"{self.champ}_id"))
        return self.membre.objects.get(pk=membre.pk)

    def _proteger_dernier_pilote(self, membre: Any) -> None:
        if not self.de(membre).membres.filter(role=self.pilote).exclude(pk=membre.pk).exists():
            raise ValidationError(
                f"C’est la dernière personne qui pilote la {self.mot}\u00a0: confiez d’abord ce "
                "rôle à quelqu’un d’autre.",
                code="dernier_pilote",
            )

    # ── Invitations ─────────────────────────────────────────────────────────
    @transaction.atomic
    def inviter(self, *, commun: Any, email: str, role: str, par: Any) -> Any:
        """Prepare an invitation; one already waiting for this address gets a new link and role.

        Raises:
            ValidationError: too many wait.
        """
        self._verrouiller(commun.pk)
        email = email.strip().lower()
        en_attente = commun.invitations.en_attente()
        invitation = en_attente.filter(email__iexact=email).first()
        if invitation is None:
            if en_attente.count() >= ATTENTE_MAX:
                raise ValidationError(
                    f"{ATTENTE_MAX} invitations attendent déjà une réponse\u00a0: "
                    "retirez celles qui ne servent plus.",
                    code="trop",
                )
            invitation = self.invitation(**{self.champ: commun}, email=email)
        invitation.role, invitation.invite_par = role, par
        invitation.jeton, invitation.expire_le = jeton_invitation(), expiration_invitation()
        invitation.save()
        return invitation

    def envoyer(self, *, invitation: Any) -> None:
        """Send the link.

        Raises:
            OSError: the mail server cannot be reached or refused.
        """
        nom = self.nommer(self.de(invitation))
        lien = settings.TERREAU_URL + reverse(self.vue_invitation, args=[invitation.jeton])
        send_mail(
            f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Invitation à la {self.mot} « {nom} »",
            render_to_string(
                "comptes/courriels/participation.txt",
                {"invitation": invitation, "lien": lien, "mot": self.mot, "nom": nom},
            ),
            None,
            [invitation.email],
        )

    @transaction.atomic
    def accepter(self, *, invitation: Any, utilisateur: Any) -> Any:
        """Make the addressee a member; who is one already keeps their role.

        Raises:
            ValidationError: the link no longer works, or was sent to another address.
        """
        invitation = self.invitation.objects.select_for_update().get(pk=invitation.pk)
        verifier_destinataire(invitation, utilisateur)
        membre, _ = self.membre.objects.get_or_create(
            **{self.champ: self.de(invitation)},
            utilisateur=utilisateur,
            defaults={"role": invitation.role},
        )
        invitation.acceptee_le = timezone.now()
        invitation.save(update_fields=["acceptee_le", "modifie_le"])
        return membre

    def reprendre(self, *, invitation: Any) -> None:
        """Make the link stop working; without effect once accepted."""
        en_attente = self.invitation.objects.en_attente().filter(pk=invitation.pk)
        en_attente.update(revoquee_le=timezone.now())
