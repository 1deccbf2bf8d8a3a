"""Deleting a démarche: what would be lost, the alternative, then for good."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptes.requete import Requete
from diagnostics.acces import PILOTER, droits_de, trouver_demarche
from diagnostics.forms import SuppressionForm
from diagnostics.services.suppression import mesurer_pertes, supprimer_demarche


@never_cache
@require_http_methods(["GET", "POST"])
def supprimer(request: Requete, reference: str) -> HttpResponse:
    """Say what would be lost and propose to archive; POST deletes, once the title is typed again."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    ecrit = request.method == "POST"
    formulaire = SuppressionForm(request.POST if ecrit else None)
    if ecrit and formulaire.is_valid():
        try:
            supprimer_demarche(
                diagnostic=diagnostic, titre=formulaire.cleaned_data["titre"], par=request.user
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, f"«\u00a0{diagnostic.titre}\u00a0» est supprimée.")
            return redirect("diagnostics:liste")
    return render(
        request,
        "diagnostics/supprimer.html",
        {
            **droits_de(request, diagnostic),
            "formulaire": formulaire,
            "pertes": mesurer_pertes(diagnostic),
            "autres_membres": diagnostic.membres.exclude(utilisateur=request.user).count(),
            "onglet": "reglages",
        },
        status=422 if formulaire.errors else 200,
    )
