"""Library of the documented filières."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from filieres.acces import droits_de
from filieres.catalogue import SOURCE, VIDE
from filieres.exemples import chercher
from filieres.forms import RechercheForm
from filieres.lecture import adresse_si, ancre, avec_frise, frise, lire
from filieres.models import Filiere


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Filières found, with the filters in the address."""
    form = RechercheForm(request.GET)
    form.is_valid()
    trouvees = chercher(**form.cleaned_data, parmi=avec_frise(Filiere.objects.all()))
    contexte = {
        "form": form,
        "filieres": [(f, frise(f)) for f in trouvees],
        "filtree": any(form.cleaned_data.values()),
        "source": SOURCE,
    }
    fragment = "#resultats" if getattr(request, "htmx", False) else ""
    return render(request, f"filieres/liste.html{fragment}", contexte)


@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    """One filière: its diagram, who is in it, what moved it, what came out."""
    filiere = get_object_or_404(Filiere.objects.exemples(), code=code)
    return render(
        request,
        "filieres/fiche.html",
        {
            **droits_de(request, filiere),
            "fiche": {**VIDE, "echelon_dit": "", "scenario_dit": "", **filiere.details},
            "lecture": lire(filiere, prive=True, adresse=ancre),
            "url_creer": adresse_si("filieres:creer"),
        },
    )
