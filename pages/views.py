"""General pages: home, help, legal pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Show what needs the user today; to a visitor, the method in one screen."""
    return render(request, "pages/presentation.html")


@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    """Show the user guide's first page."""
    return render(request, "pages/aide.html")


@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """Show the accessibility declaration."""
    return render(request, "pages/accessibilite.html")


@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Show who publishes and hosts the site."""
    return render(request, "pages/mentions_legales.html")


@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """Show what is known of people, why, for how long, and their rights."""
    return render(request, "pages/donnees_personnelles.html")
