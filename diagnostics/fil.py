"""What ``diagnostics/echanges/fil.html`` needs: a conversation, who may be mentioned, the bell."""

from typing import Any

from django.http import HttpRequest

from diagnostics.acces import COMMENTER, PILOTER
from diagnostics.echanges import Cible
from diagnostics.models import Diagnostic
from diagnostics.services.abonnements import membres_qui_lisent, suit
from diagnostics.services.fils import lire_fil


def contexte_du_fil(
    request: HttpRequest, diagnostic: Diagnostic, cible: Cible, **valeurs: Any
) -> dict[str, Any]:
    """Return the values of the conversation about ``cible`` (five queries at most)."""
    peut_commenter = request.user.has_perm(COMMENTER, diagnostic)
    entiere = cible.code == "demarche"
    return {
        "diagnostic": diagnostic,
        "cible": cible,
        "fil": lire_fil(diagnostic=diagnostic, cible=cible, utilisateur=request.user),
        "lecteurs": [
            p
            for p in membres_qui_lisent(diagnostic=diagnostic, permission=cible.permission)
            if p.pk != request.user.pk
        ]
        if peut_commenter
        else [],
        "peut_commenter": peut_commenter,
        "peut_piloter": request.user.has_perm(PILOTER, diagnostic),
        "suivi": suit(
            diagnostic=diagnostic,
            utilisateur=request.user,
            cible_type="" if entiere else cible.code,
            cible_reference="" if entiere else cible.reference,
        ),
        "nouveau": request.GET.get("nouveau", ""),
        "modifier": request.GET.get("modifier", ""),
        "saisi": "",
        "saisi_dans": "",
        "erreur": "",
        "niveau": 2,
        **valeurs,
    }
