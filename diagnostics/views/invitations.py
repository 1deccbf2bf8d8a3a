"""Invitations into a démarche: withdrawn by pilots, accepted by whoever received the link."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comptes.models import adresses_confirmees
from comptes.requete import Requete
from diagnostics.acces import PILOTER, trouver_demarche
from diagnostics.forms import premier_message
from diagnostics.models import InvitationDemarche
from diagnostics.services import invitations as services


@require_POST
def retirer_invitation(request: Requete, reference: str, invitation: str) -> HttpResponse:
    """Make an invitation's link stop working."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    visee = get_object_or_404(diagnostic.invitations, reference=invitation)
    services.retirer(invitation=visee)
    messages.success(request, f"L’invitation de {visee.email} est retirée.")
    return redirect("diagnostics:membres", reference)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the invitation to whoever holds its link; accept it, or first create an account."""
    recue = get_object_or_404(
        InvitationDemarche.objects.select_related("diagnostic__organisation", "invite_par"),
        jeton=jeton,
    )
    if request.method == "POST" and request.user.is_authenticated:
        try:
            services.accepter(invitation=recue, utilisateur=request.user)
        except ValidationError as erreur:
            messages.error(request, premier_message(erreur))
            return redirect("diagnostics:invitation", jeton)
        messages.success(request, "Bienvenue dans la démarche.")
        return redirect("diagnostics:fiche", recue.diagnostic.reference)
    if request.method == "POST" and recue.est_valable:
        # Only the addressee's mailbox held this link: no need to confirm the address again.
        # Once signed up, the home page shows the invitation.
        get_adapter(request).stash_verified_email(request, recue.email)
        return redirect(f"{reverse('account_signup')}?{urlencode({'email': recue.email})}")
    situation = "close"
    if recue.est_valable:
        situation = "visiteur"
        if request.user.is_authenticated:
            siennes = adresses_confirmees(request.user)
            situation = "prete" if recue.email.lower() in siennes else "autre_adresse"
    reponse = render(
        request,
        "diagnostics/invitation.html",
        {"invitation": recue, "situation": situation},
        status=200 if situation != "close" else 410,
    )
    # The address is a secret: it must not leak to other pages' logs.
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse
