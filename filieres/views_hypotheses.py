"""What if: hypotheses listed and compared, one of them tried beside today."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filieres.acces import LIRE_PRIVE, MODIFIER, droits_de, trouver_filiere
from filieres.calculs.analyse import analyser
from filieres.calculs.essai import dire_changement, essayer
from filieres.ecran_hypotheses import dresser_comparaison
from filieres.forms_hypotheses import FORMULAIRES, HypotheseForm
from filieres.lectures import lire_reseau
from filieres.models import Filiere, Hypothese
from filieres.services.ecriture import modifier
from filieres.services.hypotheses import (
    ajouter_changement,
    creer_hypothese,
    retirer_changement,
    supprimer_hypothese,
)
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

COMPAREES = 3
REFUS, CONFLIT = 422, 409


def _trouver(request: HttpRequest, reference: str, code: str, permission: str) -> Hypothese:
    filiere = trouver_filiere(request, reference, permission)
    hypothese = get_object_or_404(Hypothese, filiere=filiere, reference=code)
    hypothese.filiere = filiere
    return hypothese


@require_safe
def hypotheses(request: HttpRequest, reference: str) -> HttpResponse:
    """All of them, and up to three beside today (``?h=``)."""
    filiere = trouver_filiere(request, reference, LIRE_PRIVE)
    reseau = lire_reseau(filiere)
    toutes = list(filiere.hypotheses.select_related("auteur"))
    voulues = request.GET.getlist("h")
    choisies = [h for h in toutes if h.reference in voulues][:COMPAREES]
    essais = [essayer(reseau, h.changements) for h in choisies]
    comparaison = None
    if choisies:
        analyses = (analyser(reseau), *(analyser(e.reseau) for e in essais))
        comparaison = dresser_comparaison(reseau, choisies, analyses)
    return render(
        request,
        "filieres/hypotheses/liste.html",
        {
            **droits_de(request, filiere),
            "onglet": "hypotheses",
            "hypotheses": [
                (h, [dire_changement(reseau, c) for c in h.changements]) for h in toutes
            ],
            "choisies": {h.reference for h in choisies},
            "trop": len(voulues) > COMPAREES,
            "comparaison": comparaison,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: HttpRequest, reference: str) -> HttpResponse:
    """Name a hypothesis; its changes come next."""
    filiere = trouver_filiere(request, reference, MODIFIER)
    formulaire = HypotheseForm(request.POST or None, instance=Hypothese(filiere=filiere))
    if request.method == "POST" and formulaire.is_valid():
        try:
            creee = creer_hypothese(filiere=filiere, par=request.user, **formulaire.cleaned_data)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            return redirect("filieres:hypothese", filiere.reference, creee.reference)
    contexte = {"formulaire": formulaire, "hypothese": None}
    return _montrer_formulaire(request, filiere, contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_hypothese(request: HttpRequest, reference: str, hypothese: str) -> HttpResponse:
    """Change the name or the reason of a hypothesis."""
    actuelle = _trouver(request, reference, hypothese, MODIFIER)
    formulaire = HypotheseForm(request.POST or None, instance=actuelle)
    conflit = None
    if request.method == "POST" and formulaire.is_valid():
        version = request.POST.get("version", "")
        try:
            modifier(
                actuelle,
                champs=formulaire.cleaned_data,
                par=request.user,
                version_attendue=int(version) if version.isdigit() else None,
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = HypotheseForm(conflit.saisie, instance=refus.actuel)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            return redirect("filieres:hypothese", reference, hypothese)
    contexte = {"formulaire": formulaire, "hypothese": actuelle, "conflit": conflit}
    return _montrer_formulaire(request, actuelle.filiere, contexte)


def _montrer_formulaire(
    request: HttpRequest, filiere: Filiere, contexte: dict[str, Any]
) -> HttpResponse:
    formulaire, conflit = contexte["formulaire"], contexte.get("conflit")
    statut = CONFLIT if conflit else REFUS if formulaire.errors else 200
    contexte = {
        "conflit": None,
        **droits_de(request, filiere),
        **contexte,
        "onglet": "hypotheses",
        "version": conflit.actuel.version if conflit else getattr(contexte["hypothese"], "version", 1),
    }  # fmt: skip
    return render(request, "filieres/hypotheses/formulaire.html", contexte, status=statut)


@require_http_methods(["GET", "HEAD", "POST"])
def hypothese(request: HttpRequest, reference: str, hypothese: str) -> HttpResponse:
    """One hypothesis: its changes, its results beside today's, one more change."""
    ecrit = request.method == "POST"
    actuelle = _trouver(request, reference, hypothese, MODIFIER if ecrit else LIRE_PRIVE)
    reseau = lire_reseau(actuelle.filiere)
    formulaires = {genre: classe(reseau) for genre, classe in FORMULAIRES.items()}
    if ecrit and (genre := request.POST.get("type", "")) in FORMULAIRES:
        saisi = FORMULAIRES[genre](reseau, request.POST)
        formulaires[genre] = saisi
        if saisi.is_valid():
            try:
                ajouter_changement(hypothese=actuelle, changement=saisi.lire(), par=request.user)
            except ValidationError as erreur:
                saisi.add_error(None, erreur)
            else:
                return redirect("filieres:hypothese", reference, hypothese)
    essai = essayer(reseau, actuelle.changements)
    analyses = (analyser(reseau), analyser(essai.reseau))
    return render(
        request,
        "filieres/hypotheses/hypothese.html",
        {
            **droits_de(request, actuelle.filiere),
            "onglet": "hypotheses",
            "hypothese": actuelle,
            "changements": [
                (rang, dire_changement(reseau, c), rang in essai.perdus)
                for rang, c in enumerate(actuelle.changements)
            ],
            "comparaison": dresser_comparaison(reseau, [actuelle], analyses),
            "formulaires": [f for f in formulaires.values() if f.est_proposable],
            "unites": next(iter(formulaires.values())).unites,
        },
        status=REFUS if ecrit else 200,
    )


@require_POST
def retirer(request: HttpRequest, reference: str, hypothese: str) -> HttpResponse:
    """Take a change out of a hypothesis."""
    actuelle = _trouver(request, reference, hypothese, MODIFIER)
    rang, version = request.POST.get("rang", ""), request.POST.get("version", "")
    if not (rang.isdigit() and version.isdigit()):
        messages.error(request, "Ce changement n’est plus là.")
        return redirect("filieres:hypothese", reference, hypothese)
    try:
        retirer_changement(
            hypothese=actuelle, rang=int(rang), par=request.user, version_attendue=int(version)
        )
    except ConflitDEdition:
        messages.warning(
            request, "Quelqu’un vient de changer cette hypothèse : relisez-la avant de retirer."
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("filieres:hypothese", reference, hypothese)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: HttpRequest, reference: str, hypothese: str) -> HttpResponse:
    """Ask, then delete."""
    actuelle = _trouver(request, reference, hypothese, MODIFIER)
    if request.method == "POST":
        supprimer_hypothese(hypothese=actuelle, par=request.user)
        messages.success(request, f"L’hypothèse « {actuelle.nom} » est supprimée.")
        return redirect("filieres:hypotheses", reference)
    contexte = {
        **droits_de(request, actuelle.filiere),
        "onglet": "hypotheses",
        "hypothese": actuelle,
    }
    return render(request, "filieres/hypotheses/supprimer.html", contexte)
