"""Signing up and in: confirmation, reset, second factor, sessions, limits; nothing leaks."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as reglages
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from comptes.adaptateurs import AdaptateurDoubleFacteur
from comptes.chiffrement import chiffrer, dechiffrer
from comptes.models import Utilisateur
from tests.fabriques import MOT_DE_PASSE, make_utilisateur

pytestmark = pytest.mark.django_db
ADRESSE = "nouvelle@exemple.example"
BON = "terre-meuble-et-vers-de-2026"


def inscrire(client: Client, **champs: str) -> Any:
    donnees = {"nom": "Une agente", "email": ADRESSE, "password1": BON, "password2": BON, **champs}
    return client.post(reverse("account_signup"), donnees)


def lien_du_courriel(motif: str) -> str:
    trouve = re.search(rf"http://testserver({motif}\S+)", mail.outbox[-1].body)
    assert trouve, mail.outbox[-1].body
    return trouve[1]


def page_texte(reponse: Any) -> str:
    return " ".join(strip_tags(reponse.content.decode()).split())


def test_signing_up_asks_to_confirm_the_address_then_signs_in(client: Client) -> None:
    reponse = inscrire(client, email="Nouvelle@Exemple.example")
    assert reponse["Location"] == reverse("account_email_verification_sent")
    utilisateur = Utilisateur.objects.get()
    assert (utilisateur.nom, utilisateur.email) == ("Une agente", ADRESSE)
    assert "_auth_user_id" not in client.session
    avant = client.post(reverse("account_login"), {"login": ADRESSE, "password": BON})
    assert avant["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[0].subject == "[Terreau] Confirmez votre adresse électronique"
    confirmation = lien_du_courriel("/comptes/confirm-email/")
    assert client.get(confirmation).status_code == 200
    assert not EmailAddress.objects.get().verified, "opening the link confirms nothing by itself"
    client.post(confirmation)
    assert EmailAddress.objects.get().verified
    client.post(reverse("account_login"), {"login": ADRESSE, "password": BON})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nom": ""}, "obligatoire"),
        ({"email": "pas-une-adresse"}, "adresse"),
        ({"password1": "court", "password2": "court"}, "trop court"),
        ({"password1": "password1234", "password2": "password1234"}, "trop courant"),
        ({"password1": "738291846573", "password2": "738291846573"}, "entièrement numérique"),
        ({"password1": ADRESSE, "password2": ADRESSE}, "trop semblable"),
        ({"password2": "autre-chose-de-long-1"}, "deux fois le même mot de passe"),
    ],
)
def test_refusals_are_in_french_and_create_nothing(
    client: Client, champs: dict[str, str], message: str
) -> None:
    reponse = inscrire(client, **champs)
    assert message in page_texte(reponse)
    assert not Utilisateur.objects.exists()


def test_signing_up_with_a_known_address_looks_the_same(client: Client) -> None:
    make_utilisateur(email=ADRESSE)
    reponse = inscrire(client)
    assert reponse["Location"] == reverse("account_email_verification_sent")
    assert Utilisateur.objects.count() == 1
    assert mail.outbox[0].subject == "[Terreau] Vous avez déjà un compte"


def test_resetting_looks_the_same_for_a_known_and_an_unknown_address() -> None:
    make_utilisateur(email=ADRESSE)
    pages = []
    for adresse in (ADRESSE, "inconnue@exemple.example"):
        reponse = Client().post(reverse("account_reset_password"), {"email": adresse}, follow=True)
        pages.append((reponse.status_code, reponse.redirect_chain, page_texte(reponse)))
    assert pages[0] == pages[1]
    assert mail.outbox[0].subject == "[Terreau] Choisissez un nouveau mot de passe"


def test_signing_in_fails_the_same_way_for_a_known_and_an_unknown_address(client: Client) -> None:
    make_utilisateur(email=ADRESSE)
    pages = set()
    for adresse in (ADRESSE, "inconnue@exemple.example"):
        reponse = client.post(reverse("account_login"), {"login": adresse, "password": "faux"})
        pages.add(page_texte(reponse).replace(adresse, ""))
    assert len(pages) == 1
    assert "ne correspondent pas" in pages.pop()


def test_resetting_the_password(client: Client) -> None:
    utilisateur = make_utilisateur(email=ADRESSE)
    client.post(reverse("account_reset_password"), {"email": ADRESSE})
    lien = lien_du_courriel("/comptes/password/reset/key/")
    formulaire = client.get(lien)["Location"]
    client.post(formulaire, {"password1": BON, "password2": BON})
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(BON)
    assert "ne fonctionne plus" in page_texte(Client().get(lien, follow=True)), "serves once"
    assert mail.outbox[-1].subject == "[Terreau] Votre mot de passe a changé"


def code_totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def activer_totp(client: Client) -> str:
    """Set the second factor up through the pages; returns its secret."""
    url = reverse("mfa_activate_totp")
    reponse = client.get(url)
    if reponse.status_code == 302:
        client.post(reponse["Location"], {"password": MOT_DE_PASSE})
        reponse = client.get(url)
    secret = reponse.context["form"].secret
    reponse = client.post(url, {"code": code_totp(secret)})
    assert reponse.status_code == 302, page_texte(reponse)
    return secret


def test_the_second_factor_from_activation_to_recovery(
    connecter: Callable[..., Client], django_capture_on_commit_callbacks: Any
) -> None:
    moi = make_utilisateur()
    client = connecter(moi)
    with django_capture_on_commit_callbacks(execute=True):
        activer_totp(client)
    assert mail.outbox[-1].subject == "[Terreau] Double authentification activée"
    telechargement = client.get(reverse("mfa_download_recovery_codes"))
    assert telechargement["Content-Disposition"].startswith("attachment")
    codes = re.findall(r"^[0-9]{8}$", telechargement.content.decode(), re.MULTILINE)
    assert len(codes) == 10

    autre = Client()
    reponse = autre.post(
        reverse("account_login"), {"login": moi.email, "password": MOT_DE_PASSE, "next": "/x/"}
    )
    assert reponse["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in autre.session
    refus = autre.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "n’est pas le bon" in page_texte(refus)
    assert "_auth_user_id" not in autre.session
    autre.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "_auth_user_id" in autre.session

    rejoue = Client()
    rejoue.post(reverse("account_login"), {"login": moi.email, "password": MOT_DE_PASSE})
    rejoue.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "_auth_user_id" not in rejoue.session, "a recovery code serves once"


def test_the_second_factor_is_unreadable_in_the_database(connecter: Callable[..., Client]) -> None:
    client = connecter()
    secret = activer_totp(client)
    lignes = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in lignes
    totp = Authenticator.objects.get(type="totp")
    assert AdaptateurDoubleFacteur().decrypt(totp.data["secret"]) == secret


def test_an_older_key_still_opens_and_a_foreign_one_does_not(settings: Any) -> None:
    ferme = chiffrer("secret")
    ancienne = settings.SECRET_KEY
    settings.SECRET_KEY = "nouvelle-cle-" * 5
    with pytest.raises(ValueError, match="no longer known"):
        dechiffrer(ferme)
    settings.SECRET_KEY_FALLBACKS = [ancienne]
    assert dechiffrer(ferme) == "secret"


def test_sensitive_changes_ask_for_the_password_again(connecter: Callable[..., Client]) -> None:
    client = connecter()
    for nom in ("account_email", "mfa_activate_totp"):
        reponse = client.post(reverse(nom), {"email": "x@exemple.example", "action_add": "1"})
        assert reponse.status_code == 302, nom
        assert reponse["Location"].startswith(reverse("account_reauthenticate")), nom
    assert EmailAddress.objects.count() == 1


def test_sessions_are_listed_and_the_others_can_be_closed(connecter: Callable[..., Client]) -> None:
    moi = make_utilisateur()
    ici, ailleurs = connecter(moi), connecter(moi)
    page = page_texte(ici.get(reverse("usersessions_list")))
    assert page.count("depuis l’adresse") == 2
    ici.post(reverse("usersessions_list"))
    assert ici.get(reverse("comptes:profil")).status_code == 200
    assert ailleurs.get(reverse("comptes:profil")).status_code == 302


def test_signing_out_needs_a_click(connecter: Callable[..., Client]) -> None:
    client = connecter()
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_guessing_one_password_is_stopped(client: Client) -> None:
    make_utilisateur(email=ADRESSE)
    for _ in range(5):
        client.post(reverse("account_login"), {"login": ADRESSE, "password": "faux"})
    reponse = client.post(reverse("account_login"), {"login": ADRESSE, "password": MOT_DE_PASSE})
    assert "Trop d’essais manqués" in page_texte(reponse)
    assert "_auth_user_id" not in client.session


def test_every_rate_limit_is_chosen() -> None:
    from allauth.account import app_settings

    inutiles = {"change_phone", "verify_phone", "request_login_code"}
    assert set(app_settings.RATE_LIMITS) - inutiles == set(reglages.ACCOUNT_RATE_LIMITS)


MOTS_ANGLAIS = re.compile(
    r"\b(the|your|you|email|account|password|please|sign|has been)\b", re.IGNORECASE
)


def test_every_mail_allauth_may_send_is_ours_and_in_french() -> None:
    """Walk allauth's mail templates: each is overridden, except those of features left off."""
    inutiles = ("login_code", "password_reset_code", "webauthn", "base_", "_signup_message")
    livres = Path(allauth.__file__).parent / "templates"
    siens = [
        f.relative_to(livres)
        for f in livres.glob("*/email/*.txt")
        if not any(mot in f.name for mot in inutiles)
    ]
    assert len(siens) > 20
    nous = Path(reglages.BASE_DIR) / "templates"
    for chemin in siens:
        assert (nous / chemin).exists(), f"{chemin} is still allauth's"
        texte = re.sub(r"\{[%{].*?[%}]\}", "", (nous / chemin).read_text())
        assert not MOTS_ANGLAIS.search(texte), f"{chemin}: {texte}"


def test_what_is_not_used_is_off(client: Client) -> None:
    from django.urls import NoReverseMatch

    for nom in (
        "mfa_add_webauthn",
        "mfa_login_webauthn",
        "account_signup_by_passkey",
        "account_request_login_code",
        "account_verify_phone",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(nom)
