"""Who takes part in a filière; invitations and how they are accepted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from comptes.views import participations
from filieres.acces import LIRE_PRIVE, PILOTER, droits_de, trouver_filiere
from filieres.forms_filiere import MembreForm
from filieres.models import Filiere, MembreFiliere
from filieres.rattachements import liens_de
from filieres.services.membres import PARTICIPATIONS


@require_http_methods(["GET", "POST"])
def membres(request: Requete, reference: str) -> HttpResponse:
    """List the members; pilots add somebody, share, close."""
    ecrit = request.method == "POST"
    filiere = trouver_filiere(request, reference, PILOTER if ecrit else LIRE_PRIVE)
    formulaire = MembreForm(request.POST if ecrit else None)
    if ecrit and participations.ajouter_ou_inviter(request, PARTICIPATIONS, filiere, formulaire):
        return redirect("filieres:membres", reference)
    droits = droits_de(request, filiere)
    pilote = droits["peut_piloter"]
    return render(
        request,
        "filieres/edition/membres.html",
        {
            **droits,
            "membres": filiere.membres.select_related("utilisateur").order_by("pk"),
            "formulaire": formulaire,
            "roles": MembreFiliere.Role.choices,
            "proposes": PARTICIPATIONS.proposer(commun=filiere, organisation=request.organisation)
            if pilote
            else [],
            "invitations": filiere.invitations.en_attente() if pilote else [],
            "visibilites": Filiere.Visibilite.choices,
            "lien": request.build_absolute_uri(reverse("filieres:lien", args=[filiere.jeton]))
            if pilote
            else "",
            "liens": liens_de(request.user, filiere),
            "onglet": "membres",
        },
        status=422 if formulaire.errors else 200,
    )


@require_POST
def role(request: HttpRequest, reference: str) -> HttpResponse:
    """Give another role to ``membre``."""
    filiere = trouver_filiere(request, reference, PILOTER)
    participations.changer_role(request, PARTICIPATIONS, filiere)
    return redirect("filieres:membres", reference)


@require_POST
def retirer(request: HttpRequest, reference: str) -> HttpResponse:
    """End the participation of ``membre``; everyone may leave."""
    filiere = trouver_filiere(request, reference, LIRE_PRIVE)
    if participations.retirer(
        request, PARTICIPATIONS, filiere, lambda: trouver_filiere(request, reference, PILOTER)
    ):
        return redirect("filieres:accueil")
    return redirect("filieres:membres", reference)


@require_POST
def retirer_invitation(request: HttpRequest, reference: str, invitation: str) -> HttpResponse:
    """Make an invitation's link stop working."""
    filiere = trouver_filiere(request, reference, PILOTER)
    visee = get_object_or_404(filiere.invitations, reference=invitation)
    PARTICIPATIONS.reprendre(invitation=visee)
    messages.success(request, f"L’invitation de {visee.email} est retirée.")
    return redirect("filieres:membres", reference)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the invitation to whoever holds its link; accept it, or first create an account."""
    return participations.repondre(request, PARTICIPATIONS, jeton, page="filieres:filiere")
