"""One's keys of the API."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comptes.forms import FormulaireCle
from comptes.models import CleApi
from comptes.requete import Requete
from comptes.services.cles import creer_cle, revoquer_cle


@never_cache
@require_http_methods(["GET", "POST"])
def cles(request: Requete) -> HttpResponse:
    """List one's keys; make one, shown in the answer and nowhere else."""
    formulaire = FormulaireCle(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and formulaire.is_valid():
        try:
            _, secret = creer_cle(
                utilisateur=request.user,
                nom=formulaire.cleaned_data["nom"],
                jours=int(formulaire.cleaned_data["jours"]),
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            formulaire = FormulaireCle()
    contexte = {
        "formulaire": formulaire,
        "secret": secret,
        "cles": CleApi.objects.filter(utilisateur=request.user),
    }
    return render(request, "comptes/cles.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
def revocation(request: Requete, reference: str) -> HttpResponse:
    """Stop one of one's keys."""
    cle = get_object_or_404(CleApi, reference=reference, utilisateur=request.user)
    revoquer_cle(cle=cle)
    messages.success(request, f"La clé « {cle.nom} » n’ouvre plus l’API.")
    return redirect("comptes:cles")
