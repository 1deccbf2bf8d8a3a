"""Contacts and alerts of the little world."""

from typing import Any

from tests.fabriques_personnes import make_contact


def objets(acteur: Any, organisation: Any, gens: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the arguments of the addresses of contacts and alerts."""
    return {"contact": [make_contact(acteur=acteur, organisation=organisation).reference]}
