"""The recording screen without network: an empty shell, and the service worker that serves it.

Neither holds anything about anybody: the same bytes for every visitor.
"""

import hashlib
import json
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

FICHIERS: Final = (
    "js/theme.js",
    "js/entretien-hors-ligne.js",
    "js/brouillons.js",
    "vendor/bootstrap/bootstrap.min.css",
    "css/terreau.css",
    "css/ecrans.css",
    "css/diagnostics.css",
    "css/entretiens.css",
    "fonts/cabin-fr.woff2",
    "fonts/vollkorn-fr.woff2",
    "fonts/vollkorn-italique-fr.woff2",
)
"""Static files of the shell."""
_COQUILLE: Final = "templates/diagnostics/entretiens/hors_ligne.html"


@require_GET
def coquille(request: HttpRequest) -> HttpResponse:
    """Show what the recording screen becomes without network."""
    return render(request, "diagnostics/entretiens/hors_ligne.html")


@never_cache
@require_GET
def travailleur(request: HttpRequest) -> HttpResponse:
    """Give the service worker; its text changes as soon as the shell or one of its files does."""
    fichiers = [static(nom) for nom in FICHIERS]
    somme = hashlib.sha256(json.dumps(fichiers).encode())
    somme.update((settings.BASE_DIR / _COQUILLE).read_bytes())
    return render(
        request,
        "diagnostics/entretiens/travailleur.js",
        {
            "version": somme.hexdigest()[:16],
            "coquille": reverse("diagnostics:hors_ligne"),
            "fichiers": json.dumps(fichiers),
        },
        content_type="text/javascript",
    )
