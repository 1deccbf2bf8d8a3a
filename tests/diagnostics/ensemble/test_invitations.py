"""Inviting into a démarche somebody who has no account yet."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comptes.services import participations
from diagnostics.models import InvitationDemarche, MembreDiagnostic
from diagnostics.services.membres import PARTICIPATIONS
from tests import fabriques as f

pytestmark = pytest.mark.django_db
EMAIL = "nouvelle@exemple.example"


@pytest.fixture
def invitation(client, url, gens):
    client.post(url("membres"), {"email": EMAIL.upper(), "role": "structure"})
    return InvitationDemarche.objects.get()


def test_an_unknown_address_gets_a_mail_with_a_link(client, url, invitation, gens):
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert "rôle : structure" in message.body
    assert reverse("diagnostics:invitation", args=[invitation.jeton]) in message.body
    page = client.get(url("membres")).content.decode()
    assert "Invitations en attente" in page
    client.force_login(gens.agent)
    assert EMAIL not in client.get(url("membres")).content.decode()


def test_inviting_again_renews_the_link(client, url, invitation):
    client.post(url("membres"), {"email": EMAIL, "role": "elu"})
    nouvelle = InvitationDemarche.objects.get()
    assert nouvelle.role == "elu"
    assert nouvelle.jeton != invitation.jeton
    assert client.get(f"/demarches/invitation/{invitation.jeton}/").status_code == 404


def test_the_addressee_signs_up_and_accepts(client, diagnostic, invitation):
    adresse = reverse("diagnostics:invitation", args=[invitation.jeton])
    client.logout()
    page = client.get(adresse)
    assert diagnostic.titre in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "account" in client.post(adresse).url or "signup" in client.post(adresse).url
    invitee = f.make_utilisateur(email=EMAIL)
    client.force_login(invitee)
    accueil = client.get(reverse("pages:accueil")).content.decode()
    assert adresse in accueil
    assert client.post(adresse).url == reverse("diagnostics:fiche", args=[diagnostic.reference])
    assert MembreDiagnostic.objects.get(utilisateur=invitee).role == "structure"
    # The link has served.
    assert client.get(adresse).status_code == 410
    assert adresse not in client.get(reverse("pages:accueil")).content.decode()


def test_nobody_else_can_use_the_link(client, invitation):
    autre = f.make_utilisateur()
    client.force_login(autre)
    adresse = reverse("diagnostics:invitation", args=[invitation.jeton])
    assert "pour une autre adresse" in client.get(adresse).content.decode()
    client.post(adresse)
    assert not MembreDiagnostic.objects.filter(utilisateur=autre).exists()


@pytest.mark.parametrize("fin", ["retiree", "perimee"])
def test_a_closed_link_lets_nobody_in(client, url, diagnostic, invitation, fin):
    if fin == "retiree":
        client.post(url("retirer_invitation", invitation.reference))
    else:
        InvitationDemarche.objects.update(expire_le=timezone.now() - timedelta(days=1))
    invitee = f.make_utilisateur(email=EMAIL)
    client.force_login(invitee)
    adresse = reverse("diagnostics:invitation", args=[invitation.jeton])
    assert client.get(adresse).status_code == 410
    client.post(adresse)
    assert not MembreDiagnostic.objects.filter(utilisateur=invitee).exists()


def test_who_is_a_member_keeps_the_role(diagnostic, invitation):
    invitee = f.make_membre(diagnostic, f.make_utilisateur(email=EMAIL))
    assert PARTICIPATIONS.accepter(invitation=invitation, utilisateur=invitee).role == "agent"


def test_a_mail_that_fails_loses_nothing(client, url, gens, monkeypatch):
    def refuser(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(participations, "send_mail", refuser)
    page = client.post(url("membres"), {"email": EMAIL, "role": "elu"}, follow=True)
    assert "n’est pas parti" in page.content.decode()
    assert InvitationDemarche.objects.get().est_valable
