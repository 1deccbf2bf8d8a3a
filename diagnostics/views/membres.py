"""Who takes part in a démarche."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from comptes.views import participations
from diagnostics.acces import LIRE, PILOTER, droits_de, trouver_demarche
from diagnostics.forms import MembreForm
from diagnostics.models import MembreDiagnostic
from diagnostics.services.membres import PARTICIPATIONS


@require_http_methods(["GET", "POST"])
def membres(request: Requete, reference: str) -> HttpResponse:
    """List the members; pilots add somebody here."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, PILOTER if ecrit else LIRE)
    formulaire = MembreForm(request.POST if ecrit else None)
    if ecrit and participations.ajouter_ou_inviter(request, PARTICIPATIONS, diagnostic, formulaire):
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
            "proposes": PARTICIPATIONS.proposer(
                commun=diagnostic, organisation=request.organisation
            )
            if droits["peut_piloter"]
            else [],
            "invitations": diagnostic.invitations.en_attente() if droits["peut_piloter"] else [],
            "onglet": "membres",
        },
        status=422 if formulaire.errors else 200,
    )


@require_POST
def role(request: Requete, reference: str) -> HttpResponse:
    """Give another role to ``membre``."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    participations.changer_role(request, PARTICIPATIONS, diagnostic)
    return redirect("diagnostics:membres", reference)


@require_POST
def retirer(request: Requete, reference: str) -> HttpResponse:
    """End the participation of ``membre``; everyone may leave."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    if participations.retirer(
        request,
        PARTICIPATIONS,
        diagnostic,
        lambda: trouver_demarche(request, reference, PILOTER),
    ):
        return redirect("diagnostics:liste")
    return redirect("diagnostics:membres", reference)
