"""What the figures of a filière say, who could fill its gaps, and how its neighbours stand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from acteurs.models import Acteur
from filieres.acces import PROPOSER, VOIR, droits_de, ouverte_a_tous, trouver_filiere
from filieres.calculs.analyse import analyser
from filieres.couverture import dresser_couverture
from filieres.ecran_analyse import (
    dire_chiffres,
    dresser_lignes,
    dresser_prix,
    dresser_valeurs,
    grouper_constats,
    grouper_incoherences,
)
from filieres.lectures import lire_reseau
from filieres.models import Maillon
from filieres.services.positions import ajouter_position
from filieres.suggestions import (
    RAYON,
    RAYONS,
    a_pourvoir,
    chercher_viviers,
    completer_constats,
)

MONTRES = 60
"""Actors shown on the page of a maillon."""


def lire_rayon(request: HttpRequest) -> int:
    """Return the distance asked for, in km."""
    valeur = request.GET.get("rayon", "")
    return int(valeur) if valeur.isdigit() and int(valeur) in RAYONS else RAYON


@require_safe
@ouverte_a_tous
def analyse(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything the figures say: what stops the chain, what weakens it, who makes its value."""
    filiere = trouver_filiere(request, reference, VOIR)
    droits = droits_de(request, filiere)
    reseau = lire_reseau(filiere, prive=droits["lit_prive"])
    resultat = analyser(reseau)
    rayon = lire_rayon(request)
    viviers = chercher_viviers(reseau, a_pourvoir(reseau, resultat), rayon=rayon)
    return render(
        request,
        "filieres/analyse/analyse.html",
        {
            **droits,
            "onglet": "analyse",
            "reseau": reseau,
            "analyse": resultat,
            "chiffres": dire_chiffres(resultat),
            "groupes": grouper_constats(completer_constats(resultat.constats, viviers)),
            "lignes": dresser_lignes(reseau, resultat),
            "valeurs": dresser_valeurs(reseau, resultat),
            "prix": dresser_prix(resultat),
            "incoherences": grouper_incoherences(resultat),
            "a_pourvoir": set(viviers) if request.user.is_authenticated else set(),
            "appelle": {"manquant", "inconnu", "goulot", "sous-traite"},
            "rayon": rayon,
            "rayons": RAYONS,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest, reference: str, maillon: str) -> HttpResponse:
    """Who could hold a maillon around; one gesture puts them there as a possible position."""
    accepte = request.method == "POST"
    filiere = trouver_filiere(request, reference, PROPOSER if accepte else VOIR)
    vise = get_object_or_404(Maillon, filiere=filiere, reference=maillon)
    if accepte:
        return _accepter(request, vise)
    droits = droits_de(request, filiere)
    reseau = lire_reseau(filiere, prive=droits["lit_prive"])
    rayon = lire_rayon(request)
    lu = reseau.par_cle[vise.reference]
    vivier = chercher_viviers(reseau, [lu], rayon=rayon, montres=MONTRES).get(lu.cle)
    ess = request.GET.get("ess") == "oui"
    trouvees = [s for s in vivier.suggestions if s.ess or not ess] if vivier else []
    return render(
        request,
        "filieres/analyse/suggestions.html",
        {
            **droits,
            "onglet": "analyse",
            "maillon": vise,
            "etat": analyser(reseau).maillons[lu.cle],
            "potentielles": reseau.potentielles(lu.cle),
            "vivier": vivier,
            "suggestions": trouvees,
            "rayon": rayon,
            "rayons": RAYONS,
            "ess": ess,
        },
    )


def _accepter(request: HttpRequest, maillon: Maillon) -> HttpResponse:
    acteur = get_object_or_404(
        Acteur.objects.publies(), reference=request.POST.get("acteur", "")[:12]
    )
    try:
        ajouter_position(
            maillon=maillon,
            par=request.user,
            acteur=acteur,
            potentielle=True,
            source="Suggestion de l’annuaire",
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(
            request, f"{acteur} est noté comme pouvant tenir « {maillon.intitule} », à confirmer."
        )
    page = reverse("filieres:suggestions", args=[maillon.filiere.reference, maillon.reference])
    gardes = "&".join(
        f"{nom}={valeur}"
        for nom, valeur in (("rayon", lire_rayon(request)), ("ess", request.GET.get("ess")))
        if valeur in {*RAYONS, "oui"}
    )
    return redirect(f"{page}?{gardes}" if gardes else page)


@require_safe
@ouverte_a_tous
def voisins(request: HttpRequest, reference: str) -> HttpResponse:
    """Maillon × territory: which neighbours have what we lack."""
    filiere = trouver_filiere(request, reference, VOIR)
    droits = droits_de(request, filiere)
    contexte: dict[str, Any] = {**droits, "onglet": "analyse", "couverture": None}
    if filiere.territoire is not None:
        reseau = lire_reseau(filiere, prive=droits["lit_prive"])
        contexte["couverture"] = dresser_couverture(filiere.territoire, reseau)
    return render(request, "filieres/analyse/voisins.html", contexte)
