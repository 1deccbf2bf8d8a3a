"""Fetch a démarche or one of its parts for a view, rights checked."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from diagnostics.models import Diagnostic, ElementMoff
from socle.droits import exiger

LIRE = "diagnostics.lire_prive"
LIRE_ENTRETIENS = "diagnostics.lire_entretiens"
LIRE_CONTACTS = "diagnostics.lire_contacts"
COMMENTER = "diagnostics.commenter"
PROPOSER = "diagnostics.proposer"
CONTRIBUER = "diagnostics.contribuer"
ANIMER = "diagnostics.animer"
PILOTER = "diagnostics.piloter"
VOIR = "diagnostics.voir_diagnostic"


def trouver_demarche(request: HttpRequest, reference: str, permission: str = LIRE) -> Diagnostic:
    """Return the démarche when the user holds ``permission`` on it.

    Raises:
        Http404: no such démarche, or the user may not know it exists.
        PermissionDenied: the user sees it but may not do this.
    """
    diagnostic = get_object_or_404(
        Diagnostic.objects.select_related("territoire", "organisation"), reference=reference
    )
    exiger(request, permission, diagnostic, voir=VOIR)
    return diagnostic


def droits_de(request: HttpRequest, diagnostic: Diagnostic) -> dict[str, Any]:
    """Return what ``diagnostics/base.html`` needs: the démarche and what the user may do there."""
    return {
        "diagnostic": diagnostic,
        "peut_commenter": request.user.has_perm(COMMENTER, diagnostic),
        "peut_proposer": request.user.has_perm(PROPOSER, diagnostic),
        "peut_contribuer": request.user.has_perm(CONTRIBUER, diagnostic),
        "peut_piloter": request.user.has_perm(PILOTER, diagnostic),
        "lit_entretiens": request.user.has_perm(LIRE_ENTRETIENS, diagnostic),
        "lit_contacts": request.user.has_perm(LIRE_CONTACTS, diagnostic),
    }


def trouver_element(diagnostic: Diagnostic, reference: str) -> ElementMoff:
    """Return a statement of this démarche, whatever its state, or raise ``Http404``."""
    return get_object_or_404(
        diagnostic.elements.select_related("thematique", "auteur", "fusionne_dans"),
        reference=reference,
    )
