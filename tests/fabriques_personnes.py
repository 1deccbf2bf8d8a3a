"""Factories of contacts and alerts."""

from itertools import count
from typing import Any

from acteurs.models import ContactActeur
from alertes.models import Alerte
from tests.fabriques import make_acteur, make_utilisateur

_numeros = count(1)


def make_contact(**champs: Any) -> ContactActeur:
    """Somebody to talk to at an actor."""
    champs.setdefault("nom", f"Personne {next(_numeros)}")
    champs.setdefault("base", ContactActeur.Base.MISSION)
    if "acteur" not in champs:
        champs["acteur"] = make_acteur()
    return ContactActeur.objects.create(**champs)


def make_alerte(**champs: Any) -> Alerte:
    """An alert on an actor, unless told otherwise; what happened from now on is news."""
    champs.setdefault("rythme", Alerte.Rythme.JOUR)
    if "utilisateur" not in champs:
        champs["utilisateur"] = make_utilisateur()
    if champs.get("territoire"):
        champs |= {"nature": Alerte.Nature.TERRITOIRE, "nom": champs["territoire"].nom}
    elif champs.get("criteres"):
        champs |= {"nature": Alerte.Nature.RECHERCHE, "nom": champs.get("nom", "Recherche")}
    else:
        champs.setdefault("acteur", make_acteur())
        champs |= {"nature": Alerte.Nature.ACTEUR, "nom": champs["acteur"].nom}
    return Alerte.objects.create(**champs)
