"""Fetch a filière for a view, rights checked; who is not signed in may come by the reading link."""

from collections.abc import Callable
from functools import wraps
from secrets import compare_digest
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from filieres.models import Filiere
from socle.droits import exiger

VOIR = "filieres.voir"
LIRE_PRIVE = "filieres.lire_prive"
MODIFIER = "filieres.modifier"
PROPOSER = "filieres.proposer"
PILOTER = "filieres.piloter"
COPIER = "filieres.copier"
CREER = "filieres.creer"
LIENS = "filieres_liens"
"""Key of the session: reference of a filière → token of the reading link it was opened with."""


def trouver_filiere(request: HttpRequest, reference: str, permission: str = VOIR) -> Filiere:
    """Return the filière when the user holds ``permission`` on it.

    Raises:
        Http404: no such filière, or the user may not know it exists.
        PermissionDenied: the user sees it but may not do this.
    """
    filiere = get_object_or_404(
        Filiere.objects.select_related("territoire", "organisation", "porteur", "origine"),
        reference=reference,
    )
    presenter_jeton(request, filiere)
    exiger(request, permission, filiere, voir=VOIR)
    if permission in {MODIFIER, PROPOSER} and not filiere.est_ouverte:
        raise PermissionDenied  # rules do not hold operators back; this does
    if permission == PILOTER and filiere.exemple:
        raise PermissionDenied
    return filiere


def presenter_jeton(request: HttpRequest, filiere: Filiere) -> None:
    """Let the rules know which reading link this visitor came by, if any."""
    jeton = request.session.get(LIENS, {}).get(filiere.reference, "")
    if jeton and compare_digest(jeton, filiere.jeton):
        filiere.jeton_presente = filiere.jeton  # type: ignore[attr-defined]


def droits_de(request: HttpRequest, filiere: Filiere) -> dict[str, Any]:
    """Return what ``filieres/base.html`` needs: the filière and what the user may do there."""
    utilisateur = request.user
    ouverte = filiere.est_ouverte
    return {
        "filiere": filiere,
        "peut_modifier": ouverte and utilisateur.has_perm(MODIFIER, filiere),
        "peut_proposer": ouverte and utilisateur.has_perm(PROPOSER, filiere),
        "peut_piloter": not filiere.exemple and utilisateur.has_perm(PILOTER, filiere),
        "peut_copier": utilisateur.has_perm(COPIER, filiere),
        "lit_prive": utilisateur.has_perm(LIRE_PRIVE, filiere),
    }


def ouverte_a_tous(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send who is not signed in to the sign-in page where a private filière would answer 404.

    The answer is the same whether the filière exists or not: nothing is learnt from it.
    """

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return vue(request, *args, **kwargs)
        except (Http404, PermissionDenied):
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return enveloppe
