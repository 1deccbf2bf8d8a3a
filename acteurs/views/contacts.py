"""Contacts of an organisation: on the page of an actor, and all together in its book."""

import csv
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.contacts import lire_lignes
from acteurs.exports import inoffensif
from acteurs.forms_contacts import FormulaireContact
from acteurs.models import Acteur, ContactActeur, TraceContact
from acteurs.rules import ECRIVENT, roles_de
from acteurs.services import contacts as services
from comptes.requete import Requete
from socle.droits import exiger
from socle.modeles import ConflitDEdition
from socle.typographie import accorder

PAR_PAGE = 50
TRACES_MAX = 20
LIRE, TENIR = "acteurs.lire_contact", "acteurs.tenir_contact"
FILTRES = {
    "bientot": "Bientôt effacés",
    "prevenir": "Personnes à prévenir",
}


def _contact(request: Requete, reference: str, permission: str) -> ContactActeur:
    contact = get_object_or_404(
        ContactActeur.objects.select_related("acteur", "organisation"), reference=reference
    )
    exiger(request, permission, contact, voir=LIRE)
    return contact


def _exiger_organisation(request: Requete) -> None:
    """Contacts belong to an organisation: nobody enters any without one, operators included."""
    if not request.organisation:
        raise PermissionDenied
    exiger(request, "acteurs.noter_contact", request.organisation)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: Requete, reference: str) -> HttpResponse:
    """Enter somebody to talk to at an actor, for the current organisation."""
    acteur = get_object_or_404(Acteur, reference=reference)
    exiger(request, "acteurs.voir_acteur", acteur, voir="acteurs.voir_acteur")
    _exiger_organisation(request)
    form = FormulaireContact(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = services.ajouter_contact(
                acteur=acteur,
                organisation=request.organisation,
                champs=form.saisie(),
                par=request.user,
            )
        except ValidationError as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{contact.nom} est dans vos contacts.")
            return redirect(f"{_fiche(acteur)}#contacts")
    return _saisie(request, form, acteur)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def modification(request: Requete, reference: str) -> HttpResponse:
    """Change a contact; a colleague's change in between is shown, never overwritten unseen."""
    contact = _contact(request, reference, TENIR)
    form = FormulaireContact(request.POST or None, instance=contact)
    actuel = None
    if request.method == "POST" and form.is_valid():
        try:
            services.modifier_contact(
                contact=contact,
                champs=form.saisie(),
                par=request.user,
                version_attendue=form.cleaned_data.get("version") or 0,
            )
        except ConflitDEdition as conflit:
            actuel = ContactActeur.objects.get(pk=conflit.actuel.pk)
            donnees = request.POST.copy()
            donnees["version"] = str(actuel.version)
            form = FormulaireContact(donnees, instance=contact)
        except ValidationError as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "Le contact est à jour.")
            return redirect(f"{_fiche(contact.acteur)}#contacts")
    return _saisie(request, form, contact.acteur, contact=contact, actuel=actuel)


def _saisie(
    request: Requete,
    form: FormulaireContact,
    acteur: Acteur,
    *,
    contact: ContactActeur | None = None,
    actuel: ContactActeur | None = None,
) -> HttpResponse:
    organisation = contact.organisation if contact else request.organisation
    return render(
        request,
        "acteurs/contacts/saisie.html",
        {
            "form": form,
            "acteur": acteur,
            "contact": contact,
            "actuel": actuel,
            "organisation": organisation,
        },
        status=422 if request.method == "POST" else 200,
    )


def _fiche(acteur: Acteur) -> str:
    return reverse("acteurs:fiche", args=[acteur.reference])


@never_cache
@require_safe
def acces(request: Requete, reference: str) -> HttpResponse:
    """What is held on somebody, in words, to be handed over to them."""
    contact = _contact(request, reference, LIRE)
    texte = services.ecrire_fiche_d_acces(contact=contact, par=request.user)
    reponse = HttpResponse(texte, content_type="text/plain; charset=utf-8")
    reponse["Content-Disposition"] = (
        f'attachment; filename="terreau-acces-{timezone.localdate():%Y-%m-%d}.txt"'
    )
    return reponse


@require_POST
def effacement(request: Requete, reference: str) -> HttpResponse:
    """Erase a contact for good, in one click."""
    contact = _contact(request, reference, TENIR)
    services.effacer_contacts(contacts=[contact], par=request.user)
    messages.success(request, "Le contact est effacé, sans trace de son nom.")
    return redirect(_retour(request) or f"{_fiche(contact.acteur)}#contacts")


@require_POST
def prolongation(request: Requete, reference: str) -> HttpResponse:
    """Keep a contact two more years, in one click."""
    contact = _contact(request, reference, TENIR)
    services.prolonger_contacts(contacts=[contact], par=request.user)
    messages.success(request, "Le contact est gardé deux ans de plus.")
    return redirect(_retour(request) or f"{_fiche(contact.acteur)}#contacts")


def _retour(request: Requete) -> str:
    """Return the page of this site the form says it comes from, or nothing."""
    retour = request.POST.get("retour", "")
    sur = url_has_allowed_host_and_scheme(retour, {request.get_host()}, request.is_secure())
    return retour if sur else ""


@never_cache
@require_safe
def carnet(request: Requete) -> HttpResponse:
    """All the contacts of the user's organisations: search, what is due, what was done."""
    if not roles_de(request.user) and not request.user.is_superuser:
        raise PermissionDenied
    choix = request.GET.get("voir", "")
    siens = ContactActeur.objects.lisibles_par(request.user)
    jour = timezone.localdate()
    comptes = {
        "tous": siens.count(),
        "bientot": siens.bientot_effaces(jour).count(),
        "prevenir": siens.a_informer().count(),
    }
    lus = {"bientot": siens.bientot_effaces(jour), "prevenir": siens.a_informer()}.get(choix, siens)
    texte = request.GET.get("q", "").replace("\x00", "")[:120]
    lus = lus.cherche(texte).select_related("acteur", "organisation")
    page = Paginator(lus, PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "acteurs/contacts/carnet.html",
        {
            "page": page,
            "lignes": lire_lignes(request.user, page.object_list),
            "q": texte,
            "voir": choix if choix in FILTRES else "",
            "comptes": comptes,
            "traces": _traces(request),
            "peut_exporter": bool(request.organisation)
            and request.user.has_perm("acteurs.noter_contact", request.organisation),
        },
    )


def _traces(request: Requete) -> Any:
    return TraceContact.objects.filter(
        organisation__in=[
            pk for pk, (role, _) in roles_de(request.user).items() if role in ECRIVENT
        ]
    ).select_related("acteur", "par", "organisation")[:TRACES_MAX]


@require_POST
def lot(request: Requete) -> HttpResponse:
    """Keep or erase several contacts at once."""
    choisis = ContactActeur.objects.lisibles_par(request.user).filter(
        reference__in=request.POST.getlist("contact")[:PAR_PAGE]
    )
    siens = [c for c in choisis if request.user.has_perm(TENIR, c)]
    if not siens:
        messages.error(request, "Cochez d’abord les contacts que vous tenez.")
    elif request.POST.get("geste") == "effacer":
        n = services.effacer_contacts(contacts=siens, par=request.user)
        messages.success(request, f"{n} {accorder(n, 'contact effacé,contacts effacés')}.")
    elif request.POST.get("geste") == "garder":
        services.prolonger_contacts(contacts=siens, par=request.user)
        messages.success(request, "Ces contacts sont gardés deux ans de plus.")
    return redirect(_retour(request) or "acteurs:contacts")


@never_cache
@require_safe
def export(request: Requete) -> HttpResponse:
    """The contacts of the current organisation as CSV; who took them is noted."""
    _exiger_organisation(request)
    services.noter_export(organisation=request.organisation, par=request.user)
    contacts = ContactActeur.objects.filter(organisation=request.organisation)
    reponse = HttpResponse(content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="contacts.csv"'
    reponse.write("\ufeff")
    sortie = csv.writer(reponse, delimiter=";")
    sortie.writerow(
        ["Structure", "Prénom et nom", "Fonction", "Adresse électronique", "Téléphone",
         "À quoi cela sert", "Base légale", "Personne prévenue le", "À effacer après le"]
    )  # fmt: skip
    for c in contacts.select_related("acteur"):
        ligne = (
            c.acteur.nom, c.nom, c.fonction, c.courriel, c.telephone, c.get_finalite_display(),
            c.get_base_display(), c.informee_le or "", c.conserver_jusqu_au,
        )  # fmt: skip
        sortie.writerow([inoffensif(v) for v in ligne])
    return reponse
