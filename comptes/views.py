"""Screens of accounts and organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from comptes.models import Invitation, Organisation
from comptes.requete import Requete


def organisation(request: HttpRequest) -> HttpResponse:
    """Show the current organisation and its members."""
    return render(request, "comptes/organisation.html")


@require_POST
def choisir_organisation(request: Requete) -> HttpResponse:
    """Remember the organisation the user works for."""
    choisie = get_object_or_404(
        Organisation.objects.de(request.user), reference=request.POST.get("organisation", "")
    )
    request.user.organisation_courante = choisie
    request.user.save(update_fields=["organisation_courante"])
    return redirect("pages:accueil")


def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show an invitation."""
    trouvee = get_object_or_404(Invitation, jeton=jeton)
    return render(request, "comptes/invitation.html", {"invitation": trouvee})
