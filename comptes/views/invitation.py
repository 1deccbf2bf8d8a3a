"""Invitations: send, resend, revoke, accept."""

import logging

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.adaptateurs import CLE_INVITATION
from comptes.forms import FormulaireInvitation
from comptes.models import Adhesion, Invitation, Utilisateur, adresses_confirmees
from comptes.requete import Requete
from comptes.services import invitations as services
from comptes.views.organisation import GERER, _organisation

journal = logging.getLogger(__name__)
CADENCE = "40/h"
"""Invitation mails one person may send: enough for a network, too few for a spammer."""


def _expedier(request: Requete, invitation: Invitation) -> None:
    """Send the mail and say so; a mail server that fails loses nothing."""
    try:
        services.envoyer(invitation=invitation)
    except OSError:
        journal.exception("invitation mail not sent")
        messages.warning(
            request,
            f"L’invitation de {invitation.email} est prête, mais le courriel n’est pas parti : "
            "renvoyez-la dans quelques minutes.",
        )
    else:
        messages.success(request, f"Invitation envoyée à {invitation.email}.")


def _exiger_cadence(request: Requete) -> None:
    if is_ratelimited(
        request, group="comptes.invitations", key="user", rate=CADENCE, increment=True
    ):
        raise ValidationError("Vous avez envoyé beaucoup d’invitations : reprenez dans une heure.")


@require_http_methods(["GET", "POST"])
def inviter(request: Requete, reference: str) -> HttpResponse:
    """Invite somebody by address."""
    trouvee = _organisation(request, reference, GERER)
    formulaire = FormulaireInvitation(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            _exiger_cadence(request)
            creee = services.inviter(
                organisation=trouvee,
                email=formulaire.cleaned_data["email"],
                role=formulaire.cleaned_data["role"],
                par=request.user,
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            _expedier(request, creee)
            return redirect("comptes:fiche_organisation", reference)
    return render(
        request,
        "comptes/inviter.html",
        {"formulaire": formulaire, "fiche": trouvee},
        status=422 if formulaire.errors else 200,
    )


@require_POST
def renvoyer_invitation(request: Requete, reference: str, invitation: str) -> HttpResponse:
    """Send a new link; the former one stops working."""
    trouvee = _organisation(request, reference, GERER)
    visee = get_object_or_404(trouvee.invitations, reference=invitation)
    try:
        _exiger_cadence(request)
        _expedier(request, services.prolonger(invitation=visee))
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("comptes:fiche_organisation", reference)


@require_POST
def revoquer_invitation(request: Requete, reference: str, invitation: str) -> HttpResponse:
    """Make an invitation's link stop working."""
    trouvee = _organisation(request, reference, GERER)
    visee = get_object_or_404(trouvee.invitations, reference=invitation)
    services.revoquer(invitation=visee)
    messages.success(request, f"L’invitation de {visee.email} est révoquée.")
    return redirect("comptes:fiche_organisation", reference)


def _situation(utilisateur: Utilisateur | AnonymousUser, invitation: Invitation) -> str:
    """Name what the page must say: the link's state, or where the visitor stands."""
    if not isinstance(utilisateur, Utilisateur):
        return "visiteur" if invitation.est_valable else invitation.etat
    if Adhesion.objects.filter(
        utilisateur=utilisateur, organisation=invitation.organisation
    ).exists():
        return "membre"
    if not invitation.est_valable:
        return invitation.etat
    if invitation.email.lower() not in adresses_confirmees(utilisateur):
        return "autre_adresse"
    return "prete"


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show an invitation to whoever holds its link; accept it, or first create an account."""
    recue = get_object_or_404(
        Invitation.objects.select_related("organisation", "invite_par"), jeton=jeton
    )
    if request.method == "POST" and request.user.is_authenticated:
        try:
            services.accepter(invitation=recue, utilisateur=request.user)
        except ValidationError as erreur:
            messages.error(request, " ".join(erreur.messages))
            return redirect("comptes:invitation", jeton)
        request.session.pop(CLE_INVITATION, None)
        messages.success(request, f"Bienvenue dans « {recue.organisation.nom} ».")
        return redirect("comptes:fiche_organisation", recue.organisation.reference)
    situation = _situation(request.user, recue)
    if situation == "visiteur":
        # Signing in or up, even through a confirmation mail, leads back here.
        request.session[CLE_INVITATION] = jeton
        if request.method == "POST":
            # Only the addressee's mailbox held this link: no need to confirm the address again.
            get_adapter(request).stash_verified_email(request, recue.email)
            return redirect(f"{reverse('account_signup')}?{urlencode({'email': recue.email})}")
    contexte = {"invitation": recue, "situation": situation}
    reponse = render(request, "comptes/invitation.html", contexte)
    # The address is a secret: it must not leak to other pages' logs.
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse
