"""The journal of a filière: what changed, going back, putting back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from filieres.acces import LIRE_PRIVE, MODIFIER, droits_de, trouver_filiere
from filieres.models import Filiere
from filieres.services import journal as services
from socle.modeles import ConflitDEdition

GENRES = (
    ("maillon", "Maillons"), ("position", "Acteurs"), ("besoinmaillon", "Besoins"),
    ("gisement", "Gisements"), ("flux", "Flux"), ("hypothese", "Hypothèses"),
    ("chaine", "Chaînes"), ("filiere", "Description"),
)  # fmt: skip


@require_safe
def journal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what changed, kind by kind (``genre``), or one row's versions (``objet``)."""
    filiere = trouver_filiere(request, reference, LIRE_PRIVE)
    droits = droits_de(request, filiere)
    genre, objet = request.GET.get("genre", "")[:20], request.GET.get("objet", "")[:12]
    page, entrees = services.lire_journal(
        filiere=filiere,
        peut_agir=droits["peut_modifier"],
        genre=genre,
        objet=objet,
        page=request.GET.get("page", 1),
    )
    contexte = {
        **droits,
        "page": page,
        "entrees": entrees,
        "genre": genre,
        "objet": objet,
        "genres": GENRES,
        "onglet": "membres",
    }
    return render(request, "filieres/edition/journal.html", contexte)


def _version(filiere: Filiere, code: str, numero: int) -> object:
    version = services.trouver_version(filiere=filiere, code=code, version_id=numero)
    if version is None:
        raise Http404
    return version


def _retour(reference: str, code: str) -> HttpResponse:
    return redirect(f"{reverse('filieres:journal', args=[reference])}?genre={code}")


@require_POST
def revenir(request: HttpRequest, reference: str, code: str, numero: int) -> HttpResponse:
    """Bring an earlier version back."""
    filiere = trouver_filiere(request, reference, MODIFIER)
    attendue = request.POST.get("attendue", "")
    try:
        services.revenir(
            filiere=filiere,
            version=_version(filiere, code, numero),
            par=request.user,
            version_attendue=int(attendue) if attendue.isdecimal() else None,
        )
    except ConflitDEdition:
        messages.error(
            request, "Quelqu’un vient d’enregistrer une autre version\u00a0: relisez le journal."
        )
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, "La version choisie est de nouveau en vigueur.")
    return _retour(reference, code)


@require_POST
def remettre(request: HttpRequest, reference: str, code: str, numero: int) -> HttpResponse:
    """Put a deleted row back, with what went along."""
    filiere = trouver_filiere(request, reference, MODIFIER)
    try:
        services.remettre(
            filiere=filiere, version=_version(filiere, code, numero), par=request.user
        )
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, "De retour dans la filière.")
    return _retour(reference, code)
