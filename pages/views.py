"""General pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accueil(request: HttpRequest) -> HttpResponse:
    """Show the public home page."""
    return render(request, "pages/accueil.html")
