"""General pages: home, help, legal pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comptes.requete import Requete
from comptes.services.personnes import registre
from pages.services.accueil import composer_accueil


@require_safe
def accueil(request: Requete) -> HttpResponse:
    """Show what needs the user today; to a visitor, the method in one screen."""
    if not request.user.is_authenticated:
        return render(request, "pages/presentation.html")
    contenu = composer_accueil(request.user, request.organisation or None)
    return render(
        request, "pages/accueil.html", {"accueil": contenu, "aujourdhui": timezone.localdate()}
    )


@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    """Show the user guide's first page."""
    return render(request, "pages/aide.html", {"colonnes_roles": ["Rôle", "Peut"]})


@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """Show the accessibility declaration."""
    return render(request, "pages/accessibilite.html")


@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Show who publishes and hosts the site (setting ``EDITEUR``)."""
    return render(request, "pages/mentions_legales.html", {"editeur": settings.EDITEUR})


@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """Show what is known of people, why, for how long, and their rights."""
    contexte = {
        "tuiles_attribution": settings.TUILES_ATTRIBUTION if settings.TUILES_URL else "",
        "registre": registre(),
    }
    return render(request, "pages/donnees_personnelles.html", contexte)
