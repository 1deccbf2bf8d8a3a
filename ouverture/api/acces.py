"""Who asks the API, and how often they may: a visitor, a session, a key.

Reading needs no key: everything here is public. A key only lets a program ask more often, and
tells who to write to when it goes wrong.
"""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.throttling import SimpleRateThrottle

from comptes.models import CleApi
from comptes.services.cles import trouver_cle

REFUS = "Clé inconnue, expirée ou révoquée."


def lire_cle(entete: bytes) -> str | None:
    """Return the key of an ``Authorization`` header; None when it holds none."""
    mot, _, secret = entete.decode("latin-1").partition(" ")
    return secret.strip() if mot.lower() == "bearer" else None


class ParCle(BaseAuthentication):
    """``Authorization: Bearer terreau_…``."""

    def authenticate(self, request: Any) -> tuple[Any, CleApi] | None:
        """Return whose key it is, and the key."""
        secret = lire_cle(get_authorization_header(request))
        if secret is None:
            return None
        cle = trouver_cle(secret)
        if cle is None:
            raise AuthenticationFailed(REFUS)
        return cle.utilisateur, cle

    def authenticate_header(self, request: Any) -> str:
        """Say what to send when refused."""
        return "Bearer"


class SchemaDeCle(OpenApiAuthenticationExtension):
    """Keys, in the schema."""

    target_class = "ouverture.api.acces.ParCle"
    name = "cle"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the header."""
        return {"type": "http", "scheme": "bearer", "description": "Clé faite sur « Mon compte »"}


class CadenceOuverte(SimpleRateThrottle):
    """So many requests a minute for a visitor, more for a session, many more for a key."""

    portee = "api"

    def __init__(self) -> None:
        """Wait for the request: the rate depends on who asks."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Whether one more request is allowed now."""
        cle, utilisateur = getattr(request, "auth", None), request.user
        self.scope = f"{self.portee}_cle" if utilisateur.is_authenticated else self.portee
        if isinstance(cle, CleApi):
            self.qui = f"cle-{cle.pk}"
        elif utilisateur.is_authenticated:
            self.qui = f"personne-{utilisateur.pk}"
        else:
            self.qui = adresse_de(request)
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return bool(super().allow_request(request, view))

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Return where the counter of whoever asks is kept."""
        return self.cache_format % {"scope": self.scope, "ident": self.qui}


class CadenceOgc(CadenceOuverte):
    """That of ``/ogc/``: maps ask often, and whole collections by large pages."""

    portee = "ogc"


def adresse_de(request: Any) -> str:
    """Return the visitor's address, behind a proxy the one its trusted header gives."""
    entete = getattr(settings, "RATELIMIT_IP_META_KEY", "REMOTE_ADDR")
    return str(request.META.get(entete) or request.META.get("REMOTE_ADDR", ""))
