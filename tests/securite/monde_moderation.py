"""What the addresses of contributions are about."""

from typing import Any

from moderation.models import LotDecisions
from moderation.services.contributions import Signature, propose_correction
from moderation.services.courriels import jeton_de


def objets(acteur: Any, gens: dict[str, Any]) -> dict[str, list[Any]]:
    """Arguments of the addresses of a contribution to an entry."""
    contribution = propose_correction(
        acteur=acteur, champs={"adresse": "2 rue B"}, signature=Signature(source="Vu sur place")
    )
    lot = LotDecisions.objects.create(geste="accepter", par=gens["pilote"])
    return {
        "contribution": [contribution.reference],
        "suivi_contribution": [jeton_de(contribution)],
        "lot_decisions": [lot.reference],
    }
