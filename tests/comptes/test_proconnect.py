"""ProConnect: the whole round trip against a local server, and everything that must be refused."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptes.adaptateurs import AdaptateurDoubleFacteur
from comptes.models import Utilisateur
from comptes.proconnect.reseau import TAILLE_MAX, SessionUneOrigine
from tests.comptes.serveur_oidc import ServeurOidc
from tests.fabriques import MOT_DE_PASSE, make_utilisateur

pytestmark = pytest.mark.django_db
ADRESSE = "agente.test@collectivite.example"


@pytest.fixture
def oidc(settings: Any) -> Iterator[ServeurOidc]:
    serveur = ServeurOidc()
    settings.SOCIALACCOUNT_PROVIDERS = serveur.reglages()
    settings.PROCONNECT_ACTIF = True
    cache.clear()
    yield serveur
    serveur.arreter()


def partir(client: Client, **donnees: str) -> str:
    """Post the button and return the address the browser is sent to."""
    reponse = client.post(reverse("openid_connect_login", args=["proconnect"]), donnees)
    assert reponse.status_code == 200, reponse
    return reponse.context["adresse"]


def aller_retour(client: Client, **donnees: str) -> Any:
    """Press the button, go through the server, come back to us."""
    au_serveur = requests.get(partir(client, **donnees), allow_redirects=False, timeout=5)
    assert au_serveur.status_code == 303, au_serveur.text
    return client.get(au_serveur.headers["Location"])


def est_connecte(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_first_sign_in_creates_the_account_and_the_second_finds_it(
    client: Client, oidc: ServeurOidc
) -> None:
    reponse = aller_retour(client)
    assert reponse.status_code == 302
    utilisateur = Utilisateur.objects.get()
    assert utilisateur.email == ADRESSE
    assert utilisateur.nom == "Agente De Test"
    assert not utilisateur.has_usable_password()
    adresse = EmailAddress.objects.get(user=utilisateur)
    assert adresse.verified
    assert adresse.primary
    assert est_connecte(client)
    assert not mail.outbox
    compte = SocialAccount.objects.get()
    assert compte.uid == "agent-1"
    assert compte.extra_data["userinfo"]["siret"] == "21800019800014"
    assert "uid" not in compte.extra_data["userinfo"], "nothing more than needed is kept"

    seconde_visite = Client()
    aller_retour(seconde_visite)
    assert Utilisateur.objects.count() == 1
    assert est_connecte(seconde_visite)


def test_what_is_sent_to_proconnect(client: Client, oidc: ServeurOidc) -> None:
    adresse = partir(client, next="/territoires/")
    assert adresse.startswith(f"{oidc.adresse}/authorize?")
    parametres = {c: v[0] for c, v in parse_qs(urlsplit(adresse).query).items()}
    assert set(parametres) == {
        "client_id", "redirect_uri", "scope", "response_type", "state", "nonce",
        "code_challenge", "code_challenge_method",
    }  # fmt: skip
    assert len(parametres["state"]) >= 32
    assert len(parametres["nonce"]) >= 32
    assert set(parametres["scope"].split()) == {
        "openid", "given_name", "usual_name", "email", "siret",
    }  # fmt: skip
    assert parametres["redirect_uri"] == "http://testserver/comptes/oidc/proconnect/login/callback/"


def test_the_visitor_adds_no_parameter_and_no_scope(client: Client, oidc: ServeurOidc) -> None:
    url = reverse("openid_connect_login", args=["proconnect"])
    reponse = client.post(f"{url}?scope=phone&auth_params=idp_hint%3Dpirate%26prompt%3Dnone")
    assert "phone" not in reponse.context["adresse"]
    assert "idp_hint" not in reponse.context["adresse"]
    assert "prompt" not in reponse.context["adresse"]


def test_the_page_asked_for_is_found_again(client: Client, oidc: ServeurOidc) -> None:
    assert aller_retour(client, next="/territoires/")["Location"] == "/territoires/"


def test_an_open_redirect_is_refused(client: Client, oidc: ServeurOidc) -> None:
    assert aller_retour(client, next="https://pirate.example/")["Location"] == "/"


def test_plain_json_user_information_is_read_too(client: Client, oidc: ServeurOidc) -> None:
    oidc.userinfo_jwt = False
    aller_retour(client)
    assert est_connecte(client)


def test_an_existing_account_with_the_same_address_is_linked(
    client: Client, oidc: ServeurOidc
) -> None:
    existant = make_utilisateur(email=ADRESSE, nom="Déjà là")
    aller_retour(client)
    assert est_connecte(client)
    assert client.session["_auth_user_id"] == str(existant.pk)
    assert SocialAccount.objects.get().user == existant
    existant.refresh_from_db()
    assert existant.nom == "Déjà là"
    assert existant.has_usable_password(), "the address was confirmed: the password stays"
    assert [m.to for m in mail.outbox] == [[ADRESSE]], "the owner is told of the link"


def test_a_squatter_who_never_confirmed_the_address_is_locked_out(
    client: Client, oidc: ServeurOidc
) -> None:
    squatteur = make_utilisateur(email=ADRESSE)
    EmailAddress.objects.filter(user=squatteur).update(verified=False)
    aller_retour(client)
    squatteur.refresh_from_db()
    assert not squatteur.has_usable_password()


def test_an_address_said_not_verified_is_not_linked(client: Client, oidc: ServeurOidc) -> None:
    make_utilisateur(email=ADRESSE)
    oidc.profil["email_verified"] = False
    aller_retour(client)
    assert not est_connecte(client)
    assert not SocialAccount.objects.exists()
    assert [m.to for m in mail.outbox] == [[ADRESSE]]


def test_the_second_factor_is_still_asked_for(client: Client, oidc: ServeurOidc) -> None:
    protege = make_utilisateur(email=ADRESSE)
    secret = AdaptateurDoubleFacteur().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=protege, type="totp", data={"secret": secret})
    reponse = aller_retour(client)
    assert reponse["Location"].startswith(reverse("mfa_authenticate"))
    assert not est_connecte(client)


def refuse(client: Client) -> None:
    reponse = aller_retour(client)
    assert reponse.status_code == 401
    assert not est_connecte(client)
    assert not Utilisateur.objects.exists()


def test_a_replayed_nonce_is_refused(client: Client, oidc: ServeurOidc) -> None:
    oidc.nonce = "celui-d-une-autre-connexion-000000000"
    refuse(client)


@pytest.mark.parametrize("jeton", ["id_token", "userinfo"])
def test_a_token_signed_by_somebody_else_is_refused(
    client: Client, oidc: ServeurOidc, jeton: str
) -> None:
    oidc.mauvaise_signature = {jeton}
    refuse(client)


def test_user_information_about_somebody_else_is_refused(client: Client, oidc: ServeurOidc) -> None:
    oidc.sub_userinfo = "agent-2"
    refuse(client)


def test_a_return_without_our_state_is_refused(client: Client, oidc: ServeurOidc) -> None:
    retour = reverse("openid_connect_callback", args=["proconnect"])
    reponse = client.get(retour, {"code": "vole", "state": "x" * 40})
    assert reponse.status_code == 401
    assert "token" not in oidc.chemins()


def test_a_state_serves_once(client: Client, oidc: ServeurOidc) -> None:
    au_serveur = requests.get(partir(client), allow_redirects=False, timeout=5)
    client.get(au_serveur.headers["Location"])
    assert client.get(au_serveur.headers["Location"]).status_code == 401


def test_giving_up_at_proconnect_leads_to_a_page_that_says_so(
    client: Client, oidc: ServeurOidc
) -> None:
    etat = parse_qs(urlsplit(partir(client)).query)["state"][0]
    retour = reverse("openid_connect_callback", args=["proconnect"])
    reponse = client.get(retour, {"error": "access_denied", "state": etat})
    assert reponse["Location"] == reverse("socialaccount_login_cancelled")


@pytest.mark.parametrize(
    "nom", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer"]
)
def test_a_discovery_naming_another_host_is_refused(
    client: Client, oidc: ServeurOidc, nom: str
) -> None:
    oidc.decouverte = {nom: "http://169.254.169.254/latest/"}
    reponse = client.post(reverse("openid_connect_login", args=["proconnect"]))
    assert reponse.status_code == 401


def test_a_redirected_discovery_is_refused(client: Client, oidc: ServeurOidc) -> None:
    oidc.redirige_vers = f"{oidc.adresse}/jwks"
    reponse = client.post(reverse("openid_connect_login", args=["proconnect"]))
    assert reponse.status_code == 401
    assert "jwks" not in oidc.chemins()


def test_the_session_reaches_one_origin_only(oidc: ServeurOidc) -> None:
    session = SessionUneOrigine(oidc.adresse, delai=2)
    assert session.get(f"{oidc.adresse}/jwks").status_code == 200
    hote = urlsplit(oidc.adresse).netloc
    for adresse in (
        "http://169.254.169.254/",
        "http://127.0.0.1:1/",
        f"https://{hote}/jwks",
        f"http://{hote}.pirate.example/",
        f"http://pirate@{hote}/",
        "file:///etc/passwd",
    ):
        with pytest.raises(OAuth2Error):
            session.get(adresse)


def test_an_oversized_answer_is_refused(oidc: ServeurOidc) -> None:
    oidc.decouverte = {"remplissage": "x" * TAILLE_MAX}
    with pytest.raises(OAuth2Error, match="too large"):
        SessionUneOrigine(oidc.adresse, delai=2).get(
            f"{oidc.adresse}/.well-known/openid-configuration"
        )


def test_a_server_that_is_down_gives_a_page_not_a_crash(client: Client, oidc: ServeurOidc) -> None:
    oidc.arreter()
    reponse = client.post(reverse("openid_connect_login", args=["proconnect"]))
    assert reponse.status_code == 401


def test_signing_out_also_ends_the_proconnect_session(client: Client, oidc: ServeurOidc) -> None:
    aller_retour(client)
    reponse = client.post(reverse("account_logout"))
    assert reponse["Location"] == reverse("comptes:proconnect_deconnexion")
    assert not est_connecte(client)
    sortie = client.get(reponse["Location"])
    adresse = sortie.context["adresse"]
    assert sortie["Refresh"] == f"0; url={adresse}"
    assert adresse.startswith(f"{oidc.adresse}/session/end?")
    au_serveur = requests.get(adresse, allow_redirects=False, timeout=5)
    assert au_serveur.status_code == 303, au_serveur.text
    assert au_serveur.headers["Location"].startswith("http://testserver/comptes/proconnect/retour/")
    assert client.get(au_serveur.headers["Location"])["Location"] == reverse("account_login")
    assert client.get(reverse("comptes:proconnect_deconnexion"))["Location"] == "/"


def test_signing_out_stays_here_without_proconnect(client: Client, oidc: ServeurOidc) -> None:
    client.force_login(make_utilisateur())
    assert client.post(reverse("account_logout"))["Location"] == "/"


def test_nothing_is_offered_when_not_configured(client: Client) -> None:
    url = reverse("openid_connect_login", args=["proconnect"])
    assert client.post(url).status_code == 404
    assert b"ProConnect" not in client.get(reverse("account_login")).content


def test_the_button_shows_when_configured(client: Client, oidc: ServeurOidc) -> None:
    assert b"ProConnect" in client.get(reverse("account_login")).content


def test_a_server_put_in_the_database_is_ignored(client: Client) -> None:
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="proconnect",
        name="Pirate",
        client_id="x",
        settings={"server_url": "http://127.0.0.1:1"},
    )
    url = reverse("openid_connect_login", args=["proconnect"])
    assert client.post(url).status_code == 404
    assert b"Pirate" not in client.get(reverse("account_login")).content


def test_a_signed_in_user_links_the_account(client: Client, oidc: ServeurOidc) -> None:
    utilisateur = make_utilisateur(email="autre@exemple.example")
    client.post(reverse("account_login"), {"login": utilisateur.email, "password": MOT_DE_PASSE})
    reponse = aller_retour(client, process="connect")
    assert reponse["Location"] == reverse("account_reauthenticate"), "the password is asked again"
    assert not SocialAccount.objects.exists()
    client.post(reponse["Location"], {"password": MOT_DE_PASSE})
    assert SocialAccount.objects.get().user == utilisateur
    assert Utilisateur.objects.count() == 1
