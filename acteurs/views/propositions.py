"""Changes proposed by registers: the queue, and deciding on one or several."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from acteurs.criteres import choisir_territoire
from acteurs.forms_registres import FiltrePropositionsForm
from acteurs.models import PropositionOfficielle, communes_de
from acteurs.rules import roles_de
from acteurs.services.propositions import (
    ChangementImpossible,
    accept_proposition,
    dire_changements,
    propositions_de,
    refuse_proposition,
)
from comptes.requete import Requete
from socle.droits import exiger
from socle.typographie import accorder, ecrire_nombre
from territoires.models import Territoire

PAR_PAGE = 20
DECIDEES_MAX = 200
"""Changes decided at once: each is a few queries."""


@require_safe
def liste(request: Requete) -> HttpResponse:
    """The changes this user may decide on, most recent first; with htmx, only the list."""
    exiger(request, "acteurs.creer_acteur")
    territoire = choisir_territoire(request.GET.get("territoire", ""))
    form = FiltrePropositionsForm(request.GET, territoires=_territoires(request.user, territoire))
    propositions = propositions_de(request.user)
    natures = dict(propositions.order_by().values_list("nature").annotate(nombre=Count("pk")))
    nature = request.GET.get("nature", "")
    if nature in PropositionOfficielle.Nature.values:
        propositions = propositions.filter(nature=nature)
    acteur = request.GET.get("acteur", "")
    if acteur:
        propositions = propositions.filter(acteur__reference=acteur)
    if territoire:
        propositions = propositions.filter(acteur__commune__in=communes_de(territoire))
    propositions = propositions.select_related(
        "acteur__commune", "acteur__type", "acteur__organisation", "travail"
    ).order_by("-cree_le", "-pk")
    page = Paginator(propositions, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "form": form,
        "page": page,
        "lignes": dire_changements(page.object_list),
        "total": sum(natures.values()),
        "filtree": bool(territoire or nature or acteur),
        "ici": request.get_full_path(),
    }
    gabarit = "acteurs/propositions.html"
    return render(request, f"{gabarit}#file" if request.htmx else gabarit, contexte)


def _territoires(utilisateur: Any, choisi: Territoire | None) -> list[tuple[str, str]]:
    organisations = list(roles_de(utilisateur))
    siens = Territoire.objects.filter(
        Q(adoptions__organisation__in=organisations) | Q(organisations_attachees__in=organisations)
    ).distinct()
    proposes = {t.pk: t for t in siens} | ({choisi.pk: choisi} if choisi else {})
    return [
        (f"{t.nature}:{t.code}", t.nom)
        for t in sorted(proposes.values(), key=lambda t: t.nom_normalise)
    ]


@require_POST
def decision(request: Requete) -> HttpResponse:
    """Accept or refuse the changes ticked, or the one whose button was pressed."""
    exiger(request, "acteurs.creer_acteur")
    accepte, _, seule = request.POST.get("decision", "").partition(":")
    references = [seule] if seule else request.POST.getlist("proposition")
    choisies = list(
        propositions_de(request.user)
        .filter(reference__in=references[:DECIDEES_MAX])
        .select_related("acteur", "travail")
    )
    decider = accept_proposition if accepte == "accepter" else refuse_proposition
    faites = 0
    for proposition in choisies:
        try:
            decider(proposition=proposition, par=request.user)
        except ChangementImpossible as refus:
            messages.error(request, str(refus))
        else:
            faites += 1
    if faites:
        verbe = "accepté" if accepte == "accepter" else "refusé"
        s = accorder(faites)
        messages.success(request, f"{ecrire_nombre(faites)} changement{s} {verbe}{s}.")
    elif not choisies:
        messages.info(request, "Cochez d’abord les changements à accepter ou à refuser.")
    retour = request.POST.get("retour", "")
    if not url_has_allowed_host_and_scheme(retour, allowed_hosts=None) or not retour.startswith(
        "/"
    ):
        retour = reverse("acteurs:propositions")
    return redirect(retour)
