"""The territories of the current organisation, finding others, adopting them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from socle.droits import exiger
from territoires.models import Territoire
from territoires.recherche import RESULTATS_MAX, chercher
from territoires.services import adoption


@require_GET
def liste(request: Requete) -> HttpResponse:
    """Show the organisation's territories and the results of a search."""
    recherche = request.GET.get("q", "").strip()[:100]
    siens = list(
        Territoire.objects.adoptes_par(request.organisation)
        .select_related("organisation_gestionnaire")
        .annotate(nombre_communes=Count("liens"))
        .order_by("nom")
        if request.organisation
        else []
    )
    contexte: dict[str, Any] = {
        "territoires": siens,
        "adoptes": {f"{t.nature}:{t.code}" for t in siens},
        "surtitre": request.organisation.nom if request.organisation else "",
        "q": recherche,
        "resultats": chercher(recherche) if recherche else [],
        "maximum": RESULTATS_MAX,
        "peut_adopter": request.user.has_perm("territoires.adopter", request.organisation or None),
    }
    gabarit = "territoires/liste.html"
    return render(request, f"{gabarit}#resultats" if request.htmx else gabarit, contexte)


@require_POST
def adopter(request: Requete) -> HttpResponse:
    """Adopt the territory named « nature:code » for the current organisation."""
    organisation = request.organisation or None
    if organisation is None:  # operators may everything, but for whom?
        raise PermissionDenied
    exiger(request, "territoires.adopter", organisation)
    nature, _, code = request.POST.get("territoire", "").partition(":")
    territoire = adoption.trouver(nature, code)
    if territoire is None:
        raise Http404
    if not territoire.actif:
        messages.error(
            request,
            f"« {territoire.nom} » n’est plus en vigueur : cherchez le périmètre qui l’a remplacé.",
        )
        return redirect(territoire)
    if adoption.adopter(organisation=request.organisation, territoire=territoire, par=request.user):
        messages.success(request, f"{organisation} travaille désormais sur « {territoire.nom} ».")
    else:
        messages.info(request, f"{organisation} travaille déjà sur « {territoire.nom} ».")
    return redirect(territoire)


@require_http_methods(["GET", "POST"])
def delaisser(request: Requete, nature: str, code: str) -> HttpResponse:
    """Confirm, then take a territory off the organisation's list."""
    organisation = request.organisation or None
    if organisation is None:  # operators may everything, but for whom?
        raise PermissionDenied
    exiger(request, "territoires.adopter", organisation)
    territoire = adoption.trouver(nature, code)
    if territoire is None or territoire.pk is None:
        raise Http404
    if not territoire.adoptions.filter(organisation=organisation).exists():
        return redirect(territoire)
    if request.method == "POST":
        adoption.delaisser(organisation=request.organisation, territoire=territoire)
        messages.success(
            request,
            f"« {territoire.nom} » n’est plus dans les territoires de {organisation}. "
            "Ses démarches et ses acteurs sont conservés.",
        )
        return redirect("territoires:liste")
    return render(request, "territoires/delaisser.html", {"territoire": territoire})
