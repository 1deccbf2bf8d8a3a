"""How often one visitor may ask the API."""

from typing import Any

from django.conf import settings
from rest_framework.throttling import AnonRateThrottle


class Cadence(AnonRateThrottle):
    """So many requests a minute for one visitor, known as everywhere else on the site."""

    scope = "api"

    def get_ident(self, request: Any) -> str:
        """Return the visitor's address, behind a proxy the one its trusted header gives."""
        entete = getattr(settings, "RATELIMIT_IP_META_KEY", "REMOTE_ADDR")
        return str(request.META.get(entete) or request.META.get("REMOTE_ADDR", ""))
