"""Library of documented filières."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filieres.catalogue import SOURCE, chercher, filieres
from filieres.forms import RechercheForm


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Filières found, with the filters in the address."""
    form = RechercheForm(request.GET)
    form.is_valid()
    trouvees = chercher(**form.cleaned_data)
    contexte = {
        "form": form,
        "filieres": trouvees,
        "filtree": any(form.cleaned_data.values()),
        "source": SOURCE,
    }
    fragment = "#resultats" if getattr(request, "htmx", False) else ""
    return render(request, f"filieres/liste.html{fragment}", contexte)


@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    """One filière: its chain, who is in it, what moved it, what came out."""
    filiere = filieres().get(code)
    if filiere is None:
        raise Http404
    return render(request, "filieres/fiche.html", {"filiere": filiere, "source": SOURCE})
