"""The provider: what is asked of ProConnect, and what is kept of its answer."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from comptes.proconnect.adaptateur import AdaptateurProConnect

LONGUEUR_ALEA = 48
"""ProConnect refuses a ``state`` or a ``nonce`` under 32 characters."""
CONSERVES = ("sub", "email", "given_name", "usual_name", "siret")


class FournisseurProConnect(OpenIDConnectProvider):
    """allauth's OpenID Connect provider, with ProConnect's habits."""

    package = "comptes.proconnect"
    oauth2_adapter_class = AdaptateurProConnect
    pkce_enabled_default = True

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Ask for what the account needs; the visitor's query string adds nothing."""
        return ["openid", "given_name", "usual_name", "email", "siret"]

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Send no parameter of the visitor's choosing."""
        return {}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Allow signing in and linking to one's account, nothing else."""
        kwargs = super().get_redirect_from_request_kwargs(request)
        if kwargs["process"] != AuthProcess.CONNECT or not request.user.is_authenticated:
            kwargs["process"] = AuthProcess.LOGIN
        return kwargs

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kw: Any
    ) -> HttpResponse:
        """Send the browser to ProConnect with a fresh state, nonce and PKCE challenge."""
        nonce = secrets.token_urlsafe(LONGUEUR_ALEA)
        kw["auth_params"] = {**(kw.get("auth_params") or {}), "nonce": nonce}
        return super().redirect(
            request,
            process,
            next_url=next_url,
            data=data,
            nonce=nonce,
            state_id=get_random_string(LONGUEUR_ALEA),
            **kw,
        )

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the address and the displayed name."""
        profil = data["userinfo"]
        morceaux = [profil.get("given_name", ""), profil.get("usual_name", "")]
        return {"email": profil.get("email"), "name": " ".join(m for m in morceaux if m)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Trust the employer's address unless the token itself says it is not verified."""
        profil = data["userinfo"]
        if not profil.get("email"):
            return []
        verifiee = profil.get("email_verified", True) is True
        return [EmailAddress(email=profil["email"], verified=verifiee, primary=True)]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the identity and the employer's SIRET; drop the rest (data minimisation)."""
        profil = data["userinfo"]
        return {"userinfo": {cle: profil[cle] for cle in CONSERVES if cle in profil}}


provider_classes = [FournisseurProConnect]
