"""Who takes part in a démarche."""

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.requete import Requete
from diagnostics.acces import LIRE, PILOTER, droits_de, trouver_demarche
from diagnostics.forms import MembreForm, premier_message
from diagnostics.models import Diagnostic, MembreDiagnostic
from diagnostics.services import invitations
from diagnostics.services.membres import (
    ajouter_membre,
    changer_role,
    personnes_a_proposer,
    retirer_membre,
)

journal = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def membres(request: Requete, reference: str) -> HttpResponse:
    """List the members; pilots add somebody here."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, PILOTER if ecrit else LIRE)
    formulaire = MembreForm(request.POST if ecrit else None)
    if ecrit and is_ratelimited(
        request, group="diagnostics.membres", key="user", rate="40/h", increment=True
    ):
        # Slows down whoever would try addresses one after another to learn which have an account.
        formulaire.add_error(
            None, "Beaucoup d’ajouts en peu de temps\u00a0: réessayez dans une heure."
        )
    elif ecrit and formulaire.is_valid():
        try:
            membre = ajouter_membre(diagnostic=diagnostic, **formulaire.cleaned_data)
        except ValidationError as erreur:
            if getattr(erreur, "code", "") == "inconnu" and _inviter(
                request, diagnostic, formulaire
            ):
                return redirect("diagnostics:membres", reference)
            if not formulaire.errors:
                formulaire.add_error("email", erreur)
        else:
            messages.success(request, f"{membre.utilisateur} participe désormais à la démarche.")
            return redirect("diagnostics:membres", reference)
    droits = droits_de(request, diagnostic)
    return render(
        request,
        "diagnostics/membres.html",
        {
            **droits,
            "membres": diagnostic.membres.select_related("utilisateur").order_by("pk"),
            "formulaire": formulaire,
            "roles": MembreDiagnostic.Role.choices,
            "proposes": personnes_a_proposer(
                diagnostic=diagnostic, organisation=request.organisation
            )
            if droits["peut_piloter"]
            else [],
            "invitations": diagnostic.invitations.en_attente() if droits["peut_piloter"] else [],
            "onglet": "membres",
        },
        status=422 if formulaire.errors else 200,
    )


def _inviter(request: Requete, diagnostic: Diagnostic, formulaire: MembreForm) -> bool:
    """Invite by mail somebody who has no account; a mail that fails loses nothing."""
    try:
        invitation = invitations.inviter(
            diagnostic=diagnostic, par=request.user, **formulaire.cleaned_data
        )
    except ValidationError as erreur:
        formulaire.add_error(None, erreur)
        return False
    try:
        invitations.envoyer(invitation=invitation)
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
    return True


@require_POST
def role(request: Requete, reference: str) -> HttpResponse:
    """Give another role to ``membre``."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    membre = get_object_or_404(diagnostic.membres, pk=_numero(request.POST.get("membre")))
    try:
        membre = changer_role(membre=membre, role=request.POST.get("role", ""))
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, f"{membre.utilisateur}\u00a0: {membre.get_role_display()}.")
    return redirect("diagnostics:membres", reference)


@require_POST
def retirer(request: Requete, reference: str) -> HttpResponse:
    """End the participation of ``membre``; everyone may leave."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    membre = get_object_or_404(
        diagnostic.membres.select_related("utilisateur"), pk=_numero(request.POST.get("membre"))
    )
    if membre.utilisateur_id != request.user.pk:
        trouver_demarche(request, reference, PILOTER)
    try:
        retirer_membre(membre=membre)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
        return redirect("diagnostics:membres", reference)
    if membre.utilisateur_id == request.user.pk:
        messages.success(request, f"Vous avez quitté «\u00a0{diagnostic.titre}\u00a0».")
        return redirect("diagnostics:liste")
    messages.success(
        request,
        f"{membre.utilisateur} ne participe plus à la démarche. Ce qui a été écrit reste.",
    )
    return redirect("diagnostics:membres", reference)


def _numero(brut: str | None) -> int:
    return int(brut) if brut and brut.isdecimal() else 0
