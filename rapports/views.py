"""Screens of reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rapports.models import Rapport
from socle.droits import exiger


def fiche(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the progress of a report."""
    rapport = get_object_or_404(Rapport.objects.select_related("diagnostic"), reference=reference)
    exiger(
        request,
        "diagnostics.voir_diagnostic",
        rapport.diagnostic,
        voir="diagnostics.voir_diagnostic",
    )
    return render(request, "rapports/fiche.html", {"rapport": rapport})
