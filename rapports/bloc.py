"""What the page of a démarche says about its reports."""

from typing import Any

from django.http import HttpRequest

from diagnostics.models import Diagnostic
from rapports.models import Rapport

DERNIERS = 3


def block_context(request: HttpRequest, diagnostic: Diagnostic) -> dict[str, Any] | None:
    """Return the latest reports and whether the reader may ask for one; None for non-members."""
    if not request.user.has_perm("diagnostics.lire_prive", diagnostic):
        return None
    return {
        "rapports": list(Rapport.objects.filter(diagnostic=diagnostic)[:DERNIERS]),
        "peut_produire": request.user.has_perm("rapports.produire", diagnostic),
    }
