"""Declaring, confirming and asking about the uses of a platform."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.requete import Requete
from plateformes.models import Plateforme, UsageTerritoire
from plateformes.services.usages import (
    confirm_usage,
    declare_usage,
    remove_usage,
    write_to_users,
)
from plateformes.vitrine.formulaires import FormulaireQuestion, FormulaireUsage
from socle.droits import exiger

journal = logging.getLogger(__name__)
CADENCE = "10/h"
"""Questions one visitor may send."""


def peut_valider(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Whether the user confirms the uses of an entry: its network, any network when it has none."""
    return utilisateur.has_perm("plateformes.valider_usage", plateforme) or utilisateur.has_perm(
        "plateformes.adopter", plateforme
    )


@require_http_methods(["GET", "POST"])
def declarer(request: Requete, code: str) -> HttpResponse:
    """Say that a territory of one's organisation uses the platform."""
    plateforme = get_object_or_404(Plateforme.objects.visibles_par(request.user), code=code)
    exiger(request, "plateformes.declarer_usage", plateforme)
    if not request.organisation:
        raise PermissionDenied
    formulaire = FormulaireUsage(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and formulaire.is_valid():
        champs = dict(formulaire.cleaned_data)
        usage = declare_usage(
            plateforme=plateforme,
            territoire=champs.pop("territoire"),
            organisation=request.organisation,
            par=request.user,
            champs=champs,
            confirme=peut_valider(request.user, plateforme),
        )
        messages.success(
            request,
            "L’usage est publié."
            if usage.valide
            else "Merci. Le réseau qui tient la fiche confirmera cet usage avant sa publication.",
        )
        return redirect("plateformes:fiche", code)
    contexte = {
        "plateforme": plateforme,
        "formulaire": formulaire,
        "sans_territoire": not formulaire.fields["territoire"].queryset.exists(),  # type: ignore[attr-defined]
    }
    statut = 422 if formulaire.errors else 200
    return render(request, "plateformes/usages/declarer.html", contexte, status=statut)


def _usage(request: Requete, reference: str) -> UsageTerritoire:
    usage = get_object_or_404(
        UsageTerritoire.objects.select_related("plateforme"), reference=reference
    )
    get_object_or_404(Plateforme.objects.visibles_par(request.user), pk=usage.plateforme_id)
    return usage


@require_POST
def valider(request: Requete, reference: str) -> HttpResponse:
    """Confirm a use that was declared."""
    usage = _usage(request, reference)
    if not peut_valider(request.user, usage.plateforme):
        raise PermissionDenied
    confirm_usage(usage=usage)
    messages.success(request, "L’usage est confirmé : il est publié.")
    return redirect("plateformes:fiche", usage.plateforme.code)


@require_POST
def ecarter(request: Requete, reference: str) -> HttpResponse:
    """Take a use away: the network's right, and that of whoever declared it."""
    usage = _usage(request, reference)
    sienne = bool(request.organisation) and usage.organisation_id == request.organisation.pk
    declare = request.user.has_perm("plateformes.declarer_usage", usage.plateforme)
    if not (peut_valider(request.user, usage.plateforme) or (sienne and declare)):
        raise PermissionDenied
    remove_usage(usage=usage)
    messages.success(request, "L’usage est retiré de la fiche.")
    return redirect("plateformes:fiche", usage.plateforme.code)


@require_http_methods(["GET", "POST"])
def ecrire(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask those who use a platform: no address is shown, neither theirs nor the visitor's."""
    usage = get_object_or_404(
        UsageTerritoire.objects.publics().select_related(
            "plateforme", "territoire", "organisation"
        ),
        reference=reference,
    )
    formulaire = FormulaireQuestion(request.POST or None)
    if request.method == "POST" and formulaire.is_valid() and _cadence(request, formulaire):
        champs = {c: formulaire.cleaned_data[c] for c in FormulaireQuestion.Meta.fields}
        if not formulaire.est_un_robot:
            try:
                write_to_users(usage=usage, champs=champs, par=request.user)
            except OSError:
                journal.exception("question about a use not mailed")
                messages.warning(
                    request,
                    "Votre question est gardée, mais le courriel n’est pas parti : "
                    "réessayez dans quelques minutes.",
                )
                return redirect("plateformes:fiche", usage.plateforme.code)
        messages.success(request, "Votre question est partie. La réponse arrivera par courriel.")
        return redirect("plateformes:fiche", usage.plateforme.code)
    contexte = {"usage": usage, "formulaire": formulaire}
    statut = 422 if formulaire.errors else 200
    return render(request, "plateformes/usages/ecrire.html", contexte, status=statut)


def _cadence(request: HttpRequest, formulaire: FormulaireQuestion) -> bool:
    if is_ratelimited(
        request, group="plateformes.questions", key="ip", rate=CADENCE, increment=True
    ):
        formulaire.add_error(
            None, "Vous avez envoyé beaucoup de questions\u00a0: reprenez plus tard."
        )
        return False
    return True
