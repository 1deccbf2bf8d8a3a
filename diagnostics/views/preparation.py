"""The preparation sheet: who to meet, what they know, how to present oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.forms_entretiens import FicheForm, RencontreForm
from diagnostics.models import Diagnostic, FichePreparation, RencontrePrevue
from diagnostics.services import preparation as services
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

_CHAMPS_FICHE = ("intention", "a_apprendre", "vigilance")
_CHAMPS_RENCONTRE = ("nom", "acteur", "savoirs", "expertise", "enqueteur", "statut")

_SUITE = {"libelle": "Suite", "classe": "n-ecran-seul"}
_COLONNES = ("Qui", "Ce qu’ils savent que nous ignorons", "Qui y va", "Où en est-on", _SUITE)


def _page(
    request: Requete, diagnostic: Diagnostic, *, status: int = 200, **valeurs: Any
) -> HttpResponse:
    fiche = FichePreparation.objects.filter(diagnostic=diagnostic).first()
    statut = request.GET.get("statut", "")
    rencontres = diagnostic.rencontres_prevues.select_related("acteur", "enqueteur", "entretien")
    toutes = list(rencontres)
    modifiee = valeurs.get("modifiee")
    formulaire = valeurs.pop("formulaire", None) or RencontreForm(diagnostic=diagnostic)
    comptes = [
        (code, libelle, sum(r.statut == code for r in toutes))
        for code, libelle in RencontrePrevue.Statut.choices
    ]
    droits = droits_de(request, diagnostic)
    return render(
        request,
        "diagnostics/entretiens/preparation.html",
        {
            **droits,
            "fiche": fiche or FichePreparation(diagnostic=diagnostic),
            "fiche_ecrite": bool(fiche and (fiche.intention or fiche.a_apprendre)),
            "fiche_form": FicheForm(
                instance=fiche, initial={"version": fiche.version if fiche else 0}
            ),
            "rencontres": [r for r in toutes if not statut or r.statut == statut],
            "total": len(toutes),
            "colonnes": _COLONNES if droits["peut_contribuer"] else _COLONNES[:-1],
            "comptes": comptes,
            "statut": statut,
            "formulaire": formulaire,
            "modifiee": modifiee,
            "conflit_fiche": None,
            "conflit": None,
            "onglet": "sources",
            "ecran": "preparation",
            **valeurs,
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def preparation(request: Requete, reference: str) -> HttpResponse:
    """Read the sheet; contributors write its head (POST without line)."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER if ecrit else LIRE_ENTRETIENS)
    if not ecrit:
        return _page(request, diagnostic)
    formulaire = FicheForm(request.POST)
    if not formulaire.is_valid():
        return _page(request, diagnostic, status=422, fiche_form=formulaire)
    try:
        services.modifier_preparation(
            diagnostic=diagnostic,
            champs={c: formulaire.cleaned_data[c] for c in _CHAMPS_FICHE},
            par=request.user,
            version_attendue=formulaire.cleaned_data["version"],
        )
    except ConflitDEdition as refus:
        conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
        return _page(
            request,
            diagnostic,
            status=409,
            fiche_form=FicheForm(conflit.saisie),
            conflit_fiche=conflit,
        )
    messages.success(request, "Fiche enregistrée.")
    return redirect("diagnostics:preparation", reference)


@require_POST
def prevoir(request: Requete, reference: str) -> HttpResponse:
    """Add somebody to meet."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    formulaire = RencontreForm(request.POST, diagnostic=diagnostic)
    if not formulaire.is_valid():
        return _page(request, diagnostic, status=422, formulaire=formulaire)
    rencontre = services.prevoir_rencontre(
        diagnostic=diagnostic, champs=_champs(formulaire), par=request.user
    )
    messages.success(request, f"«\u00a0{rencontre.nom}\u00a0» est dans la liste.")
    return redirect("diagnostics:preparation", reference)


def _champs(formulaire: RencontreForm) -> dict[str, Any]:
    return {c: formulaire.cleaned_data[c] for c in _CHAMPS_RENCONTRE}


@require_http_methods(["GET", "POST"])
def rencontre(request: Requete, reference: str, rencontre: str) -> HttpResponse:
    """Change a line of the sheet."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(diagnostic.rencontres_prevues, reference=rencontre)
    formulaire = RencontreForm(
        request.POST if ecrit else None,
        instance=objet,
        initial={"version": objet.version},
        diagnostic=diagnostic,
    )
    if not ecrit:
        return _page(request, diagnostic, formulaire=formulaire, modifiee=objet)
    if not formulaire.is_valid():
        return _page(request, diagnostic, status=422, formulaire=formulaire, modifiee=objet)
    try:
        services.modifier_rencontre(
            rencontre=objet,
            champs=_champs(formulaire),
            par=request.user,
            version_attendue=formulaire.cleaned_data["version"],
        )
    except ConflitDEdition as refus:
        conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
        return _page(
            request,
            diagnostic,
            status=409,
            formulaire=RencontreForm(
                conflit.saisie, instance=conflit.actuel, diagnostic=diagnostic
            ),
            modifiee=objet,
            conflit=conflit,
        )
    messages.success(request, "Enregistré.")
    return redirect("diagnostics:preparation", reference)


@require_POST
def retirer(request: Requete, reference: str, rencontre: str) -> HttpResponse:
    """Take somebody out of the sheet."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(diagnostic.rencontres_prevues, reference=rencontre)
    services.retirer_rencontre(rencontre=objet, par=request.user)
    messages.success(request, f"«\u00a0{objet.nom}\u00a0» n’est plus dans la liste.")
    return redirect("diagnostics:preparation", reference)
