"""Invitations: from the mail to the membership, with or without an account."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Invitation, Organisation, Role, Utilisateur
from comptes.services import invitations as services
from tests.fabriques import MOT_DE_PASSE, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db
INVITEE = "invitee@exemple.example"


@pytest.fixture
def chef() -> Utilisateur:
    return make_utilisateur(nom="La cheffe")


@pytest.fixture
def organisation(chef: Utilisateur) -> Organisation:
    return make_organisation(chef, role=Role.ADMINISTRATEUR, nom="CC de l’Essai")


@pytest.fixture
def invitation(organisation: Organisation, chef: Utilisateur) -> Invitation:
    return Invitation.objects.create(
        organisation=organisation, email=INVITEE, role=Role.MEMBRE, invite_par=chef
    )


def lien(invitation: Invitation) -> str:
    return reverse("comptes:invitation", args=[invitation.jeton])


def inviter(client: Client, organisation: Organisation, **champs: str) -> Any:
    donnees = {"email": INVITEE, "role": "membre", **champs}
    return client.post(reverse("comptes:inviter", args=[organisation.reference]), donnees)


def test_the_mail_carries_the_link(
    client: Client, chef: Utilisateur, organisation: Organisation, settings: Any
) -> None:
    client.force_login(chef)
    inviter(client, organisation, email=INVITEE.upper())
    invitation = Invitation.objects.get()
    assert invitation.email == INVITEE
    (courriel,) = mail.outbox
    assert courriel.to == [INVITEE]
    assert courriel.subject == "[Terreau] Invitation à rejoindre CC de l’Essai"
    assert "La cheffe vous invite" in courriel.body
    assert f"{settings.TERREAU_URL}{lien(invitation)}\n" in courriel.body
    assert "&" not in courriel.body, "plain text, nothing escaped"


def test_a_name_cannot_forge_a_header(client: Client, chef: Utilisateur) -> None:
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR, nom="A\r\nBcc: x@y.example")
    client.force_login(chef)
    inviter(client, organisation)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == [INVITEE]


def test_inviting_twice_or_a_member_is_refused(
    client: Client, chef: Utilisateur, organisation: Organisation
) -> None:
    client.force_login(chef)
    inviter(client, organisation)
    seconde = inviter(client, organisation, email="Invitee@Exemple.example")
    assert seconde.status_code == 422
    assert "déjà en cours" in seconde.content.decode()
    membre = inviter(client, organisation, email=chef.email)
    assert "déjà membre" in membre.content.decode()
    assert Invitation.objects.count() == len(mail.outbox) == 1


def test_an_expired_invitation_does_not_block_a_new_one(
    client: Client, chef: Utilisateur, organisation: Organisation, invitation: Invitation
) -> None:
    Invitation.objects.update(expire_le=timezone.now() - timedelta(days=1))
    client.force_login(chef)
    assert inviter(client, organisation).status_code == 302
    assert organisation.invitations.en_attente().count() == 1


def test_sending_too_many_is_stopped(
    client: Client, chef: Utilisateur, organisation: Organisation, monkeypatch: Any
) -> None:
    monkeypatch.setattr("comptes.views.invitation.CADENCE", "1/h")
    client.force_login(chef)
    inviter(client, organisation)
    reponse = inviter(client, organisation, email="autre@exemple.example")
    assert "beaucoup d’invitations" in reponse.content.decode()
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_loses_nothing(
    client: Client, chef: Utilisateur, organisation: Organisation, monkeypatch: Any
) -> None:
    def en_panne(**kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(services, "envoyer", en_panne)
    client.force_login(chef)
    url = reverse("comptes:inviter", args=[organisation.reference])
    page = client.post(url, {"email": INVITEE, "role": "membre"}, follow=True).content.decode()
    assert "le courriel n’est pas parti" in page
    assert Invitation.objects.get().est_valable


def test_resending_changes_the_link(
    client: Client, chef: Utilisateur, organisation: Organisation, invitation: Invitation
) -> None:
    ancien = lien(invitation)
    Invitation.objects.update(expire_le=timezone.now() - timedelta(days=1))
    client.force_login(chef)
    ou = [organisation.reference, invitation.reference]
    client.post(reverse("comptes:renvoyer_invitation", args=ou))
    invitation.refresh_from_db()
    assert invitation.est_valable
    assert lien(invitation) in mail.outbox[0].body
    assert client.get(ancien).status_code == 404


def test_revoking_closes_the_link(
    client: Client, chef: Utilisateur, organisation: Organisation, invitation: Invitation
) -> None:
    client.force_login(chef)
    ou = [organisation.reference, invitation.reference]
    client.post(reverse("comptes:revoquer_invitation", args=ou))
    page = Client().get(lien(invitation)).content.decode()
    assert "Cette invitation a été retirée" in page
    reponse = client.post(reverse("comptes:renvoyer_invitation", args=ou), follow=True)
    assert "n’est plus en attente" in reponse.content.decode()
    assert not mail.outbox


def test_accepting_with_the_right_address(client: Client, invitation: Invitation) -> None:
    moi = make_utilisateur(email=INVITEE)
    client.force_login(moi)
    assert "Accepter l’invitation" in client.get(lien(invitation)).content.decode()
    assert not Adhesion.objects.filter(utilisateur=moi).exists(), "reading accepts nothing"
    reponse = client.post(lien(invitation))
    assert reponse["Location"] == reverse(
        "comptes:fiche_organisation", args=[invitation.organisation.reference]
    )
    assert Adhesion.objects.get(utilisateur=moi).role == Role.MEMBRE
    moi.refresh_from_db()
    assert moi.organisation_courante == invitation.organisation
    client.post(lien(invitation))
    assert Adhesion.objects.filter(utilisateur=moi).count() == 1


def test_another_address_is_refused_and_told_why(client: Client, invitation: Invitation) -> None:
    moi = make_utilisateur()
    client.force_login(moi)
    page = client.get(lien(invitation)).content.decode()
    assert "pour une autre adresse" in page
    client.post(lien(invitation))
    assert not Adhesion.objects.filter(utilisateur=moi).exists()
    EmailAddress.objects.create(user=moi, email=INVITEE, verified=False)
    client.post(lien(invitation))
    assert not Adhesion.objects.filter(utilisateur=moi).exists(), "typed, not confirmed"
    EmailAddress.objects.filter(email=INVITEE).update(verified=True)
    client.post(lien(invitation))
    assert Adhesion.objects.filter(utilisateur=moi).exists()


@pytest.mark.parametrize(
    ("changement", "message"),
    [
        ({"expire_le": timezone.now() - timedelta(days=1)}, "Cette invitation a expiré"),
        ({"revoquee_le": timezone.now()}, "Cette invitation a été retirée"),
        ({"acceptee_le": timezone.now()}, "Cette invitation a déjà servi"),
    ],
)
def test_a_dead_link_says_why_and_gives_nothing(
    client: Client, invitation: Invitation, changement: dict[str, Any], message: str
) -> None:
    Invitation.objects.update(**changement)
    assert message in client.get(lien(invitation)).content.decode()
    moi = make_utilisateur(email=INVITEE)
    client.force_login(moi)
    client.post(lien(invitation))
    assert not Adhesion.objects.filter(utilisateur=moi).exists()


def test_accepting_never_lowers_a_role(organisation: Organisation, chef: Utilisateur) -> None:
    invitation = Invitation.objects.create(
        organisation=organisation, email=chef.email, role=Role.LECTEUR
    )
    services.accepter(invitation=invitation, utilisateur=chef)
    assert Adhesion.objects.get(utilisateur=chef).role == Role.ADMINISTRATEUR


def test_accepting_raises_a_role(organisation: Organisation) -> None:
    moi = make_utilisateur(email=INVITEE)
    Adhesion.objects.create(utilisateur=moi, organisation=organisation, role=Role.LECTEUR)
    invitation = Invitation.objects.create(
        organisation=organisation, email=INVITEE, role=Role.MEMBRE
    )
    services.accepter(invitation=invitation, utilisateur=moi)
    assert Adhesion.objects.get(utilisateur=moi).role == Role.MEMBRE
    with pytest.raises(ValidationError, match="ne fonctionne plus"):
        services.accepter(invitation=invitation, utilisateur=moi)


def test_signing_up_from_the_invitation_lands_on_it_without_another_mail(
    client: Client, invitation: Invitation
) -> None:
    assert "Créer mon compte" in client.get(lien(invitation)).content.decode()
    vers = client.post(lien(invitation))["Location"]
    assert vers.startswith(reverse("account_signup"))
    assert f'value="{INVITEE}"' in client.get(vers).content.decode()
    reponse = client.post(
        vers,
        {
            "nom": "Nouvelle venue",
            "email": INVITEE,
            "password1": MOT_DE_PASSE,
            "password2": MOT_DE_PASSE,
        },
    )
    assert reponse["Location"] == lien(invitation)
    assert not mail.outbox, "the link came from the mailbox: it is confirmed"
    client.post(lien(invitation))
    moi = Utilisateur.objects.get(email=INVITEE)
    assert moi.nom == "Nouvelle venue"
    assert Adhesion.objects.filter(utilisateur=moi, organisation=invitation.organisation).exists()


def test_signing_up_with_another_address_still_asks_to_confirm_it(
    client: Client, invitation: Invitation
) -> None:
    client.get(lien(invitation))
    reponse = client.post(
        reverse("account_signup"),
        {
            "nom": "X",
            "email": "z@exemple.example",
            "password1": MOT_DE_PASSE,
            "password2": MOT_DE_PASSE,
        },
    )
    assert reponse["Location"] == reverse("account_email_verification_sent")
    assert re.search(r"http://testserver/comptes/confirm-email/", mail.outbox[0].body)


def test_signing_in_from_the_invitation_lands_on_it(
    client: Client, invitation: Invitation, connecter: Callable[..., Client]
) -> None:
    make_utilisateur(email=INVITEE)
    client.get(lien(invitation))
    reponse = client.post(reverse("account_login"), {"login": INVITEE, "password": MOT_DE_PASSE})
    assert reponse["Location"] == lien(invitation)


def test_the_link_does_not_leak(client: Client, invitation: Invitation) -> None:
    reponse = client.get(lien(invitation))
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert "no-store" in reponse["Cache-Control"]
    assert "noindex" in reponse.content.decode()


def test_an_invitation_of_another_organisation_cannot_be_managed(
    client: Client, invitation: Invitation
) -> None:
    pirate = make_utilisateur()
    sienne = make_organisation(pirate, role=Role.ADMINISTRATEUR)
    client.force_login(pirate)
    ou = [sienne.reference, invitation.reference]
    for nom in ("renvoyer_invitation", "revoquer_invitation"):
        assert client.post(reverse(f"comptes:{nom}", args=ou)).status_code == 404
    invitation.refresh_from_db()
    assert invitation.est_valable
    assert not mail.outbox
