"""Context processor: what every template may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return site-wide switches for templates."""
    return {
        "PAGE_STYLE": settings.PAGE_STYLE,
        "PROCONNECT_ACTIF": settings.PROCONNECT_ACTIF,
        "organisation": getattr(request, "organisation", None),
    }
