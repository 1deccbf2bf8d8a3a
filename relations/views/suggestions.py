"""Suggested relations: accept, dismiss, change one's mind."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comptes.requete import Requete
from relations.services import suggestions as service
from relations.signature import signataire
from relations.suggestions import suggerer
from relations.views.saisie import trouver_acteur
from socle.droits import exiger

PAR_PAGE = 20
IMPORTER = "relations.importer"


@require_safe
def liste(request: Requete) -> HttpResponse:
    """What the user's interviews and filières suggest, for all actors or one (``acteur``)."""
    exiger(request, IMPORTER)
    acteur = None
    if request.GET.get("acteur"):
        acteur = trouver_acteur(request, request.GET["acteur"])
    organisation = signataire(request)
    toutes = suggerer(request.user, organisation, acteur)
    return render(
        request,
        "relations/suggestions.html",
        {
            "acteur": acteur,
            "organisation": organisation,
            "page": Paginator(toutes, PAR_PAGE).get_page(request.GET.get("page")),
            "ecartee": request.GET.get("ecartee", "")[:120],
        },
    )


@require_POST
def decision(request: Requete) -> HttpResponse:
    """Accept or dismiss one, or take back what was dismissed; back where one was."""
    exiger(request, IMPORTER)
    organisation = signataire(request)
    cle = request.POST.get("cle", "")[:120]
    retour = reverse("relations:suggestions")
    if request.POST.get("acteur"):
        acteur = trouver_acteur(request, request.POST["acteur"])
        retour += f"?acteur={acteur.reference}"
    if request.POST.get("geste") == "reprendre":
        service.reprendre(organisation=organisation, cle=cle)
        return redirect(retour)
    suggestion = service.trouver(request.user, organisation, cle)
    if suggestion is None:
        messages.info(request, "Cette suggestion n’est plus à examiner.")
        return redirect(retour)
    if request.POST.get("geste") != "accepter":
        service.ecarter(suggestion, organisation=organisation)
        messages.success(request, "Suggestion écartée\u00a0: elle ne vous sera plus proposée.")
        return redirect(f"{retour}{'&' if '?' in retour else '?'}ecartee={suggestion.cle}")
    try:
        relation = service.accepter(suggestion, organisation=organisation, par=request.user)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, f"Relation ajoutée\u00a0: {relation}.")
    return redirect(retour)
