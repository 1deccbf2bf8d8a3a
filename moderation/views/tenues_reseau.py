"""Networks and the structures that keep their entry: answering, taking back, reading or not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.criteres import choisir_territoire
from acteurs.models import communes_de
from comptes.requete import Requete
from moderation.forms_tenues import MotifForm
from moderation.models import ReglageAnnuaire, TenueActeur
from moderation.portee import adresse_de, territoires_de
from moderation.services.tenues import (
    TenueImpossible,
    grant_tenue,
    refuse_tenue,
    revoke_tenue,
    set_relecture,
)
from socle.droits import exiger
from territoires.models import Territoire

PAR_PAGE = 20
VOIR = "moderation.voir_tenues"
REPONDRE = "moderation.repondre_tenue"
ETATS = {"": "demandee", "tenues": "active", "finies": ""}


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Claims to answer, entries kept, those that are no more."""
    exiger(request, VOIR)
    onglet = request.GET.get("etat", "")
    onglet = onglet if onglet in ETATS else ""
    tenues: Any = TenueActeur.objects.select_related(
        "acteur__commune", "acteur__type", "acteur__sous_type", "organisation", "demandee_par",
        "decidee_par",
    )  # fmt: skip
    tenues = (
        tenues.filter(etat=ETATS[onglet])
        if ETATS[onglet]
        else tenues.exclude(etat__in=TenueActeur.VIVANTES)
    )
    territoire = choisir_territoire(request.GET.get("territoire", ""))
    if territoire:
        tenues = tenues.filter(acteur__commune__in=communes_de(territoire))
    # The oldest request waits the most; of the others, the last is news.
    ordre = ("cree_le", "pk") if not onglet else ("-modifie_le", "-pk")
    page = Paginator(tenues.order_by(*ordre), PAR_PAGE).get_page(request.GET.get("page"))
    reglage = None
    peut_regler = bool(request.organisation) and request.user.has_perm(
        "moderation.regler_annuaire", request.organisation
    )
    if peut_regler:
        reglage = ReglageAnnuaire.objects.filter(organisation=request.organisation).first()
    contexte = {
        "page": page,
        "lignes": [(t, request.user.has_perm(REPONDRE, t)) for t in page],
        "onglet": onglet,
        "territoire": territoire,
        "territoires": _lieux(request, territoire),
        "peut_regler": peut_regler,
        "reglage": reglage,
    }
    return render(request, "moderation/tenues.html", contexte)


def _lieux(request: Requete, choisi: Territoire | None) -> list[tuple[str, str]]:
    """Return the territories of the user's networks, and the one chosen, as choices."""
    proposes = {t.pk: t for t in [*territoires_de(request.user), *([choisi] if choisi else [])]}
    return [(adresse_de(t), t.nom) for t in proposes.values()]


def _tenue(request: Requete, reference: str) -> TenueActeur:
    tenue = get_object_or_404(
        TenueActeur.objects.select_related("acteur", "organisation"), reference=reference
    )
    exiger(request, REPONDRE, tenue)
    return tenue


@require_POST
def accepter(request: Requete, reference: str) -> HttpResponse:
    """Let the structure keep its entry."""
    tenue = _tenue(request, reference)
    try:
        grant_tenue(tenue=tenue, par=request.user)
    except TenueImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(
            request, f"{tenue.organisation.nom} tient désormais la fiche {tenue.acteur.nom}."
        )
    return redirect("moderation:tenues")


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: Requete, reference: str) -> HttpResponse:
    """Refuse a claim, or take the entry back, with a reason."""
    tenue = _tenue(request, reference)
    active = tenue.etat == TenueActeur.Etat.ACTIVE
    form = MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        motif = form.cleaned_data["motif"]
        try:
            if active:
                revoke_tenue(tenue=tenue, par=request.user, motif=motif)
            else:
                refuse_tenue(tenue=tenue, par=request.user, motif=motif)
        except TenueImpossible as refus:
            messages.error(request, str(refus))
        else:
            messages.success(request, "C’est fait\u00a0: la structure est prévenue par courriel.")
        return redirect("moderation:tenues")
    statut = 422 if request.method == "POST" else 200
    contexte = {"tenue": tenue, "form": form, "active": active}
    return render(request, "moderation/tenue_retirer.html", contexte, status=statut)


@require_POST
def reglage(request: Requete) -> HttpResponse:
    """Whether the network reads first what structures change."""
    if not request.organisation:
        raise PermissionDenied
    exiger(request, "moderation.regler_annuaire", request.organisation)
    set_relecture(organisation=request.organisation, relire="relire" in request.POST)
    messages.success(request, "Le réglage est enregistré.")
    return redirect("moderation:tenues")
