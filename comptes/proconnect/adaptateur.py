"""The protocol with ProConnect: discovery, tokens, user information."""

import hmac
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest

from comptes.proconnect.jetons import lire_jeton
from comptes.proconnect.reseau import exiger_origine

DUREE_DECOUVERTE_S = 3600
ADRESSES = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "end_session_endpoint",
)


class AdaptateurProConnect(OpenIDConnectOAuth2Adapter):
    """allauth's OpenID Connect client, stricter."""

    basic_auth = False  # ProConnect takes the secret in the body (client_secret_post)
    etat: dict[str, Any]
    """What was stashed when the browser left: nonce, next page, PKCE verifier."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the discovery document (kept an hour), all of whose addresses are checked.

        Raises:
            OAuth2Error: unreachable, unreadable, or naming an address of another origin.
        """
        serveur = self.get_provider().server_url
        cle = f"proconnect:decouverte:{serveur}"
        document = cache.get(cle)
        if document is None:
            document = self._lire_json(serveur)
            for nom in ADRESSES:
                exiger_origine(str(document.get(nom, "")), serveur)
            exiger_origine(str(document.get("issuer", "")), serveur)
            cache.set(cle, document, DUREE_DECOUVERTE_S)
        return document

    def _lire_json(self, adresse: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            reponse = session.get(adresse)
            reponse.raise_for_status()
            document = reponse.json()
        if not isinstance(document, dict):
            raise OAuth2Error("the server did not answer with an object")
        return document

    def _lire_jeton(self, jeton: str, requis: list[str]) -> dict[str, Any]:
        config = self.openid_config
        return lire_jeton(
            jeton,
            trousseau=self._lire_json(config["jwks_uri"]),
            emetteur=config["issuer"],
            client=self.get_provider().app.client_id,
            requis=requis,
        )

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Check both tokens against each other and against what we sent, then build the login.

        Raises:
            OAuth2Error: missing or invalid token, wrong nonce, or user information about
                somebody else than the ID token's subject.
        """
        brut = kwargs["response"].get("id_token")
        if not brut:
            raise OAuth2Error("no ID token")
        identite = self._lire_jeton(brut, ["iss", "aud", "exp", "iat", "sub", "nonce"])
        attendu = self.etat.get("nonce") or ""
        if not attendu or not hmac.compare_digest(str(identite["nonce"]), attendu):
            raise OAuth2Error("the nonce is not the one we sent")
        profil = self._fetch_user_info(token.token)
        if profil.get("sub") != identite["sub"]:
            raise OAuth2Error("the user information is about another subject")
        # Carried by the sign-in through the second factor, then kept for signing out.
        self.etat["proconnect"] = {
            "jeton": brut,
            "fin": self.openid_config["end_session_endpoint"],
        }
        return self.get_provider().sociallogin_from_response(request, {"userinfo": profil})

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        """Read the user information: a signed JWT at ProConnect, plain JSON elsewhere."""
        with get_adapter().get_requests_session() as session:
            reponse = session.get(
                self.profile_url, headers={"Authorization": f"Bearer {access_token}"}
            )
            reponse.raise_for_status()
        nature = reponse.headers.get("content-type", "").split(";")[0].strip().lower()
        if nature == "application/jwt":
            return self._lire_jeton(reponse.text.strip(), ["iss", "aud", "sub"])
        profil = reponse.json()
        if not isinstance(profil, dict):
            raise OAuth2Error("the user information is not an object")
        return profil
