"""Fetch an idea, a concerned actor, a link for a view, rights checked."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from diagnostics.acces import (
    CONTRIBUER,
    LIRE,
    LIRE_ENTRETIENS,
    PROPOSER,
    droits_de,
    trouver_demarche,
)
from diagnostics.models import ActeurConcerne, Diagnostic, LienPersonnel, Piste


def trouver_piste(
    request: HttpRequest, reference: str, piste: str, permission: str = LIRE
) -> Piste:
    """Return an idea of a démarche on which the user holds ``permission``."""
    diagnostic = trouver_demarche(request, reference, permission)
    trouvee = get_object_or_404(
        diagnostic.pistes.select_related("thematique", "auteur"), reference=piste
    )
    trouvee.diagnostic = diagnostic
    return trouvee


def trouver_concerne(diagnostic: Diagnostic, reference: str) -> ActeurConcerne:
    """Return a concerned actor of the démarche, or raise ``Http404``."""
    concerne = get_object_or_404(
        diagnostic.acteurs_concernes.select_related("acteur", "membre__utilisateur"),
        reference=reference,
    )
    concerne.diagnostic = diagnostic
    return concerne


def trouver_lien(diagnostic: Diagnostic, reference: str) -> LienPersonnel:
    """Return a personal link of the démarche, or raise ``Http404``."""
    return get_object_or_404(diagnostic.liens_personnels, reference=reference)


def repond_pour(request: HttpRequest, concerne: ActeurConcerne) -> bool:
    """Whether the user is the structure this actor was entrusted to, in an open démarche."""
    membre = concerne.membre
    return (
        membre is not None
        and membre.utilisateur_id == request.user.pk
        and membre.role == membre.Role.STRUCTURE
        and request.user.has_perm(PROPOSER, concerne.diagnostic)
    )


def exiger_ecriture(request: HttpRequest, concerne: ActeurConcerne) -> bool:
    """Let the team and the actor's own structure pass; tell whether it is the team.

    Raises:
        PermissionDenied: anybody else.
    """
    if request.user.has_perm(CONTRIBUER, concerne.diagnostic):
        return True
    if repond_pour(request, concerne):
        return False
    raise PermissionDenied


def cadre(request: HttpRequest, diagnostic: Diagnostic, vue: str) -> dict[str, Any]:
    """Return what ``diagnostics/pistes/base_pistes.html`` needs; ``vue`` is the current page."""
    return {**droits_de(request, diagnostic), "onglet": "pistes", "vue_pistes": vue}


def voit_equipe(request: HttpRequest, diagnostic: Diagnostic) -> bool:
    """Whether the reader sees the private points of view that the team wrote."""
    return request.user.has_perm(LIRE_ENTRETIENS, diagnostic)


def exiger_ouvert(lien: LienPersonnel | None) -> LienPersonnel:
    """Return the link, or raise ``Http404`` when the token is unknown."""
    if lien is None:
        raise Http404
    return lien
