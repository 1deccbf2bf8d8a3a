"""Writing: new entry, change, publish, archive, restore, choice of a commune."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.communes import chercher_communes
from acteurs.forms import ActeurForm
from acteurs.models import Acteur
from acteurs.rangs import charger
from acteurs.services import (
    DoublonPossible,
    archive_acteur,
    create_acteur,
    publish_acteur,
    restore_version,
    update_acteur,
)
from acteurs.services.references import survivants
from acteurs.views.reunies import suit_les_fusions
from comptes.requete import Requete
from socle.droits import exiger
from socle.modeles import ConflitDEdition
from socle.valeurs import dire_valeur

VOIR = "acteurs.voir_acteur"
PAGE_VIERGE: dict[str, Any] = {
    "acteur": None,
    "cherche": False,
    "ecarts": [],
    "doublons": [],
    "doublons_caches": 0,
    "meme_siret": False,
}
"""What the page of the form shows when nothing went wrong."""


def _acteur(request: Requete, reference: str, permission: str) -> Acteur:
    acteur = get_object_or_404(
        Acteur.objects.select_related("commune__departement", "type", "sous_type"),
        reference=reference,
    )
    exiger(request, permission, acteur, voir=VOIR)
    return acteur


@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: Requete) -> HttpResponse:
    """Enter a new actor for the current organisation."""
    exiger(request, "acteurs.creer_acteur", request.organisation)
    form = ActeurForm(request.POST or None, initial={"nom": request.GET.get("nom", "")})
    contexte: dict[str, Any] = {**PAGE_VIERGE, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            acteur = create_acteur(
                champs=form.saisie(),
                thematiques=form.cleaned_data["thematiques"],
                organisation=request.organisation or None,
                par=request.user,
                confirme="confirme" in request.POST,
            )
        except DoublonPossible as alerte:
            contexte |= _doublons(request, form, alerte)
        except ValidationError as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{acteur.nom} est dans l’annuaire.")
            return redirect("acteurs:fiche", acteur.reference)
    return render(request, "acteurs/saisie.html", contexte, status=_statut(request))


@require_http_methods(["GET", "HEAD", "POST"])
@suit_les_fusions
def modification(request: Requete, reference: str) -> HttpResponse:
    """Change an entry; a colleague's change in between is shown, never overwritten unseen."""
    acteur = _acteur(request, reference, "acteurs.modifier_acteur")
    form = ActeurForm(request.POST or None, instance=acteur)
    contexte: dict[str, Any] = {**PAGE_VIERGE, "form": form, "acteur": acteur}
    if request.method == "POST" and form.is_valid():
        try:
            update_acteur(
                acteur=acteur,
                champs=form.saisie(),
                thematiques=form.cleaned_data["thematiques"],
                par=request.user,
                version_attendue=form.cleaned_data.get("version") or 0,
                confirme="confirme" in request.POST,
            )
        except ConflitDEdition as conflit:
            contexte |= _conflit(request, form, conflit.actuel)
        except DoublonPossible as alerte:
            contexte |= _doublons(request, form, alerte)
        except ValidationError as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "La fiche est à jour.")
            return redirect("acteurs:fiche", acteur.reference)
    return render(request, "acteurs/saisie.html", contexte, status=_statut(request))


def _statut(request: Requete) -> int:
    return 422 if request.method == "POST" else 200


def _doublons(request: Requete, form: ActeurForm, alerte: DoublonPossible) -> dict[str, Any]:
    """Return what the page shows of look-alikes: those the user may see, the others as a number."""
    visibles = [a for a in alerte.candidats if request.user.has_perm(VOIR, a)]
    siret = form.cleaned_data["siret"]
    reunies = survivants("siret", [siret])
    return {
        "doublons": charger([a.pk for a in visibles]),
        "doublons_caches": len(alerte.candidats) - len(visibles),
        "meme_siret": bool(siret)
        and (any(a.siret == siret for a in alerte.candidats) or siret in reunies),
    }


def _conflit(request: Requete, form: ActeurForm, actuel: Any) -> dict[str, Any]:
    """Return the user's text, ready to be saved over the current entry, and what differs from it."""
    ancien = ActeurForm(instance=actuel)
    ecarts = [
        (ancien[nom].label, _en_mots(ancien, nom))
        for nom in ancien.fields
        if nom not in {"version", "commune_code"}
        and str(form.cleaned_data.get(nom) or "") != str(ancien.initial.get(nom) or "")
        and nom != "thematiques"
    ]
    donnees = request.POST.copy()
    donnees["version"] = str(actuel.version)
    return {"form": ActeurForm(donnees, instance=actuel), "ecarts": ecarts, "acteur": actuel}


def _en_mots(form: ActeurForm, nom: str) -> str:
    valeur = form.initial.get(nom)
    choix: Any = getattr(form.fields[nom], "choices", None) or getattr(
        form.fields[nom].widget, "choices", ()
    )
    return str(dict(choix).get(valeur, valeur) or "vide")


@require_POST
@suit_les_fusions
def publication(request: Requete, reference: str) -> HttpResponse:
    """Publish a proposal, or an archived entry again."""
    acteur = _acteur(request, reference, "acteurs.modifier_acteur")
    try:
        publish_acteur(acteur=acteur, par=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, "La fiche est publiée.")
    return redirect("acteurs:fiche", acteur.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@suit_les_fusions
def archivage(request: Requete, reference: str) -> HttpResponse:
    """Ask for confirmation, then withdraw the entry from the directory."""
    acteur = _acteur(request, reference, "acteurs.modifier_acteur")
    if request.method != "POST":
        return render(request, "acteurs/archiver.html", {"acteur": acteur})
    archive_acteur(acteur=acteur, par=request.user)
    messages.success(request, f"{acteur.nom} est archivé. Vous pouvez le publier de nouveau.")
    if request.user.has_perm(VOIR, Acteur.objects.get(pk=acteur.pk)):
        return redirect("acteurs:fiche", acteur.reference)
    return redirect("acteurs:liste")


@require_POST
@suit_les_fusions
def restauration(request: Requete, reference: str, passage: int) -> HttpResponse:
    """Bring back an earlier version of the entry."""
    acteur = _acteur(request, reference, "acteurs.modifier_acteur")
    historique = get_object_or_404(acteur.history, pk=passage)
    try:
        restore_version(acteur=acteur, historique=historique, par=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(
            request, f"La version du {dire_valeur(historique.history_date)} est rétablie."
        )
    return redirect("acteurs:fiche", acteur.reference)


@require_safe
def communes(request: Requete) -> HttpResponse:
    """Communes found by what is typed in the form, as choices (htmx fragment)."""
    form = ActeurForm()
    form.proposer_communes(chercher_communes(request.GET.get("commune_texte", "")))
    return render(request, "acteurs/_commune.html#communes", {"form": form, "cherche": True})
