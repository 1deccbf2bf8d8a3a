"""Reading links: opened and closed by pilots, read by anyone who holds one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from comptes.requete import Requete
from rapports.forms import PartageForm
from rapports.models import Partage
from rapports.services.partages import (
    PartageRefuse,
    count_reading,
    create_share,
    revoke_share,
)
from rapports.views.rapports import find_report, render_report
from rapports.views.reponses import answer_file, keep_private


@require_POST
def creer(request: Requete, reference: str) -> HttpResponse:
    """Open a link to a public report."""
    rapport = find_report(request, reference, "rapports.partager")
    form = PartageForm(request.POST)
    if not form.is_valid():
        return render_report(request, rapport, form, status=422)
    try:
        create_share(rapport=rapport, jours=form.cleaned_data["jours"], par=request.user)
    except PartageRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Le lien de lecture est ouvert : copiez-le pour l’envoyer.")
    return redirect("rapports:fiche", rapport.reference)


@require_POST
def revoquer(request: Requete, reference: str, jeton: str) -> HttpResponse:
    """Close a link for good."""
    rapport = find_report(request, reference, "rapports.partager")
    revoke_share(get_object_or_404(rapport.partages, jeton=jeton))
    messages.success(request, "Le lien ne fonctionne plus.")
    return redirect("rapports:fiche", rapport.reference)


def _ouvrir(jeton: str) -> Partage:
    return get_object_or_404(
        Partage.objects.select_related(
            "rapport__diagnostic__territoire", "rapport__diagnostic__organisation"
        ),
        jeton=jeton,
    )


def _ferme(request: HttpRequest, partage: Partage) -> HttpResponse:
    return keep_private(
        render(
            request,
            "rapports/lien_ferme.html",
            {"organisation_pilote": partage.rapport.diagnostic.organisation},
            status=410,
        )
    )


@require_safe
def partage(request: HttpRequest, jeton: str) -> HttpResponse:
    """Present a shared report; works without an account nor JavaScript."""
    lien = _ouvrir(jeton)
    if not lien.est_valable:
        return _ferme(request, lien)
    if request.method == "GET":
        count_reading(lien)
    return keep_private(
        render(
            request,
            "rapports/partage.html",
            {"lien": lien, "rapport": lien.rapport, "diagnostic": lien.rapport.diagnostic},
        )
    )


@require_safe
def partage_fichier(request: HttpRequest, jeton: str) -> HttpResponse:
    """Download a shared report."""
    lien = _ouvrir(jeton)
    reponse = answer_file(lien.rapport) if lien.est_valable else None
    return reponse or _ferme(request, lien)
