"""Library of solidarity platforms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plateformes.forms import RechercheForm
from plateformes.models import Plateforme, PlateformeQuerySet
from plateformes.reference import SOURCE, contenu


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Platforms that answer a need, with the filters in the address."""
    form = RechercheForm(request.GET)
    form.is_valid()
    contexte = {
        "form": form,
        "plateformes": list(_chercher(**form.cleaned_data)),
        "filtree": any(form.cleaned_data.values()),
        "reperes": contenu(),
        "source": SOURCE,
    }
    fragment = "#resultats" if getattr(request, "htmx", False) else ""
    return render(request, f"plateformes/liste.html{fragment}", contexte)


def _chercher(q: str = "", theme: str = "", nature: str = "") -> PlateformeQuerySet:
    trouvees = Plateforme.objects.publiees().qui_repondent(q)
    if theme:
        trouvees = trouvees.filter(thematiques=theme)
    if nature:
        trouvees = trouvees.filter(nature=nature)
    return trouvees.prefetch_related("thematiques", "besoins")


@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    """One platform: needs, functions, and what a local government may do with it."""
    plateforme = get_object_or_404(
        Plateforme.objects.visibles_par(request.user).select_related("porteur", "reseau"),
        code=code,
    )
    return render(request, "plateformes/fiche.html", {"plateforme": plateforme})
