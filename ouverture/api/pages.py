"""The page that explains the API, made on the server from its own schema."""

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from ouverture.api.acces import CadenceOuverte
from ouverture.documentation import Operation, adresse_essayee, lire_operations
from socle.typographie import ecrire_nombre


@cache
def operations() -> list[tuple[str, list[Operation]]]:
    """Return what the API offers; it does not change while the site runs."""
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    return [
        (groupe, siennes)
        for groupe, siennes in lire_operations(schema)
        if not siennes[0].adresse.endswith("/schema/")
    ]


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Explain the API."""
    return render(request, "ouverture/api.html", {"groupes": operations(), "debits": _debits()})


@require_safe
def essai(request: HttpRequest) -> HttpResponse:
    """Go to the address that a form of the page describes."""
    adresse = adresse_essayee(operations(), request.GET.dict())
    if adresse is None:
        raise Http404
    return redirect(adresse)


def _debits() -> dict[str, Any]:
    """Return how many requests a minute are allowed."""
    cadences = CadenceOuverte.THROTTLE_RATES
    return {nom: ecrire_nombre(int(c.partition("/")[0])) for nom, c in cadences.items()}
