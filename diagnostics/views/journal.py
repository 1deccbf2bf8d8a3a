"""The journal of a démarche, and going back."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from comptes.requete import Requete
from diagnostics.acces import droits_de, trouver_demarche
from diagnostics.echanges import OUTILS
from diagnostics.forms import premier_message
from diagnostics.journal import Suivi
from diagnostics.models import Diagnostic
from diagnostics.services import restauration
from diagnostics.services.journal import (
    Filtres,
    auteurs_du_journal,
    lire_journal,
    outils_lisibles,
    trouver_version,
)
from socle.modeles import ConflitDEdition


def _jour(brut: str) -> date | None:
    try:
        return parse_date(brut)
    except ValueError:
        return None


@require_GET
def historique(request: Requete, reference: str) -> HttpResponse:
    """Show what happened, latest first: tool, person and dates live in the address."""
    diagnostic = trouver_demarche(request, reference)
    brut = request.GET.get("auteur", "")
    filtres = Filtres(
        outil=request.GET.get("outil", ""),
        auteur=int(brut) if brut.isdecimal() else None,
        du=_jour(request.GET.get("du", "")),
        au=_jour(request.GET.get("au", "")),
    )
    page, entrees = lire_journal(
        diagnostic=diagnostic,
        utilisateur=request.user,
        filtres=filtres,
        page=request.GET.get("page"),
    )
    lisibles = outils_lisibles(diagnostic=diagnostic, utilisateur=request.user)
    return render(
        request,
        "diagnostics/journal/page.html",
        {
            **droits_de(request, diagnostic),
            "page": page,
            "entrees": entrees,
            "filtres": filtres,
            "filtree": filtres != Filtres(),
            "outils": [(cle, nom) for cle, nom in OUTILS.items() if cle in lisibles],
            "auteurs": auteurs_du_journal(diagnostic=diagnostic, utilisateur=request.user),
            "retour": request.get_full_path(),
            "onglet": "echanges",
            "sous_onglet": "historique",
        },
    )


def _version(
    request: Requete, reference: str, code: str, version: int
) -> tuple[Diagnostic, Suivi, Any]:
    """Return a history row the user may bring back."""
    diagnostic = trouver_demarche(request, reference)
    trouvee = trouver_version(
        diagnostic=diagnostic, utilisateur=request.user, code=code, version_id=version
    )
    if trouvee is None:
        raise Http404
    suivi, ligne = trouvee
    if not request.user.has_perm(suivi.permission_restaurer, diagnostic):
        raise PermissionDenied
    return diagnostic, suivi, ligne


def _retour(request: Requete, diagnostic: Diagnostic) -> HttpResponse:
    """Go back to the journal, with the filters it had."""
    gardes = {c: request.POST[c] for c in ("outil", "auteur", "du", "au") if request.POST.get(c)}
    adresse = reverse("diagnostics:historique", args=[diagnostic.reference])
    return redirect(f"{adresse}?{urlencode(gardes)}" if gardes else adresse)


@require_POST
def revenir(request: Requete, reference: str, code: str, version: int) -> HttpResponse:
    """Go back to a version; refused when the object changed since the journal was shown."""
    diagnostic, suivi, ligne = _version(request, reference, code, version)
    brut = request.POST.get("attendue", "")
    try:
        restauration.revenir(
            suivi=suivi,
            version=ligne,
            par=request.user,
            version_attendue=int(brut) if brut.isdecimal() else None,
        )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    except ConflitDEdition:
        messages.warning(
            request,
            f"«\u00a0{suivi.titre(ligne)}\u00a0» a changé pendant que vous lisiez\u00a0: rien n’a "
            "été remplacé. Regardez le dernier changement ci-dessous, puis recommencez si besoin.",
        )
    else:
        messages.success(request, f"«\u00a0{suivi.titre(ligne)}\u00a0» est revenu en arrière.")
    return _retour(request, diagnostic)


@require_POST
def remettre(request: Requete, reference: str, code: str, version: int) -> HttpResponse:
    """Put back what was deleted."""
    diagnostic, suivi, ligne = _version(request, reference, code, version)
    try:
        restauration.remettre(suivi=suivi, version=ligne, par=request.user)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, f"«\u00a0{suivi.titre(ligne)}\u00a0» est de retour.")
    return _retour(request, diagnostic)
