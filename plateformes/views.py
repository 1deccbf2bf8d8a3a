"""Library of solidarity platforms."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plateformes.catalogue import SOURCE, chercher, contenu, plateformes
from plateformes.forms import RechercheForm


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Platforms that answer a need, with the filters in the address."""
    form = RechercheForm(request.GET)
    form.is_valid()
    contexte = {
        "form": form,
        "plateformes": chercher(**form.cleaned_data),
        "filtree": any(form.cleaned_data.values()),
        "reperes": contenu(),
        "source": SOURCE,
    }
    fragment = "#resultats" if getattr(request, "htmx", False) else ""
    return render(request, f"plateformes/liste.html{fragment}", contexte)


@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    """One platform: needs, functions, and what a local government may do with it."""
    plateforme = plateformes().get(code)
    if plateforme is None:
        raise Http404
    return render(request, "plateformes/fiche.html", {"plateforme": plateforme, "source": SOURCE})
