"""Screens of members and invitations that démarches and filières share (see the service)."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_ratelimit.core import is_ratelimited

from comptes.models import adresses_confirmees
from comptes.services.participations import Participations

journal = logging.getLogger(__name__)
_CHIFFRES_MAX = 12


def ajouter_ou_inviter(
    request: HttpRequest, participations: Participations, commun: Any, formulaire: Any
) -> bool:
    """Add whoever has the address typed, else invite them by mail; False: the form says why not.

    A mail that fails loses nothing.
    """
    if is_ratelimited(
        request, group=f"{participations.champ}.membres", key="user", rate="40/h", increment=True
    ):
        # Slows down whoever would try addresses one after another to learn which have an account.
        formulaire.add_error(
            None, "Beaucoup d’ajouts en peu de temps\u00a0: réessayez dans une heure."
        )
    if not formulaire.is_valid():
        return False
    donnees = formulaire.cleaned_data
    try:
        membre = participations.ajouter(commun=commun, **donnees)
        if membre is None:
            invitation = participations.inviter(commun=commun, par=request.user, **donnees)
            _envoyer(request, participations, invitation)
    except ValidationError as erreur:
        formulaire.add_error("email", erreur)
        return False
    if membre is not None:
        messages.success(
            request, f"{membre.utilisateur} participe désormais à la {participations.mot}."
        )
    return True


def _envoyer(request: HttpRequest, participations: Participations, invitation: Any) -> None:
    try:
        participations.envoyer(invitation=invitation)
    except OSError:
        journal.exception("invitation mail not sent")
        messages.warning(
            request,
            f"L’invitation de {invitation.email} est prête, mais le courriel n’est pas parti\u00a0: "
            "ajoutez de nouveau cette adresse dans quelques minutes.",
        )
    else:
        messages.success(
            request,
            f"Invitation envoyée à {invitation.email}, qui n’a pas encore de compte ici.",
        )


def viser(request: HttpRequest, commun: Any) -> Any:
    """Return the member the form is about, or raise ``Http404``."""
    brut = request.POST.get("membre", "")
    numero = int(brut) if brut.isdecimal() and len(brut) < _CHIFFRES_MAX else 0
    return get_object_or_404(commun.membres.select_related("utilisateur"), pk=numero)


def changer_role(request: HttpRequest, participations: Participations, commun: Any) -> None:
    """Give ``membre`` the role asked for, and say so."""
    membre = viser(request, commun)
    try:
        membre = participations.changer_role(membre=membre, role=request.POST.get("role", ""))
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, f"{membre.utilisateur}\u00a0: {membre.get_role_display()}.")


def retirer(
    request: HttpRequest, participations: Participations, commun: Any, exiger: Callable[[], Any]
) -> bool:
    """End the participation of ``membre``; True: it was one's own.

    ``exiger`` raises unless the user leads: everyone may leave, only pilots send away.
    """
    membre = viser(request, commun)
    moi: bool = membre.utilisateur_id == request.user.pk
    if not moi:
        exiger()
    try:
        participations.retirer(membre=membre)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
        return False
    messages.success(
        request,
        f"Vous avez quitté «\u00a0{participations.nommer(commun)}\u00a0»."
        if moi
        else f"{membre.utilisateur} ne participe plus à la {participations.mot}. Ce qui a été "
        "écrit reste.",
    )
    return moi


def repondre(
    request: HttpRequest, participations: Participations, jeton: str, *, page: str
) -> HttpResponse:
    """Show the invitation to whoever holds its link; accept it, or first create an account.

    ``page`` is the name of the address one arrives at once a member.
    """
    recue = get_object_or_404(
        participations.invitation.objects.select_related(
            f"{participations.champ}__organisation", "invite_par"
        ),
        jeton=jeton,
    )
    commun = participations.de(recue)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            participations.accepter(invitation=recue, utilisateur=request.user)
        except ValidationError as erreur:
            messages.error(request, erreur.messages[0])
            return redirect(participations.vue_invitation, jeton)
        messages.success(request, f"Bienvenue dans la {participations.mot}.")
        return redirect(page, commun.reference)
    if request.method == "POST" and recue.est_valable:
        # Only the addressee's mailbox held this link: no need to confirm the address again.
        get_adapter(request).stash_verified_email(request, recue.email)
        retour = {"email": recue.email, "next": request.path}
        return redirect(f"{reverse('account_signup')}?{urlencode(retour)}")
    situation = "close"
    if recue.est_valable:
        situation = "visiteur"
        if request.user.is_authenticated:
            siennes = adresses_confirmees(request.user)
            situation = "prete" if recue.email.lower() in siennes else "autre_adresse"
    reponse = render(
        request,
        "comptes/participations/invitation.html",
        {
            "invitation": recue,
            "situation": situation,
            "mot": participations.mot,
            "nom": participations.nommer(commun),
            "organisation": commun.organisation,
        },
        status=200 if situation != "close" else 410,
    )
    reponse["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return reponse
