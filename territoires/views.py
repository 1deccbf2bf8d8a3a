"""Screens of territories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from comptes.requete import Requete
from territoires.models import Territoire
from territoires.sections import sections_pour


def liste(request: Requete) -> HttpResponse:
    """List the territories of the current organisation."""
    return render(
        request,
        "territoires/liste.html",
        {"territoires": Territoire.objects.adoptes_par(request.organisation)},
    )


def fiche(request: HttpRequest, nature: str, code: str) -> HttpResponse:
    """Show one territory."""
    territoire = get_object_or_404(Territoire, nature=nature, code=code)
    return render(
        request,
        "territoires/fiche.html",
        {"territoire": territoire, "sections": sections_pour(request, territoire)},
    )
