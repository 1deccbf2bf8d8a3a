"""What relations add to the pages of the floors below: the actor's and the territory's."""

from typing import Any

from django.http import HttpRequest

from acteurs.models import Acteur


def section_acteur(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """Values of ``relations/section_acteur.html``; None when there is nothing to read or add."""
    from relations.lectures import liens_de

    if acteur.statut == Acteur.Statut.ARCHIVE:
        return None
    familles, finies = liens_de(acteur, request.user)
    peut_creer = request.user.has_perm("relations.creer", acteur)
    if not familles and not finies and not peut_creer:
        return None
    return {
        "familles": familles,
        "finies": finies,
        "nombre": sum(len(f.liens) for f in familles),
        "peut_creer": peut_creer,
    }
