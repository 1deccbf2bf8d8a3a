"""Invitations into a démarche: withdrawn by pilots, accepted by whoever received the link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from comptes.views.participations import repondre
from diagnostics.acces import PILOTER, trouver_demarche
from diagnostics.services.membres import PARTICIPATIONS


@require_POST
def retirer_invitation(request: Requete, reference: str, invitation: str) -> HttpResponse:
    """Make an invitation's link stop working."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    visee = get_object_or_404(diagnostic.invitations, reference=invitation)
    PARTICIPATIONS.reprendre(invitation=visee)
    messages.success(request, f"L’invitation de {visee.email} est retirée.")
    return redirect("diagnostics:membres", reference)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the invitation to whoever holds its link; accept it, or first create an account."""
    return repondre(request, PARTICIPATIONS, jeton, page="diagnostics:fiche")
