"""What goes in and out of the contact plan: spreadsheets, calendar, reminders."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from django_ratelimit.decorators import ratelimit

from acteurs.importers.lecture import FichierRefuse
from comptes.requete import Requete
from diagnostics.acces import (
    CONTRIBUER,
    LIRE_CONTACTS,
    LIRE_ENTRETIENS,
    droits_de,
    trouver_demarche,
)
from diagnostics.ecran_contacts import VuePlan
from diagnostics.exports.contacts import plan_en_csv, plan_en_xlsx
from diagnostics.forms import premier_message
from diagnostics.forms_contacts import DepotForm
from diagnostics.models import Diagnostic, MembreDiagnostic
from diagnostics.services import agenda, import_contacts
from diagnostics.services.plan_contacts import lire_plan

REFUS = 422
_ICS: Final = "text/calendar; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _fichier(contenu: bytes, genre: str, nom: str) -> HttpResponse:
    return HttpResponse(
        contenu,
        content_type=genre,
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Cache-Control": "private, no-store",
        },
    )


# ── Spreadsheets ────────────────────────────────────────────────────────────
@require_GET
def exporter(request: Requete, reference: str, fmt: str) -> HttpResponse:
    """Give the plan (filtered as on the screen) as a spreadsheet."""
    diagnostic = trouver_demarche(request, reference, LIRE_CONTACTS)
    lignes = lire_plan(
        diagnostic=diagnostic, filtre=VuePlan.lire(request).filtre, utilisateur=request.user
    )
    nom = f"plan-de-contact-{timezone.localdate():%Y-%m-%d}.{fmt}"
    if fmt == "xlsx":
        return _fichier(plan_en_xlsx(lignes), _XLSX, nom)
    return _fichier(plan_en_csv(lignes), "text/csv; charset=utf-8", nom)


@require_http_methods(["GET", "POST"])
def importer(request: Requete, reference: str) -> HttpResponse:
    """Take a spreadsheet: first show what it would do, then do it."""
    trouver_demarche(request, reference, LIRE_CONTACTS)
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    if request.method == "POST" and "scelle" in request.POST:
        return _confirmer(request, diagnostic)
    formulaire = DepotForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not request.FILES:
        formulaire = DepotForm(request.POST, request.FILES)
    apercu = None
    if request.method == "POST" and formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            apercu = import_contacts.lire_fichier(
                diagnostic=diagnostic, fichier=fichier, nom=fichier.name, taille=fichier.size
            )
        except FichierRefuse as refus:
            formulaire.add_error("fichier", str(refus))
    return render(
        request,
        "diagnostics/contacts/import.html",
        {
            **droits_de(request, diagnostic),
            "formulaire": formulaire,
            "apercu": apercu,
            "scelle": import_contacts.sceller(apercu, diagnostic=diagnostic) if apercu else "",
            "rejets": None,
            "faites": 0,
            "onglet": "parties",
        },
        status=REFUS if formulaire.errors else 200,
    )


def _confirmer(request: Requete, diagnostic: Diagnostic) -> HttpResponse:
    try:
        propositions = import_contacts.ouvrir(request.POST["scelle"], diagnostic=diagnostic)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
        return redirect("diagnostics:contacts_import", diagnostic.reference)
    faites, rejets = import_contacts.importer(
        diagnostic=diagnostic, propositions=propositions, par=request.user
    )
    pluriel = "s" if faites > 1 else ""
    messages.success(request, f"{faites} ligne{pluriel} importée{pluriel}.")
    if not rejets:
        return redirect("diagnostics:contacts", diagnostic.reference)
    return render(
        request,
        "diagnostics/contacts/import.html",
        {
            **droits_de(request, diagnostic),
            "formulaire": DepotForm(),
            "apercu": None,
            "scelle": "",
            "rejets": rejets,
            "faites": faites,
            "onglet": "parties",
        },
    )


# ── Calendar and reminders ──────────────────────────────────────────────────
def _adhesion(request: Requete, diagnostic: Diagnostic) -> MembreDiagnostic | None:
    return diagnostic.membres.filter(utilisateur=request.user.pk).first()


@require_http_methods(["GET", "POST"])
def regler_agenda(request: Requete, reference: str) -> HttpResponse:
    """Show and change what a member receives: reminders, the secret calendar address."""
    diagnostic = trouver_demarche(request, reference, LIRE_CONTACTS)
    membre = _adhesion(request, diagnostic)
    adresse = ""
    if request.method == "POST":
        if membre is None:
            raise Http404
        acte = request.POST.get("acte", "")
        if acte == "ouvrir":
            jeton = agenda.ouvrir_flux(membre=membre)
            adresse = request.build_absolute_uri(reverse("diagnostics:agenda_flux", args=[jeton]))
        elif acte == "fermer":
            agenda.fermer_flux(membre=membre)
            messages.success(
                request, "L’adresse d’abonnement est fermée\u00a0: elle ne répond plus."
            )
        elif acte == "rappels":
            oui = request.POST.get("rappels") == "oui"
            agenda.choisir_rappels(membre=membre, rappels=oui)
            messages.success(
                request,
                "Vous recevrez les rappels." if oui else "Vous ne recevrez plus de rappel.",
            )
        if not adresse:
            return redirect("diagnostics:contacts_agenda", reference)
    reponse = render(
        request,
        "diagnostics/contacts/agenda.html",
        {
            **droits_de(request, diagnostic),
            "membre": membre,
            "preference": agenda.preference_de(membre) if membre else None,
            "adresse": adresse,
            "onglet": "parties",
        },
    )
    reponse["Cache-Control"] = "private, no-store"
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


@require_GET
def telecharger_agenda(request: Requete, reference: str) -> HttpResponse:
    """Give the calendar as a file, once (``tout=1``: everyone's actions)."""
    diagnostic = trouver_demarche(request, reference, LIRE_CONTACTS)
    contenu = agenda.ecrire_agenda(
        diagnostic=diagnostic,
        utilisateur=request.user,
        tout=request.GET.get("tout") == "1",
        entretiens=request.user.has_perm(LIRE_ENTRETIENS, diagnostic),
    )
    return _fichier(contenu, _ICS, "contacts.ics")


@require_GET
@ratelimit(key="ip", rate="120/h", block=False)
def flux(request: Requete, jeton: str) -> HttpResponse:
    """Answer a calendar application that holds a member's secret address."""
    if getattr(request, "limited", False):
        return HttpResponse(status=429, headers={"Retry-After": "600"})
    membre: Any = agenda.membre_du_flux(jeton)
    if membre is None or not membre.utilisateur.has_perm(LIRE_CONTACTS, membre.diagnostic):
        raise Http404
    contenu = agenda.ecrire_agenda(
        diagnostic=membre.diagnostic,
        utilisateur=membre.utilisateur,
        tout=request.GET.get("tout") == "1",
        entretiens=membre.utilisateur.has_perm(LIRE_ENTRETIENS, membre.diagnostic),
    )
    return HttpResponse(
        contenu,
        content_type=_ICS,
        headers={
            "Content-Disposition": 'inline; filename="contacts.ics"',
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
