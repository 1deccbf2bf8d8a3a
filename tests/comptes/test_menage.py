"""What is forgotten once a day, and what must not be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from comptes.models import Invitation, Utilisateur
from comptes.tasks import menage
from tests.fabriques import make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db
IL_Y_A_LONGTEMPS = timezone.now() - timedelta(days=100)


def test_expired_sessions_and_their_addresses_go(connecter: Callable[..., Client]) -> None:
    ouverte, perimee = connecter(), connecter()
    Session.objects.filter(session_key=perimee.session.session_key).update(
        expire_date=timezone.now() - timedelta(days=1)
    )
    assert menage()["sessions"] == 1
    assert UserSession.objects.get().session_key == ouverte.session.session_key


def test_dead_invitations_go_and_waiting_ones_stay() -> None:
    organisation = make_organisation()
    for i, champs in enumerate(
        (
            {"expire_le": IL_Y_A_LONGTEMPS},
            {"acceptee_le": IL_Y_A_LONGTEMPS},
            {"revoquee_le": IL_Y_A_LONGTEMPS},
            {},
            {"expire_le": timezone.now() - timedelta(days=2)},
        )
    ):
        Invitation.objects.create(organisation=organisation, email=f"{i}@exemple.example", **champs)
    assert menage()["invitations"] == 3
    assert set(Invitation.objects.values_list("email", flat=True)) == {
        "3@exemple.example",
        "4@exemple.example",
    }


@pytest.mark.parametrize(
    ("champs", "reste"),
    [
        ({}, False),
        ({"last_login": timezone.now()}, True),
        ({"is_staff": True}, True),
        ({"is_active": False}, True),
        ({"date_joined": timezone.now()}, True),
    ],
)
def test_an_account_never_confirmed_goes(champs: dict[str, Any], reste: bool) -> None:
    utilisateur = make_utilisateur(**{"date_joined": IL_Y_A_LONGTEMPS, **champs})
    EmailAddress.objects.filter(user=utilisateur).update(verified=False)
    menage()
    assert Utilisateur.objects.filter(pk=utilisateur.pk).exists() is reste


def test_a_confirmed_account_and_a_member_stay() -> None:
    confirme = make_utilisateur(date_joined=IL_Y_A_LONGTEMPS)
    membre = make_utilisateur(date_joined=IL_Y_A_LONGTEMPS)
    EmailAddress.objects.filter(user=membre).update(verified=False)
    make_organisation(membre)
    assert menage()["comptes"] == 0
    assert Utilisateur.objects.filter(pk__in=[confirme.pk, membre.pk]).count() == 2
