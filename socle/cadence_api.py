"""How often one visitor may ask the API.

Counts lie in the default cache, which every process shares: Redis, or without it files under
``TERREAU_DONNEES/cache``, common to all the processes of the machine (an installation of several
machines has Redis). They are not locked: two requests at the very same instant may count as one.
"""

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
