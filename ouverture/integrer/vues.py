"""Maps for other sites: the list, making one, the code to paste, the sites allowed."""

from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.filters import ActeurFilter
from acteurs.listes import Liste
from comptes.requete import Requete
from ouverture.integrer.code import code_a_coller
from ouverture.integrer.forms import CarteForm
from ouverture.models import CarteIntegree
from ouverture.services import integration as services
from socle.droits import exiger
from socle.modeles import ConflitDEdition

CADRE_MONTRE: Any = csp_update({"frame-src": ["'self'"]})
"""The page of a map shows the frame being made."""
INTEGRER = "ouverture.integrer"
AUTORISER = "ouverture.autoriser_site"


def _exiger_organisation(request: Requete, permission: str = INTEGRER) -> None:
    if not request.organisation:
        raise PermissionDenied
    exiger(request, permission, request.organisation)


@require_safe
def integrations(request: Requete) -> HttpResponse:
    """The maps of the organisation, and the sites that may show them."""
    _exiger_organisation(request)
    cartes = [
        {"carte": carte, "filtres": _en_mots(request, carte.filtres)}
        for carte in CarteIntegree.objects.filter(organisation=request.organisation.pk)
    ]
    contexte = {
        "cartes": cartes,
        "sites": list(request.organisation.sites_autorises.all()),
        "peut_autoriser": request.user.has_perm(AUTORISER, request.organisation),
    }
    return render(request, "ouverture/integrer/liste.html", contexte)


def _en_mots(request: Requete, adresse: str) -> list[str]:
    """Say filters as the chips of the directory do."""
    filtre = ActeurFilter(QueryDict(adresse), request=request)
    return [libelle for libelle, _ in filtre.actifs()]


@CADRE_MONTRE
@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: Requete) -> HttpResponse:
    """Make a map; its filters come from the directory when one comes from there."""
    _exiger_organisation(request)
    form = CarteForm(request.POST or None, request=request, filtres=request.GET)
    if request.method == "POST" and "apercu" not in request.POST and form.is_valid():
        try:
            carte = services.creer_carte(
                organisation=request.organisation, champs=form.champs(), par=request.user
            )
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            messages.success(request, "La carte est prête\u00a0: copiez son code.")
            return redirect("ouverture:integration", carte.reference)
    return _montrer(request, form, carte=None)


def _carte(request: Requete, reference: str) -> CarteIntegree:
    carte = get_object_or_404(
        CarteIntegree.objects.select_related("organisation"), reference=reference
    )
    exiger(request, INTEGRER, carte.organisation, voir=INTEGRER)
    return carte


@CADRE_MONTRE
@require_http_methods(["GET", "HEAD", "POST"])
def modification(request: Requete, reference: str) -> HttpResponse:
    """The code of a map, and its form; what a colleague changed meanwhile is said."""
    carte = _carte(request, reference)
    initial = {
        nom: getattr(carte, nom) for nom in ("titre", "hauteur", "liste", "active", "version")
    }
    form = CarteForm(
        request.POST or None, request=request, filtres=QueryDict(carte.filtres), initial=initial
    )
    ecarts: list[tuple[str, str]] = []
    if request.method == "POST" and "apercu" not in request.POST and form.is_valid():
        try:
            services.modifier_carte(
                carte=carte,
                champs=form.champs(),
                par=request.user,
                version_attendue=form.cleaned_data.get("version") or 0,
            )
        except ConflitDEdition as conflit:
            carte = conflit.actuel  # type: ignore[assignment]
            ecarts = _ecarts(request, form, carte)
            donnees = request.POST.copy()
            donnees["version"] = str(carte.version)
            form = CarteForm(donnees, request=request, filtres=request.GET)
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            messages.success(request, "La carte est à jour sur tous les sites.")
            return redirect("ouverture:integration", carte.reference)
    return _montrer(request, form, carte=carte, ecarts=ecarts)


def _ecarts(request: Requete, form: CarteForm, actuelle: CarteIntegree) -> list[tuple[str, str]]:
    """Return what a colleague saved and this form says otherwise: label, value in words."""
    miens = form.champs()
    dits = {
        "titre": actuelle.titre,
        "hauteur": actuelle.get_hauteur_display(),
        "liste": "montrée" if actuelle.liste else "non montrée",
        "active": "oui" if actuelle.active else "non",
    }
    ecarts = [
        (str(form.fields[nom].label), dit)
        for nom, dit in dits.items()
        if miens[nom] != getattr(actuelle, nom)
    ]
    if miens["filtres"] != actuelle.filtres:
        ecarts.append(("Filtres", ", ".join(_en_mots(request, actuelle.filtres)) or "aucun"))
    return ecarts


def _montrer(
    request: Requete,
    form: CarteForm,
    *,
    carte: CarteIntegree | None,
    ecarts: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    organisation = carte.organisation if carte else request.organisation
    essai = request.method == "POST" and "apercu" in request.POST
    contexte: dict[str, Any] = {
        "form": form,
        "carte": carte,
        "code": code_a_coller(carte) if carte else "",
        "sites": list(organisation.sites_autorises.all()),
        "peut_autoriser": request.user.has_perm(AUTORISER, organisation),
        "ecarts": ecarts or [],
        "releve": Liste(form.criteres).releve,
        "hauteur": _hauteur(form),
        "apercu": _adresse_apercu(form),
    }
    if request.htmx:
        return render(request, "ouverture/integrer/saisie.html#apercu", contexte)
    statut = 409 if ecarts else 422 if request.method == "POST" and not essai else 200
    return render(request, "ouverture/integrer/saisie.html", contexte, status=statut)


def _hauteur(form: CarteForm) -> int:
    valeur = str(form["hauteur"].value() or "")
    hauteurs = CarteIntegree.Hauteur.values
    return int(valeur) if valeur.isdecimal() and int(valeur) in hauteurs else hauteurs[1]


def _adresse_apercu(form: CarteForm) -> str:
    valeurs = {**form.criteres.valeurs, "titre": str(form["titre"].value() or "")[:120]}
    if form["liste"].value():
        valeurs["liste"] = "on"
    return urlencode(valeurs)


@require_http_methods(["GET", "HEAD", "POST"])
def suppression(request: Requete, reference: str) -> HttpResponse:
    """Ask for confirmation, then take a map away."""
    carte = _carte(request, reference)
    if request.method != "POST":
        return render(request, "ouverture/integrer/suppression.html", {"carte": carte})
    services.supprimer_carte(carte=carte, par=request.user)
    messages.success(request, "La carte est supprimée\u00a0: les sites ne la montrent plus.")
    return redirect("ouverture:integrations")


@require_POST
def site_ajout(request: Requete) -> HttpResponse:
    """Let a site show the maps of the organisation."""
    _exiger_organisation(request, AUTORISER)
    try:
        site = services.autoriser_site(
            organisation=request.organisation, adresse=request.POST.get("site", "")
        )
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, f"{site.origine} peut montrer vos cartes.")
    return redirect("ouverture:integrations")


@require_POST
def site_retrait(request: Requete) -> HttpResponse:
    """Stop a site from showing them."""
    _exiger_organisation(request, AUTORISER)
    origine = request.POST.get("site", "")
    if services.retirer_site(organisation=request.organisation, origine=origine):
        messages.success(request, f"{origine} ne montre plus vos cartes.")
    return redirect("ouverture:integrations")
