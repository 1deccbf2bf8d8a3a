"""What is not kept for ever: sessions, old invitations, accounts never confirmed."""

from datetime import timedelta
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comptes.models import Adhesion, CleApi, Invitation, Utilisateur

GARDE_INVITATIONS = timedelta(days=90)
"""How long an invitation that no longer works stays readable to its organisation."""
GARDE_NON_CONFIRMES = timedelta(days=30)
"""An address never confirmed may be somebody else's: it is not ours to keep."""


@transaction.atomic
def faire_le_menage() -> dict[str, int]:
    """Delete what has no more use and return how many rows of each kind went.

    - expired sessions, and the IP addresses and browsers noted with them;
    - invitations expired, refused or accepted for more than ``GARDE_INVITATIONS``;
    - keys of the API expired or revoked for as long;
    - accounts older than ``GARDE_NON_CONFIRMES`` that never confirmed an address, never
      signed in and belong to no organisation.
    """
    maintenant = timezone.now()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    vivantes = Session.objects.filter(session_key=OuterRef("session_key"))
    sessions, _ = UserSession.objects.exclude(Exists(vivantes)).delete()
    limite = maintenant - GARDE_INVITATIONS
    invitations, _ = Invitation.objects.filter(
        Q(expire_le__lt=limite) | Q(acceptee_le__lt=limite) | Q(revoquee_le__lt=limite)
    ).delete()
    CleApi.objects.filter(Q(expire_le__lt=limite) | Q(revoquee_le__lt=limite)).delete()
    confirmees = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    places = Adhesion.objects.filter(utilisateur=OuterRef("pk"))
    jamais_confirmes = Utilisateur.objects.filter(
        ~Exists(confirmees),
        ~Exists(places),
        is_active=True,
        is_staff=False,
        last_login=None,
        date_joined__lt=maintenant - GARDE_NON_CONFIRMES,
    )
    comptes = jamais_confirmes.count()
    jamais_confirmes.delete()
    return {"sessions": sessions, "invitations": invitations, "comptes": comptes}
