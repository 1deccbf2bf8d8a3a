"""Factories of contacts and alerts."""

from itertools import count
from typing import Any

from acteurs.models import ContactActeur
from tests.fabriques import make_acteur

_numeros = count(1)


def make_contact(**champs: Any) -> ContactActeur:
    """Somebody to talk to at an actor."""
    champs.setdefault("nom", f"Personne {next(_numeros)}")
    champs.setdefault("base", ContactActeur.Base.MISSION)
    if "acteur" not in champs:
        champs["acteur"] = make_acteur()
    return ContactActeur.objects.create(**champs)
