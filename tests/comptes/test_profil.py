"""One's own account: name, export, departure; and the operators' door."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptes.appareils import decrire_appareil
from comptes.models import Adhesion, Invitation, Organisation, Role, Utilisateur
from comptes.services import donnees
from diagnostics.models import MembreDiagnostic
from rapports.models import Rapport
from tests.fabriques import (
    MOT_DE_PASSE,
    make_diagnostic,
    make_element,
    make_membre,
    make_organisation,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def test_the_displayed_name_changes(client: Client) -> None:
    moi = make_utilisateur(nom="Avant")
    client.force_login(moi)
    url = reverse("comptes:profil")
    refus = client.post(url, {"nom": "  "})
    assert refus.status_code == 422
    assert refus.wsgi_request.user.nom == "Avant", "the header keeps the saved name"
    client.post(url, {"nom": "Après"})
    moi.refresh_from_db()
    assert moi.nom == "Après"


def test_the_profile_costs_the_same_for_one_organisation_and_three(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    moi = make_utilisateur()
    make_organisation(moi)
    client.force_login(moi)
    url = reverse("comptes:profil")
    client.get(url)
    with CaptureQueriesContext(connection) as une:
        client.get(url)
    make_organisation(moi)
    make_organisation(moi)
    with CaptureQueriesContext(connection) as trois:
        client.get(url)
    assert len(une) == len(trois)


def test_the_export_holds_what_i_wrote_and_no_secret(client: Client) -> None:
    moi = make_utilisateur(nom="Moi")
    autre = make_utilisateur(nom="Autre personne")
    diagnostic = make_diagnostic(moi)
    make_element(diagnostic, texte="Mon énoncé", auteur=moi)
    make_element(diagnostic, texte="Énoncé d’autrui", auteur=autre)
    Authenticator.objects.create(user=moi, type="totp", data={"secret": "SECRET-TOTP"})
    make_organisation(moi, nom="Mon organisation").invitations.create(
        email="invite@exemple.example", invite_par=moi
    )
    client.force_login(moi)
    reponse = client.get(reverse("comptes:mes_donnees"))
    assert reponse["Content-Disposition"].startswith('attachment; filename="terreau-mes-donnees-')
    texte = reponse.content.decode()
    contenu = json.loads(texte)
    assert contenu["compte"]["adresse électronique"] == moi.email
    assert "Mon énoncé" in texte
    assert "Mon organisation" in texte
    assert "Énoncé d’autrui" not in texte
    assert "Autre personne" not in texte
    for secret in ("SECRET-TOTP", moi.password, Invitation.objects.get().jeton):
        assert secret not in texte


def supprimer(client: Client, **champs: str) -> Any:
    return client.post(reverse("comptes:supprimer_compte"), champs)


def test_leaving_asks_for_the_password_then_forgets_the_person_and_keeps_the_work(
    connecter: Callable[..., Client],
) -> None:
    moi = make_utilisateur(nom="Moi")
    adresse = moi.email
    diagnostic = make_diagnostic(make_utilisateur())
    element = make_element(diagnostic, auteur=moi)
    make_organisation(moi)
    Invitation.objects.create(organisation=make_organisation(), email=adresse)
    Authenticator.objects.create(user=moi, type="recovery_codes", data={})
    client, ailleurs = connecter(moi), connecter(moi)

    page = client.get(reverse("comptes:supprimer_compte")).content.decode()
    assert "Ce qui disparaît" in page
    reponse = supprimer(client, confirmation="on")
    assert reponse["Location"].startswith(reverse("account_reauthenticate"))
    moi.refresh_from_db()
    assert moi.is_active
    reponse = client.post(reponse["Location"], {"password": MOT_DE_PASSE})
    assert reponse["Location"] == "/"

    moi.refresh_from_db()
    assert (moi.nom, moi.is_active, moi.has_usable_password()) == ("Ancien membre", False, False)
    assert moi.email.endswith("@compte-supprime.invalid")
    element.refresh_from_db()
    assert str(element.auteur) == "Ancien membre"
    assert not Adhesion.objects.filter(utilisateur=moi).exists()
    assert not EmailAddress.objects.filter(user=moi).exists()
    assert not Authenticator.objects.filter(user=moi).exists()
    assert not Invitation.objects.filter(email=adresse).exists()
    assert "_auth_user_id" not in client.session
    assert ailleurs.get(reverse("comptes:profil")).status_code == 302

    nouveau = Client()
    nouveau.post(
        reverse("account_signup"),
        {"nom": "N", "email": adresse, "password1": MOT_DE_PASSE, "password2": MOT_DE_PASSE},
    )
    assert Utilisateur.objects.filter(email=adresse).exists(), "the address is free again"


def test_leaving_leaves_the_demarches() -> None:
    moi = make_utilisateur()
    diagnostic = make_diagnostic(make_utilisateur())
    MembreDiagnostic.objects.create(diagnostic=diagnostic, utilisateur=moi, role="lecteur")
    donnees.supprimer_compte(utilisateur=moi)
    assert not MembreDiagnostic.objects.filter(utilisateur=moi).exists()


def test_the_only_pilot_of_others_cannot_leave() -> None:
    moi = make_utilisateur()
    diagnostic = make_diagnostic(moi, titre="Un portage")
    assert donnees.ce_qui_retient(moi) == []
    make_membre(diagnostic)
    assert "Un portage" in donnees.ce_qui_retient(moi)[0]
    make_membre(diagnostic, role="pilote")
    assert donnees.ce_qui_retient(moi) == []


def test_leaving_needs_the_box_to_be_ticked(connecter: Callable[..., Client]) -> None:
    moi = make_utilisateur()
    client = connecter(moi)
    reponse = supprimer(client)
    reponse = client.post(reponse["Location"], {"password": MOT_DE_PASSE})
    assert "Cochez la case" in reponse.content.decode()
    moi.refresh_from_db()
    assert moi.is_active


def test_the_only_administrator_of_others_cannot_leave(connecter: Callable[..., Client]) -> None:
    moi = make_utilisateur()
    organisation = make_organisation(moi, role=Role.ADMINISTRATEUR, nom="Qui a besoin de moi")
    assert donnees.organisations_orphelines(moi) == []
    Adhesion.objects.create(utilisateur=make_utilisateur(), organisation=organisation)
    assert donnees.organisations_orphelines(moi) == [organisation]
    client = connecter(moi)
    page = client.get(reverse("comptes:supprimer_compte")).content.decode()
    assert "Qui a besoin de moi" in page
    reponse = supprimer(client, confirmation="on")
    reponse = client.post(reponse["Location"], {"password": MOT_DE_PASSE})
    assert reponse.status_code == 422
    moi.refresh_from_db()
    assert moi.is_active


def operateur(**champs: Any) -> Utilisateur:
    return make_utilisateur(is_staff=True, is_superuser=True, **champs)


def test_operators_need_a_second_factor(client: Client) -> None:
    chef = operateur()
    client.force_login(chef)
    reponse = client.get("/operateurs/", follow=True)
    assert reponse.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert "double authentification" in reponse.content.decode()
    assert client.get("/operateurs/comptes/utilisateur/").status_code == 302
    Authenticator.objects.create(user=chef, type="totp", data={"secret": "x"})
    assert client.get("/operateurs/").status_code == 200


def test_the_operators_site_has_no_password_form_of_its_own(client: Client) -> None:
    for adresse in ("/operateurs/", "/operateurs/login/"):
        reponse = client.get(adresse, follow=True)
        assert reponse.redirect_chain[-1][0].startswith(reverse("account_login")), adresse
    client.force_login(make_utilisateur())
    assert client.get("/operateurs/login/").status_code == 403
    chef = operateur()
    Authenticator.objects.create(user=chef, type="totp", data={"secret": "x"})
    client.force_login(chef)
    assert client.get("/operateurs/password_change/")["Location"] == reverse(
        "account_change_password"
    )
    assert client.post("/operateurs/logout/")["Location"] == reverse("account_logout")


def test_operators_find_accounts_and_organisations_but_no_secret(client: Client) -> None:
    chef = operateur()
    Authenticator.objects.create(user=chef, type="totp", data={"secret": "x"})
    organisation: Organisation = make_organisation(make_utilisateur(nom="Trouvée"))
    client.force_login(chef)
    accueil = client.get("/operateurs/").content.decode()
    assert "Authenticator" not in accueil
    assert "socialapp" not in accueil
    page = client.get("/operateurs/comptes/utilisateur/", {"q": "Trouvée"}).content.decode()
    assert "1 utilisateur" in page
    fiche = client.get(f"/operateurs/comptes/utilisateur/{chef.pk}/change/").content.decode()
    assert chef.password not in fiche
    assert client.get(f"/operateurs/comptes/utilisateur/{chef.pk}/delete/").status_code == 403
    url = f"/operateurs/comptes/organisation/{organisation.pk}/change/"
    assert client.get(url).status_code == 200
    assert not mail.outbox


@pytest.mark.parametrize(
    ("agent", "attendu"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox sur Windows",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
            ),
            "Edge sur Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
            ),
            "Safari sur iPhone",
        ),
        ("curl/8.5", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_session_is_named_in_plain_words(agent: str, attendu: str) -> None:
    assert decrire_appareil(agent) == attendu


def test_nothing_is_mailed_to_who_left() -> None:
    moi = make_utilisateur()
    rapport = Rapport.objects.create(
        diagnostic=make_diagnostic(), demandeur=moi, audience="membres", etat="termine"
    )
    donnees.supprimer_compte(utilisateur=moi)
    rapport.refresh_from_db()
    rapport.signaler_fin()
    assert not mail.outbox
