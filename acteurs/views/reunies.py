"""Addresses of entries that joined another one lead to it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.services.references import suivre

Vue = Callable[..., HttpResponse]


def renvoi(request: HttpRequest, gardee: Acteur) -> HttpResponse:
    """Send on, for good, to the same page of the entry kept; a form goes to the entry itself."""
    vue: Any = request.resolver_match
    if request.method not in {"GET", "HEAD"}:
        messages.warning(
            request,
            f"Cette fiche a été réunie à celle-ci, {gardee.nom}\u00a0: rien n’a été changé. "
            "Recommencez ici si c’est toujours utile.",
        )
        return redirect("acteurs:fiche", gardee.reference)
    adresse = reverse(vue.view_name, kwargs={**vue.kwargs, "reference": gardee.reference})
    if request.GET:
        adresse += f"?{request.GET.urlencode()}"
    reponse = redirect(adresse, permanent=True)
    # Merges can be undone: browsers ask again.
    reponse["Cache-Control"] = "no-cache"
    return reponse


def suit_les_fusions(vue: Vue) -> Vue:
    """Decorate a view of one entry (argument ``reference``)."""

    @wraps(vue)
    def suivie(request: Any, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        gardee = suivre(reference)
        if gardee is not None:
            return renvoi(request, gardee)
        return vue(request, reference, *args, **kwargs)

    return suivie
