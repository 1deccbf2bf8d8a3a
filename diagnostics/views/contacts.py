"""The contact plan: board, table, progress; one contact; its exchanges."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_CONTACTS, droits_de, trouver_demarche
from diagnostics.ecran_contacts import VuePlan, contexte_plan
from diagnostics.forms import premier_message
from diagnostics.forms_contacts import EchangeForm, SuiviForm
from diagnostics.models import Diagnostic, Echange, PartiePrenante, SuiviContact
from diagnostics.services import contacts
from diagnostics.services.plan_contacts import ETATS, lire_plan
from diagnostics.services.suggestions_parties import proposer_avancees
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

REFUS = 422
CONFLIT = 409


def _trouver(diagnostic: Diagnostic, reference: str) -> PartiePrenante:
    return get_object_or_404(
        diagnostic.parties.select_related("cercle", "acteur", "diagnostic"), reference=reference
    )


def _ecrire_contact(request: Requete, reference: str) -> Diagnostic:
    """Return the démarche to somebody who may both read its contacts and write."""
    trouver_demarche(request, reference, LIRE_CONTACTS)
    return trouver_demarche(request, reference, CONTRIBUER)


@require_GET
def plan(request: Requete, reference: str) -> HttpResponse:
    """Show the plan as a board, a table or its progress."""
    diagnostic = trouver_demarche(request, reference, LIRE_CONTACTS)
    gabarit = "diagnostics/contacts/plan.html" + ("#plan" if request.htmx else "")
    reponse = render(request, gabarit, contexte_plan(request, diagnostic))
    patch_cache_control(reponse, private=True, no_cache=True)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


@require_POST
def etat(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Move a contact to another state; back to the plan, or to its page (``retour=fiche``)."""
    diagnostic = _ecrire_contact(request, reference)
    objet = _trouver(diagnostic, partie)
    try:
        contacts.changer_etat(partie=objet, etat=request.POST.get("etat", ""), par=request.user)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        libelle = ETATS[request.POST["etat"]]
        messages.success(request, f"«\u00a0{objet.nom}\u00a0»\u00a0: {libelle.lower()}.")
    if request.POST.get("retour") == "fiche":
        return redirect("diagnostics:contact", reference, partie)
    adresse = reverse("diagnostics:contacts", args=[reference])
    return redirect(adresse + VuePlan.lire(request).requete())


@require_http_methods(["GET", "POST"])
def contact(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Show one contact: where it stands, what comes next, what was exchanged; write it."""
    ecrit = request.method == "POST"
    diagnostic = (
        _ecrire_contact(request, reference)
        if ecrit
        else trouver_demarche(request, reference, LIRE_CONTACTS)
    )
    objet = _trouver(diagnostic, partie)
    suivi = getattr(objet, "suivi", None) or SuiviContact(partie=objet)
    formulaire = SuiviForm(request.POST if ecrit else None, instance=suivi, diagnostic=diagnostic)
    conflit = None
    if ecrit and formulaire.is_valid():
        champs = {k: v for k, v in formulaire.cleaned_data.items() if k != "version"}
        try:
            contacts.modifier_suivi(
                partie=objet,
                champs=champs,
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"],
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = SuiviForm(
                conflit.saisie,
                instance=SuiviContact.objects.get(pk=conflit.actuel.pk),
                diagnostic=diagnostic,
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
        else:
            messages.success(request, "Plan de contact enregistré.")
            return redirect("diagnostics:contact", reference, partie)
    return _page_contact(
        request,
        diagnostic,
        objet,
        formulaire=formulaire,
        conflit=conflit,
        status=CONFLIT if conflit else REFUS if formulaire.errors else 200,
    )


def _page_contact(
    request: Requete,
    diagnostic: Diagnostic,
    partie: PartiePrenante,
    *,
    status: int = 200,
    **valeurs: Any,
) -> HttpResponse:
    suivi = SuiviContact.objects.filter(partie=partie).select_related(
        "responsable"
    ).first() or SuiviContact(partie=partie)
    echanges = list(suivi.echanges.select_related("auteur")) if suivi.pk else []
    contexte: dict[str, Any] = {
        **droits_de(request, diagnostic),
        "partie": partie,
        "suivi": suivi,
        "echanges": echanges,
        "etats": list(ETATS.items()),
        "aujourd_hui": timezone.localdate(),
        "formulaire": SuiviForm(instance=suivi, diagnostic=diagnostic),
        "noter": EchangeForm(),
        "corrige": None,
        "correction": None,
        "conflit": None,
        "conflit_echange": None,
        "onglet": "parties",
        "avancees": [],
    }
    if contexte["lit_entretiens"] and contexte["peut_contribuer"] and partie.acteur_id:
        contexte["avancees"] = proposer_avancees(diagnostic=diagnostic, partie=partie)
    reponse = render(
        request, "diagnostics/contacts/contact.html", {**contexte, **valeurs}, status=status
    )
    patch_cache_control(reponse, private=True, no_cache=True)
    return reponse


@require_POST
def faite(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Say that the next action is done."""
    diagnostic = _ecrire_contact(request, reference)
    contacts.achever_action(partie=_trouver(diagnostic, partie), par=request.user)
    messages.success(request, "Action faite. Notez l’échange, ou la suite.")
    return redirect("diagnostics:contact", reference, partie)


@require_POST
def noter(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Record an exchange."""
    diagnostic = _ecrire_contact(request, reference)
    objet = _trouver(diagnostic, partie)
    formulaire = EchangeForm(request.POST)
    if formulaire.is_valid():
        champs = {k: v for k, v in formulaire.cleaned_data.items() if k != "version"}
        try:
            contacts.noter_echange(partie=objet, par=request.user, **champs)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
        else:
            messages.success(request, "Échange noté.")
            return redirect(reverse("diagnostics:contact", args=[reference, partie]) + "#echanges")
    return _page_contact(request, diagnostic, objet, noter=formulaire, status=REFUS)


def _echange(diagnostic: Diagnostic, partie: str, echange: str) -> Echange:
    return get_object_or_404(
        Echange.objects.select_related("suivi__partie"),
        reference=echange,
        suivi__partie__reference=partie,
        suivi__partie__diagnostic=diagnostic,
    )


@require_http_methods(["GET", "POST"])
def corriger(request: Requete, reference: str, partie: str, echange: str) -> HttpResponse:
    """Correct an exchange; when somebody did so meanwhile, show both."""
    diagnostic = _ecrire_contact(request, reference)
    objet = _echange(diagnostic, partie, echange)
    ecrit = request.method == "POST"
    formulaire = EchangeForm(request.POST if ecrit else None, instance=objet)
    conflit = None
    if ecrit and formulaire.is_valid():
        champs = {k: v for k, v in formulaire.cleaned_data.items() if k != "version"}
        try:
            contacts.modifier_echange(
                echange=objet,
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"],
                **champs,
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            objet = Echange.objects.get(pk=objet.pk)
            formulaire = EchangeForm(conflit.saisie, instance=objet)
        else:
            messages.success(request, "Échange corrigé.")
            return redirect(reverse("diagnostics:contact", args=[reference, partie]) + "#echanges")
    return _page_contact(
        request,
        diagnostic,
        _trouver(diagnostic, partie),
        corrige=objet,
        correction=formulaire,
        conflit_echange=conflit,
        status=CONFLIT if conflit else REFUS if formulaire.errors else 200,
    )


@require_POST
def effacer(request: Requete, reference: str, partie: str, echange: str) -> HttpResponse:
    """Erase an exchange."""
    diagnostic = _ecrire_contact(request, reference)
    contacts.effacer_echange(echange=_echange(diagnostic, partie, echange), par=request.user)
    messages.success(request, "Échange effacé.")
    return redirect(reverse("diagnostics:contact", args=[reference, partie]) + "#echanges")


@require_GET
def feuille(request: Requete, reference: str) -> HttpResponse:
    """Show the plan as a sheet to print and take along."""
    diagnostic = trouver_demarche(request, reference, LIRE_CONTACTS)
    vue = VuePlan.lire(request)
    lignes = lire_plan(diagnostic=diagnostic, filtre=vue.filtre, utilisateur=request.user)
    groupes: dict[str, list[Any]] = {}
    for ligne in lignes:
        groupes.setdefault(ligne.cercle_nom, []).append(ligne)
    return render(
        request,
        "diagnostics/contacts/feuille.html",
        {
            **droits_de(request, diagnostic),
            "groupes": list(groupes.items()),
            "total": len(lignes),
            "aujourd_hui": timezone.localdate(),
            "requete": vue.requete(),
            "onglet": "parties",
        },
    )
