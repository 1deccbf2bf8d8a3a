"""Screens of démarches."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from diagnostics.models import Diagnostic


def liste(request: HttpRequest) -> HttpResponse:
    """List the user's démarches."""
    return render(
        request, "diagnostics/liste.html", {"diagnostics": Diagnostic.objects.de(request.user)}
    )


def fiche(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one démarche."""
    diagnostic = get_object_or_404(
        Diagnostic.objects.visibles_par(request.user), reference=reference
    )
    return render(request, "diagnostics/fiche.html", {"diagnostic": diagnostic})
