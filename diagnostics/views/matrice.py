"""The MOFF matrix: page, cheap polling, and everything one does to a statement.

Each writing view answers a redirection to the page, whose address holds the
whole state of the screen: the browser without JavaScript follows it, ``moff.js``
asks for the same address and swaps what changed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from django.views.decorators.http import require_GET, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, PROPOSER, droits_de, trouver_demarche, trouver_element
from diagnostics.atelier import Vue, contexte_atelier, etiquette
from diagnostics.dessins.matrice import dessiner_matrice
from diagnostics.forms import AjoutForm, ElementForm, FusionForm, PreuveForm, premier_message
from diagnostics.models import Diagnostic, ElementMoff, Preuve, Quadrant
from diagnostics.services import elements, fusion, historique, preuves, voix
from diagnostics.services.recherche import chercher_acteurs
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

REFUS = 422
CONFLIT = 409


def _page(
    request: Requete, diagnostic: Diagnostic, *, status: int = 200, **valeurs: Any
) -> HttpResponse:
    """Answer the matrix page, or only its workshop when ``moff.js`` asks."""
    gabarit = "diagnostics/matrice.html"
    if request.htmx:
        gabarit += "#atelier"
    reponse = render(
        request, gabarit, contexte_atelier(request, diagnostic, **valeurs), status=status
    )
    patch_cache_control(reponse, private=True, no_cache=True)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _retour(request: Requete, diagnostic: Diagnostic, **changements: Any) -> HttpResponse:
    """Go back to the page in the same state, but for ``changements``."""
    adresse = reverse("diagnostics:matrice", args=[diagnostic.reference])
    return redirect(adresse + Vue.lire(request).requete(**changements))


@require_GET
def matrice(request: Requete, reference: str) -> HttpResponse:
    """Show the matrix."""
    return _page(request, trouver_demarche(request, reference))


@require_GET
def etat(request: Requete, reference: str) -> HttpResponse:
    """Answer 304 while nothing changed, else the workshop: asked every two seconds."""
    diagnostic = trouver_demarche(request, reference)
    etag = etiquette(request, diagnostic)
    inchange = get_conditional_response(request, etag=etag)
    if inchange is not None:
        patch_cache_control(inchange, private=True, no_cache=True)
        return inchange
    reponse = render(
        request, "diagnostics/matrice.html#atelier", contexte_atelier(request, diagnostic)
    )
    reponse["ETag"] = etag
    patch_cache_control(reponse, private=True, no_cache=True)
    return reponse


@require_GET
def apercu(request: Requete, reference: str) -> HttpResponse:
    """Show the matrix as one drawing, to print or project."""
    diagnostic = trouver_demarche(request, reference)
    lecture = diagnostic.matrice(par_voix=request.GET.get("tri") == "voix")
    return render(
        request,
        "diagnostics/apercu.html",
        {
            **droits_de(request, diagnostic),
            "matrice": lecture,
            "dessin": dessiner_matrice(lecture, identifiant="moff"),
            "dessin_etroit": dessiner_matrice(lecture, colonnes=1, identifiant="moff-etroit"),
            "onglet": "matrice",
        },
    )


@require_POST
def ajouter(request: Requete, reference: str) -> HttpResponse:
    """Write a new statement."""
    diagnostic = trouver_demarche(request, reference, PROPOSER)
    formulaire = AjoutForm(request.POST)
    if formulaire.is_valid():
        try:
            element = elements.ajouter(
                diagnostic=diagnostic, auteur=request.user, **formulaire.cleaned_data
            )
        except ValidationError as erreur:
            formulaire.add_error("texte", erreur)
        else:
            messages.success(request, f"Ajouté dans les {Quadrant(element.quadrant).label}.")
            retour = _retour(request, diagnostic)
            retour["Location"] += f"#ajout-{element.quadrant}"
            return retour
    return _page(request, diagnostic, status=REFUS, ajout=formulaire)


def _agir(
    request: Requete,
    reference: str,
    vise: str,
    acte: Callable[[ElementMoff], Any],
    *,
    message: str = "",
    permission: str = CONTRIBUER,
    **changements: Any,
) -> HttpResponse:
    """Do ``acte`` to the statement of reference ``vise``, tell what happened, and go back to the page."""
    diagnostic = trouver_demarche(request, reference, permission)
    objet = trouver_element(diagnostic, vise)
    try:
        acte(objet)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        if message:
            messages.success(request, message)
    return _retour(request, diagnostic, **changements)


@require_POST
def soutenir(request: Requete, reference: str, element: str) -> HttpResponse:
    """Give or take back one's vote (``soutien``: oui or non)."""
    pour = request.POST.get("soutien") != "non"
    return _agir(
        request,
        reference,
        element,
        lambda e: voix.soutenir(element=e, utilisateur=request.user, soutien=pour),
        permission=PROPOSER,
    )


@require_POST
def deplacer(request: Requete, reference: str, element: str) -> HttpResponse:
    """Move to ``quadrant`` before ``avant`` (a reference), or by ``pas`` (-1 up, 1 down)."""
    pas = {"-1": -1, "1": 1}.get(request.POST.get("pas", ""))
    quadrant = request.POST.get("quadrant", "")
    cible = request.POST.get("avant", "")

    def bouger(e: ElementMoff) -> None:
        if pas is not None:
            elements.decaler(element=e, pas=pas, par=request.user)
            return
        avant = e.diagnostic.elements.filter(reference=cible).first() if cible else None
        elements.deplacer(element=e, quadrant=quadrant, par=request.user, avant=avant)

    libelle = dict(Quadrant.choices).get(quadrant)
    message = f"Déplacé dans les {libelle}." if libelle and pas is None else "Rangé autrement."
    return _agir(request, reference, element, bouger, message=message)


@require_POST
def modifier(request: Requete, reference: str, element: str) -> HttpResponse:
    """Reword a statement; when somebody did so meanwhile, show both and let people choose."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = trouver_element(diagnostic, element)
    formulaire = ElementForm(request.POST, instance=objet)
    vue = Vue(**{**Vue.lire(request).__dict__, "element": element, "volet": "modifier"})
    if not formulaire.is_valid():
        objet.refresh_from_db()
        return _page(
            request, diagnostic, status=REFUS, vue=vue, element=objet, formulaire=formulaire
        )
    donnees = formulaire.cleaned_data
    objet.refresh_from_db()
    try:
        elements.modifier(
            element=objet,
            texte=donnees["texte"],
            thematique=donnees["thematique"],
            par=request.user,
            version_attendue=donnees["version"],
        )
    except ValidationError as erreur:
        formulaire.add_error("texte", erreur)
        return _page(
            request, diagnostic, status=REFUS, vue=vue, element=objet, formulaire=formulaire
        )
    except ConflitDEdition as erreur:
        conflit = dresser_conflit(formulaire=formulaire, actuel=erreur.actuel)
        objet.refresh_from_db()
        return _page(
            request,
            diagnostic,
            status=CONFLIT,
            vue=vue,
            conflit=conflit,
            formulaire=ElementForm(conflit.saisie, instance=objet),
        )
    messages.success(request, "Énoncé enregistré.")
    return _retour(request, diagnostic, element=element, volet="")


@require_POST
def retirer(request: Requete, reference: str, element: str) -> HttpResponse:
    """Take a statement out of the matrix; the page offers to undo."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    elements.retirer(element=trouver_element(diagnostic, element), par=request.user)
    adresse = reverse("diagnostics:matrice", args=[diagnostic.reference])
    requete = Vue.lire(request).requete(element="", volet="")
    return redirect(f"{adresse}{requete}{'&' if requete else '?'}retire={element}")


@require_POST
def retablir(request: Requete, reference: str, element: str) -> HttpResponse:
    """Put a withdrawn statement back."""
    return _agir(
        request,
        reference,
        element,
        lambda e: elements.retablir(element=e, par=request.user),
        message="L’énoncé est de retour dans la matrice.",
        element=element,
        volet="",
    )


@require_POST
def fusionner(request: Requete, reference: str, element: str) -> HttpResponse:
    """Merge the chosen duplicates into a statement."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = trouver_element(diagnostic, element)
    formulaire = FusionForm(request.POST, diagnostic=diagnostic)
    vue = Vue(**{**Vue.lire(request).__dict__, "element": element, "volet": "fusion"})
    if formulaire.is_valid():
        try:
            fusion.fusionner(cible=objet, par=request.user, **formulaire.cleaned_data)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Énoncés réunis\u00a0: voix, preuves et auteurs sont gardés.")
            return _retour(request, diagnostic, element=element, volet="")
    return _page(request, diagnostic, status=REFUS, vue=vue, formulaire=formulaire)


@require_POST
def defusionner(request: Requete, reference: str, element: str) -> HttpResponse:
    """Undo a merge."""
    return _agir(
        request,
        reference,
        element,
        lambda e: fusion.defusionner(element=e, par=request.user),
        message="Les énoncés sont de nouveau séparés.",
        element=element,
        volet="",
    )


@require_POST
def restaurer(request: Requete, reference: str, element: str) -> HttpResponse:
    """Bring an earlier version back (``version``: its number in the history)."""
    version = request.POST.get("version", "")
    numero = int(version) if version.isdecimal() else 0
    return _agir(
        request,
        reference,
        element,
        lambda e: historique.restaurer(element=e, version_id=numero, par=request.user),
        message="La version choisie est de nouveau en vigueur.",
        element=element,
        volet="",
    )


@require_POST
def rattacher(request: Requete, reference: str, element: str) -> HttpResponse:
    """Attach evidence to a statement."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = trouver_element(diagnostic, element)
    formulaire = PreuveForm(request.POST, diagnostic=diagnostic, utilisateur=request.user)
    vue = Vue(**{**Vue.lire(request).__dict__, "element": element, "volet": "preuve"})
    if formulaire.is_valid():
        donnees = {k: v for k, v in formulaire.cleaned_data.items() if k != "acteur_choisi"}
        try:
            preuves.rattacher(element=objet, par=request.user, **donnees)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
        else:
            contre = donnees["sens"] == Preuve.Sens.CONTREDIT
            messages.success(request, "Contradiction signalée." if contre else "Preuve rattachée.")
            return _retour(request, diagnostic, element=element, volet="")
    return _page(request, diagnostic, status=REFUS, vue=vue, formulaire=formulaire)


@require_POST
def detacher(request: Requete, reference: str, element: str) -> HttpResponse:
    """Take a piece of evidence away (``preuve``: its number within the statement)."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = trouver_element(diagnostic, element)
    numero = request.POST.get("preuve", "")
    preuve = get_object_or_404(objet.preuves, pk=numero if numero.isdecimal() else 0)
    preuves.detacher(preuve=preuve, par=request.user)
    messages.success(request, "Preuve retirée. L’historique la garde.")
    return _retour(request, diagnostic, element=element, volet="")


@require_GET
def suggestions(request: Requete, reference: str) -> JsonResponse:
    """Propose actors whose name holds what is typed (``q``)."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    trouves, _ = chercher_acteurs(
        diagnostic=diagnostic, utilisateur=request.user, texte=request.GET.get("q", "")
    )
    return JsonResponse(
        {"acteurs": [{"nom": a.nom, "lieu": a.commune.nom if a.commune else ""} for a in trouves]}
    )
