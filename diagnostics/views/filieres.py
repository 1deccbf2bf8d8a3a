"""Filières of a démarche: those it cites, the stakes they answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, droits_de, trouver_demarche
from diagnostics.services import filieres as services
from filieres.models import Filiere


@require_GET
def liste(request: Requete, reference: str) -> HttpResponse:
    """List the filières cited; the team links one, or opens one from the stakes."""
    diagnostic = trouver_demarche(request, reference)
    droits = droits_de(request, diagnostic)
    lignes, cachees = services.lire_filieres(diagnostic=diagnostic, utilisateur=request.user)
    liees = [ligne.citee.filiere_id for ligne in lignes]
    return render(
        request,
        "diagnostics/filieres.html",
        {
            **droits,
            "lignes": lignes,
            "cachees": cachees,
            "enjeux": diagnostic.enjeux.all(),
            "proposees": Filiere.objects.vivantes().visibles_par(request.user).exclude(pk__in=liees)
            if droits["peut_contribuer"]
            else [],
            "onglet": "filieres",
        },
    )


@require_POST
def citer(request: Requete, reference: str) -> HttpResponse:
    """Link ``filiere``, or change the stakes (``enjeu``, repeated) it answers."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    filiere = get_object_or_404(
        Filiere.objects.visibles_par(request.user), reference=request.POST.get("filiere", "")
    )
    services.citer(
        diagnostic=diagnostic,
        filiere=filiere,
        enjeux=request.POST.getlist("enjeu"),
        par=request.user,
    )
    messages.success(request, f"«\u00a0{filiere.nom}\u00a0» est liée à la démarche.")
    return redirect("diagnostics:filieres", reference)


@require_POST
def ne_plus_citer(request: Requete, reference: str, citee: str) -> HttpResponse:
    """Take a link away; the filière stays."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    services.ne_plus_citer(citee=get_object_or_404(diagnostic.filieres_citees, reference=citee))
    messages.success(request, "La filière n’est plus liée à la démarche.")
    return redirect("diagnostics:filieres", reference)
