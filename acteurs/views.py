"""Screens of actors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from acteurs.models import Acteur


def liste(request: HttpRequest) -> HttpResponse:
    """List actors."""
    return render(
        request, "acteurs/liste.html", {"acteurs": Acteur.objects.visibles_par(request.user)[:50]}
    )


def fiche(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one actor."""
    acteur = get_object_or_404(Acteur.objects.visibles_par(request.user), reference=reference)
    return render(request, "acteurs/fiche.html", {"acteur": acteur})
