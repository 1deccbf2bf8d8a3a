"""Declaring, confirming and asking about the uses of a platform."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.requete import Requete
from plateformes.models import Plateforme, UsageTerritoire
from plateformes.services.usages import (
    change_usage,
    confirm_usage,
    declare_usage,
    refuse_usage,
    remove_usage,
    write_to_users,
)
from plateformes.vitrine.formulaires import (
    FormulaireModification,
    FormulaireQuestion,
    FormulaireUsage,
)
from socle.conflits import dresser_conflit
from socle.droits import exiger
from socle.modeles import ConflitDEdition

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
        messages.success(request, _suite_dite(usage))
        return redirect("plateformes:fiche", code)
    declares = plateforme.usages.de_l_organisation(request.organisation)
    contexte = {
        "plateforme": plateforme,
        "formulaire": formulaire,
        "declares": list(declares.select_related("territoire")),
        "sans_territoire": not formulaire.fields["territoire"].queryset.exists(),  # type: ignore[attr-defined]
    }
    statut = 422 if formulaire.errors else 200
    return render(request, "plateformes/usages/declarer.html", contexte, status=statut)


def _usage(request: Requete, reference: str) -> UsageTerritoire:
    usage = get_object_or_404(
        UsageTerritoire.objects.select_related("plateforme__reseau", "territoire", "organisation"),
        reference=reference,
    )
    get_object_or_404(Plateforme.objects.visibles_par(request.user), pk=usage.plateforme_id)
    return usage


@require_POST
def valider(request: Requete, reference: str) -> HttpResponse:
    """Confirm a use that was declared."""
    usage = _usage(request, reference)
    if not peut_valider(request.user, usage.plateforme):
        raise PermissionDenied
    confirm_usage(usage=usage, par=request.user)
    messages.success(request, "L’usage est confirmé : il est publié.")
    return redirect("plateformes:fiche", usage.plateforme.code)


@require_http_methods(["GET", "POST"])
def ecarter(request: Requete, reference: str) -> HttpResponse:
    """Refuse a use with a reason (the network), or take it away (whoever declared it)."""
    usage = _usage(request, reference)
    valide = peut_valider(request.user, usage.plateforme)
    sienne = _est_sienne(request, usage)
    if not (valide or sienne):
        raise PermissionDenied
    retirer = sienne and (not valide or "retirer" in request.POST)
    motif = request.POST.get("motif", "")[:500]
    contexte = {
        "usage": usage,
        "peut_refuser": valide,
        "peut_retirer": sienne,
        "erreur": "",
        "motif": motif,
    }
    if request.method == "POST":
        try:
            if retirer:
                remove_usage(usage=usage, par=request.user)
            else:
                refuse_usage(usage=usage, par=request.user, motif=motif)
        except ValidationError as erreur:
            contexte["erreur"] = " ".join(erreur.messages)
        else:
            messages.success(
                request,
                "L’usage est retiré de la fiche."
                if retirer
                else "L’usage n’est pas publié\u00a0; le motif est envoyé à qui l’a déclaré.",
            )
            return redirect("plateformes:fiche", usage.plateforme.code)
    statut = 422 if contexte["erreur"] else 200
    return render(request, "plateformes/usages/ecarter.html", contexte, status=statut)


def _est_sienne(request: Requete, usage: UsageTerritoire) -> bool:
    """Whether the visitor writes for the organisation that declared the use."""
    return bool(
        request.organisation
        and usage.organisation_id == request.organisation.pk
        and request.user.has_perm("plateformes.declarer_usage", usage.plateforme)
    )


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, reference: str) -> HttpResponse:
    """Write a use again: whoever declared it, or the network."""
    usage = _usage(request, reference)
    valide = peut_valider(request.user, usage.plateforme)
    if not (valide or _est_sienne(request, usage)):
        raise PermissionDenied
    formulaire = FormulaireModification(request.POST or None, instance=usage)
    statut, conflit = (422 if request.method == "POST" else 200), None
    if request.method == "POST" and formulaire.is_valid():
        try:
            usage = change_usage(
                usage=usage,
                par=request.user,
                champs=formulaire.cleaned_data,
                version_attendue=formulaire.cleaned_data["version"] or 0,
                confirme=valide,
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = FormulaireModification(conflit.saisie, instance=conflit.actuel)
            statut = 409
        else:
            messages.success(request, _suite_dite(usage))
            return redirect("plateformes:fiche", usage.plateforme.code)
    # The form wrote into its instance: only the row tells what stands.
    contexte = {"usage": _usage(request, reference), "formulaire": formulaire, "conflit": conflit}
    return render(request, "plateformes/usages/modifier.html", contexte, status=statut)


def _suite_dite(usage: UsageTerritoire) -> str:
    if usage.valide:
        return "L’usage est publié."
    return "Merci. Le réseau qui tient la fiche confirmera cet usage avant sa publication."


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
