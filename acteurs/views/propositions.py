"""The former queue of what registers propose: it is one with what people propose."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

MOTS = {"modification": "correction", "demenagement": "demenagement", "fermeture": "fermeture"}


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Lead to the common queue, filters kept."""
    parametres = request.GET.copy()
    if nature := str(parametres.pop("nature", [""])[-1]):
        parametres["quoi"] = MOTS.get(nature, "")
    if "acteur" not in parametres:
        parametres["de"] = "registre"
    return redirect(f"{reverse('moderation:file')}?{parametres.urlencode()}")
