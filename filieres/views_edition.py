"""Writing a filière: its two tabs, and one pair of views for every kind of rows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filieres.acces import MODIFIER, droits_de, ouverte_a_tous, trouver_filiere
from filieres.edition import GENRES, Genre, exiger_ecriture
from filieres.lectures_edition import chercher_acteurs, lire_chaines, lire_flux, page_de
from filieres.models import Filiere, Maillon
from filieres.services import ecriture, maillons
from filieres.services.positions import nommer_comme_l_annuaire
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

REFUS, CONFLIT = 422, 409
RECHERCHE_MAX = 80
UNITES = (
    "t/an", "kg/an", "kg/mois", "pièces/an", "bouteilles/an", "repas/jour", "L/an", "m3/an", "m2",
)  # fmt: skip
"""Units proposed while typing; any other is kept as typed."""


@require_safe
@ouverte_a_tous
def onglet_maillons(request: HttpRequest, reference: str) -> HttpResponse:
    """Chains, maillons, their actors and needs."""
    filiere = trouver_filiere(request, reference)
    return render(
        request,
        "filieres/edition/maillons.html",
        {
            **droits_de(request, filiere),
            "chaines": lire_chaines(filiere),
            "onglet": "maillons",
        },
    )


@require_safe
@ouverte_a_tous
def onglet_flux(request: HttpRequest, reference: str) -> HttpResponse:
    """Gisements and flows."""
    filiere = trouver_filiere(request, reference)
    lus = lire_flux(filiere)
    return render(
        request,
        "filieres/edition/flux.html",
        {
            **droits_de(request, filiere),
            **lus,
            "page": page_de(lus["flux"], request.GET.get("page"), ligne=request.GET.get("ligne")),
            "nombre_maillons": filiere.maillons.count(),
            "onglet": "flux",
        },
    )


# ── Adding, changing, deleting: the same for every kind ─────────────────────
def _options(request: HttpRequest, genre: Genre) -> dict[str, Any]:
    return {"utilisateur": request.user} if genre.code == "position" else {}


def _page(
    request: HttpRequest,
    filiere: Filiere,
    genre: Genre,
    formulaire: Any,
    *,
    ligne: Any = None,
    status: int = 200,
    **de_plus: Any,
) -> HttpResponse:
    modele: Any = ligne or formulaire.instance
    contexte: dict[str, Any] = {
        **droits_de(request, filiere),
        "genre": genre,
        "formulaire": formulaire,
        "ligne": ligne,
        "titre": str(ligne) if ligne else genre.nouveau,
        "onglet": genre.onglet,
        "conflit": None,
        "acteur": None,
        "supprimer": reverse(
            f"filieres:{genre.code}_supprimer", args=[filiere.reference, ligne.reference]
        )
        if ligne
        else "",
        "retour": genre.retour(filiere, modele)
        if ligne or genre.code in {"position", "besoin"}
        else reverse(f"filieres:{genre.onglet}", args=[filiere.reference]),
        "unites": UNITES,
        **de_plus,
    }
    if genre.code == "position":
        recherche = request.GET.get("q", "").strip()[:RECHERCHE_MAX]
        contexte |= {
            "maillon": modele.maillon,
            "recherche": recherche,
            "trouves": chercher_acteurs(filiere, request.user, recherche),
            "acteur": formulaire["acteur"]
            .field.queryset.filter(reference=formulaire["acteur"].value() or "")
            .first(),
        }
    elif genre.code == "besoin":
        contexte["maillon"] = modele.maillon
    elif genre.code == "maillon" and ligne:
        contexte |= {
            "positions": ligne.positions.select_related("acteur", "commune"),
            "besoins": ligne.besoins.all(),
            "flux_maillon": [
                *ligne.flux_entrants.select_related("depart", "gisement", "arrivee"),
                *ligne.flux_sortants.exclude(arrivee=ligne).select_related(
                    "depart", "gisement", "arrivee"
                ),
            ],
        }
    return render(request, "filieres/edition/ligne.html", contexte, status=status)


def _parent(request: HttpRequest, filiere: Filiere, genre: Genre, maillon: str) -> dict[str, Any]:
    """Return what a new row belongs to."""
    if genre.code in {"position", "besoin"}:
        return {"maillon": get_object_or_404(filiere.maillons, reference=maillon)}
    return {"filiere": filiere}


def _depart(request: HttpRequest, filiere: Filiere, genre: Genre) -> dict[str, Any]:
    """Return what the address proposes to a new row (« de », « vers », « acteur », « maillon »)."""
    demande = request.GET
    if genre.code == "position" and demande.get("acteur"):
        return {"acteur": demande["acteur"], "potentielle": demande.get("potentielle") == "1"}
    if genre.code == "flux":
        de = demande.get("de", "")
        return {
            "origine": f"g-{de}" if filiere.gisements.filter(reference=de).exists() else f"m-{de}",
            "arrivee": demande.get("vers", ""),
        }
    if genre.code == "gisement":
        return {"maillon": demande.get("maillon", "")}
    if genre.code == "maillon":
        chaine = filiere.chaines.filter(reference=demande.get("chaine", "")).first()
        return {"chaine": chaine} if chaine else {}
    return {}


@require_http_methods(["GET", "POST"])
def nouveau(request: HttpRequest, reference: str, genre: str, maillon: str = "") -> HttpResponse:
    """Add a row; « enregistrer et ajouter » comes back to an empty form."""
    sorte = GENRES[genre]
    filiere = trouver_filiere(request, reference, sorte.permission)
    parent = _parent(request, filiere, sorte, maillon)
    formulaire = sorte.formulaire(
        request.POST if request.method == "POST" else None,
        instance=sorte.modele(**parent),
        initial=_depart(request, filiere, sorte),
        **_options(request, sorte),
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            ligne = sorte.ajouter(par=request.user, **parent, **_a_ecrire(sorte, formulaire))
        except ValidationError as erreur:
            _rapporter(formulaire, erreur)
        else:
            messages.success(request, sorte.fait)
            if request.POST.get("suite") == "autre":
                return redirect(request.path)
            return redirect(sorte.retour(filiere, ligne))
    return _page(request, filiere, sorte, formulaire, status=REFUS if formulaire.errors else 200)


def _a_ecrire(genre: Genre, formulaire: Any) -> dict[str, Any]:
    champs: dict[str, Any] = formulaire.champs()
    if genre.code == "besoin":
        champs.pop("couvert", None)
    return champs


def _rapporter(formulaire: Any, erreur: ValidationError) -> None:
    """Show what a service refused, beside its field when the form has it."""
    if hasattr(erreur, "error_dict"):
        for nom, messages_ in erreur.message_dict.items():
            formulaire.add_error(nom if nom in formulaire.fields else None, messages_)
    else:
        formulaire.add_error(None, erreur.messages)


@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, reference: str, genre: str, objet: str) -> HttpResponse:
    """Change a row; when somebody did so meanwhile, show both and let people choose."""
    sorte = GENRES[genre]
    filiere = trouver_filiere(request, reference, sorte.permission)
    ligne = sorte.trouver(filiere, objet)
    exiger_ecriture(request, filiere, ligne)
    options = _options(request, sorte)
    if request.method != "POST":
        depart = {}
        if genre == "position" and "acteur" in request.GET:
            depart = {"acteur": request.GET["acteur"]}
        formulaire = sorte.formulaire(instance=ligne, initial=depart, **options)
        return _page(request, filiere, sorte, formulaire, ligne=ligne)
    formulaire = sorte.formulaire(request.POST, instance=ligne, **options)
    if formulaire.is_valid():
        try:
            champs = formulaire.champs()
            if genre == "position":
                champs = nommer_comme_l_annuaire(champs)
            ecriture.modifier(
                ligne,
                champs=champs,
                par=request.user,
                version_attendue=formulaire.cleaned_data.get("version"),
            )
        except ValidationError as erreur:
            _rapporter(formulaire, erreur)
        except ConflitDEdition as erreur:
            conflit = dresser_conflit(
                formulaire=formulaire, actuel=erreur.actuel, lecteurs=formulaire.lecteurs()
            )
            ligne = sorte.trouver(filiere, objet)
            formulaire = sorte.formulaire(conflit.saisie, instance=ligne, **options)
            return _page(
                request, filiere, sorte, formulaire, ligne=ligne, status=CONFLIT, conflit=conflit
            )
        else:
            messages.success(request, "Enregistré.")
            return redirect(sorte.retour(filiere, ligne))
    ligne = sorte.trouver(filiere, objet)  # the form wrote into the other
    return _page(request, filiere, sorte, formulaire, ligne=ligne, status=REFUS)


@require_POST
def supprimer(request: HttpRequest, reference: str, genre: str, objet: str) -> HttpResponse:
    """Delete a row; the journal can put it back."""
    sorte = GENRES[genre]
    filiere = trouver_filiere(request, reference, sorte.permission)
    ligne = sorte.trouver(filiere, objet)
    exiger_ecriture(request, filiere, ligne)
    try:
        ecriture.supprimer(ligne, par=request.user)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
        return redirect(sorte.page(filiere, ligne))
    messages.success(request, "Supprimé. Le journal de la filière permet de le remettre.")
    return redirect(f"filieres:{sorte.onglet}", reference)


@require_POST
def deplacer(request: HttpRequest, reference: str, maillon: str) -> HttpResponse:
    """Move a maillon: ``sens`` up or down, or before another (``avant``) in ``chaine``."""
    filiere = trouver_filiere(request, reference, MODIFIER)
    objet: Maillon = get_object_or_404(filiere.maillons, reference=maillon)
    try:
        if "chaine" in request.POST:
            chaine = get_object_or_404(filiere.chaines, reference=request.POST["chaine"])
            avant = request.POST.get("avant", "")
            maillons.mettre_avant(
                maillon=objet,
                chaine=chaine,
                avant=get_object_or_404(chaine.maillons, reference=avant) if avant else None,
                par=request.user,
            )
        else:
            sens = -1 if request.POST.get("sens") == "haut" else 1
            maillons.deplacer_maillon(maillon=objet, sens=sens, par=request.user)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    return redirect(GENRES["maillon"].retour(filiere, objet))
