"""Opening a filière: from nothing, from a documented one, from the stakes of a démarche."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.requete import Requete
from filieres.acces import CREER
from filieres.forms_filiere import OuvertureForm
from filieres.models import Filiere
from filieres.rattachements import Depart, Rattachement, rattachement_de, rattachements
from filieres.services.creation import copier_filiere, creer_filiere
from territoires.models import Territoire
from territoires.recherche import chercher
from territoires.services.adoption import trouver

VIDE = "vide"


@require_http_methods(["GET", "POST"])
def creer(request: Requete) -> HttpResponse:
    """Say where to start from, choose the territory, describe: three steps, all in the address."""
    if not request.organisation:
        return render(request, "filieres/edition/creer_sans_organisation.html")
    if not request.user.has_perm(CREER, request.organisation):
        raise PermissionDenied
    cle = request.GET.get("depart", "")[:60]
    origine = _origine(request, cle)
    source, depart = _depart(request, cle)
    if cle and cle != VIDE and not (origine or depart):
        return redirect("filieres:creer")
    territoire = _territoire(request.GET.get("territoire", ""), depart)
    formulaire = None
    if cle and territoire:
        formulaire = _formulaire(request, origine, depart)
        if request.method == "POST" and formulaire.is_valid():
            try:
                filiere = _ouvrir(request, formulaire.cleaned_data, territoire, origine)
            except ValidationError as erreur:
                formulaire.add_error(None, erreur.messages)
            else:
                if source and depart:
                    choix = formulaire.cleaned_data.get("choix", [])
                    source.rattacher(filiere, depart.reference, choix, request.user)
                messages.success(request, "La filière est ouverte. Posez ses maillons.")
                return redirect("filieres:maillons", filiere.reference)
    recherche = request.GET.get("q", "").strip()[:80]
    return render(
        request,
        "filieres/edition/creer.html",
        {
            "depart_cle": cle,
            "origine": origine,
            "depart": depart,
            "territoire": territoire,
            "formulaire": formulaire,
            "etape": 3 if formulaire is not None else 2 if cle else 1,
            "recherche": recherche,
            "trouves": chercher(recherche) if cle and not territoire else [],
            "adoptes": Territoire.objects.adoptes_par(request.organisation)
            if cle and not territoire
            else [],
            "copiables": Filiere.objects.vivantes().de(request.user).order_by("nom")
            if not cle
            else [],
            "sources": [(r, r.departs(request.user)) for r in rattachements()] if not cle else [],
        },
        status=422 if formulaire is not None and formulaire.errors else 200,
    )


def _formulaire(request: Requete, origine: Filiere | None, depart: Depart | None) -> OuvertureForm:
    initial: dict[str, Any] = {
        "organisation": (depart and depart.organisation) or request.organisation.pk
    }
    if origine:
        initial |= {"theme": origine.theme, "conception": origine.conception}
    if depart:
        initial["choix"] = [reference for reference, _ in depart.choix]
    return OuvertureForm(
        request.POST if request.method == "POST" else None,
        utilisateur=request.user,
        origine=origine,
        depart=depart,
        initial=initial,
    )


def _origine(request: Requete, cle: str) -> Filiere | None:
    """Return the filière to start from, when the user may read it."""
    if not cle or ":" in cle or cle == VIDE:
        return None
    lisibles = Filiere.objects.visibles_par(request.user)
    return lisibles.filter(reference=cle).first() or lisibles.filter(code=cle).first()


def _depart(request: Requete, cle: str) -> tuple[Rattachement | None, Depart | None]:
    """Return what « demarche:reference » names, when the user may start from it."""
    nom, _, reference = cle.partition(":")
    source = rattachement_de(nom) if reference else None
    return source, source.depart(request.user, reference) if source else None


def _territoire(choisi: str, depart: Depart | None) -> Territoire | None:
    """Read « nature/code »; by default, the territory of what one starts from."""
    nature, _, code = choisi.partition("/")
    if code:
        return trouver(nature, code)
    return depart.territoire if depart else None


def _ouvrir(
    request: Requete, donnees: dict[str, Any], territoire: Any, origine: Filiere | None
) -> Filiere:
    commun = {
        "territoire": territoire,
        "pilote": request.user,
        **{k: v for k, v in donnees.items() if k not in {"tout", "choix"}},
    }
    if origine is None:
        return creer_filiere(**commun)
    return copier_filiere(origine=origine, tout=donnees.get("tout", False), **commun)
