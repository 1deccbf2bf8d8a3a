"""Contacts and alerts of the little world."""

from typing import Any

from alertes.services.alertes import jeton_d_arret
from tests.fabriques_personnes import make_alerte, make_contact


def objets(acteur: Any, organisation: Any, gens: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the arguments of the addresses of contacts and alerts."""
    alerte = make_alerte(utilisateur=gens["agent"], acteur=acteur)
    return {
        "contact": [make_contact(acteur=acteur, organisation=organisation).reference],
        "alerte": [alerte.reference],
        "flux_alerte": [alerte.jeton],
        "arret_alerte": [jeton_d_arret(gens["agent"], alerte)],
    }
