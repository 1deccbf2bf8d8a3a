"""Settings of a démarche: description, phases, visibility, reading link, archive."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import PILOTER, droits_de, trouver_demarche
from diagnostics.forms import PhaseFormSet, ReglagesForm, VisibiliteForm, premier_message
from diagnostics.models import Diagnostic
from diagnostics.services.creation import archiver, decrire, renouveler_lien, revoquer_lien
from diagnostics.services.phases import (
    ajouter_phase,
    empreinte_phases,
    regler,
    retirer_phase,
)
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition


def _page(
    request: Requete, diagnostic: Diagnostic, *, status: int = 200, **valeurs: Any
) -> HttpResponse:
    return render(
        request,
        "diagnostics/reglages.html",
        {
            **droits_de(request, diagnostic),
            "formulaire": ReglagesForm(
                instance=diagnostic, initial={"version": diagnostic.version}
            ),
            "phases": PhaseFormSet(queryset=diagnostic.phases.all(), prefix="phases"),
            "empreinte_phases": empreinte_phases(diagnostic=diagnostic),
            "conflit_phases": False,
            "visibilite": VisibiliteForm(instance=diagnostic, prefix="v"),
            "lien": request.build_absolute_uri(
                reverse("diagnostics:lien", args=[diagnostic.jeton_partage])
            ),
            "lien_public": request.build_absolute_uri(
                reverse("diagnostics:publique", args=[diagnostic.reference])
            ),
            "conflit": None,
            "onglet": "reglages",
            **valeurs,
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def reglages(request: Requete, reference: str) -> HttpResponse:
    """Show every setting; POST saves the description."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    if request.method == "GET":
        return _page(request, diagnostic)
    formulaire = ReglagesForm(request.POST, instance=diagnostic)
    if formulaire.is_valid():
        champs = {k: v for k, v in formulaire.cleaned_data.items() if k != "version"}
        try:
            decrire(
                diagnostic=diagnostic,
                champs=champs,
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"],
            )
        except ConflitDEdition as erreur:
            conflit = dresser_conflit(formulaire=formulaire, actuel=erreur.actuel)
            actuel = Diagnostic.objects.select_related("territoire", "organisation").get(
                pk=diagnostic.pk
            )
            formulaire = ReglagesForm(conflit.saisie, instance=diagnostic)
            return _page(request, actuel, status=409, formulaire=formulaire, conflit=conflit)
        messages.success(request, "Réglages enregistrés.")
        return redirect("diagnostics:reglages", reference)
    diagnostic.refresh_from_db()
    return _page(request, diagnostic, status=422, formulaire=formulaire)


@require_POST
def phases(request: Requete, reference: str) -> HttpResponse:
    """Save the phases, add one (``nouvelle``) or remove one (``retirer``)."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    adresse = reverse("diagnostics:reglages", args=[reference]) + "#phases"
    try:
        if request.POST.get("retirer"):
            retirer_phase(phase=get_object_or_404(diagnostic.phases, code=request.POST["retirer"]))
            messages.success(request, "Phase retirée.")
            return redirect(adresse)
        formulaires = PhaseFormSet(request.POST, queryset=diagnostic.phases.all(), prefix="phases")
        if not formulaires.is_valid():
            return _page(request, diagnostic, status=422, phases=formulaires)
        if request.POST.get("empreinte") != empreinte_phases(diagnostic=diagnostic):
            return _page(request, diagnostic, status=409, phases=formulaires, conflit_phases=True)
        for formulaire in formulaires:
            if formulaire.has_changed():
                phase = get_object_or_404(diagnostic.phases, pk=formulaire.instance.pk)
                champs = {k: v for k, v in formulaire.cleaned_data.items() if k != "id"}
                regler(phase=phase, champs=champs)
        if request.POST.get("nouvelle", "").strip():
            ajouter_phase(diagnostic=diagnostic, titre=request.POST["nouvelle"])
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, "Phases enregistrées.")
    return redirect(adresse)


@require_POST
def visibilite(request: Requete, reference: str) -> HttpResponse:
    """Choose who may read, renew or close the reading link (``action``)."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    action = request.POST.get("action", "")
    if action == "renouveler":
        renouveler_lien(diagnostic=diagnostic, par=request.user)
        messages.success(
            request, "Le lien a une nouvelle adresse. L’ancienne ne mène plus nulle part."
        )
    elif action == "revoquer":
        revoquer_lien(diagnostic=diagnostic, par=request.user)
        messages.success(request, "Le lien est fermé. Son adresse ne mène plus nulle part.")
    else:
        formulaire = VisibiliteForm(request.POST, prefix="v")
        if not formulaire.is_valid():
            return _page(request, diagnostic, status=422, visibilite=formulaire)
        decrire(
            diagnostic=diagnostic,
            champs=formulaire.cleaned_data,
            par=request.user,
            version_attendue=None,
        )
        messages.success(request, "Visibilité enregistrée.")
    return redirect(reverse("diagnostics:reglages", args=[reference]) + "#visibilite")


@require_POST
def archive(request: Requete, reference: str) -> HttpResponse:
    """Close the démarche to writing, or open it again (``ouvrir``)."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    fermer = request.POST.get("action") != "ouvrir"
    archiver(diagnostic=diagnostic, par=request.user, archive=fermer)
    messages.success(
        request,
        "La démarche est archivée\u00a0: on peut la lire, plus y écrire."
        if fermer
        else "La démarche est de nouveau ouverte.",
    )
    return redirect("diagnostics:fiche", reference)
