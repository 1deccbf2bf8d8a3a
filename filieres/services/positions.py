"""Actors at a maillon, those who do it and those who could; what a maillon needs."""

from typing import Any

from filieres.models import BesoinMaillon, Maillon, Position
from filieres.services.ecriture import creer


def ajouter_position(*, maillon: Maillon, par: Any, **champs: Any) -> Position:
    """Put an actor of the directory, or a free name, at a maillon.

    The name and the commune of the directory are kept beside the link, so that the chain stays
    readable if the entry goes away.

    Raises:
        ValidationError: neither actor nor name, already there, a value not right.
    """
    position: Position = creer(
        Position(maillon=maillon, auteur=par, **nommer_comme_l_annuaire(champs)), par=par
    )
    return position


def nommer_comme_l_annuaire(champs: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the name, and the commune when none is given, of the actor chosen."""
    acteur = champs.get("acteur")
    if acteur is None:
        return champs
    commune = champs.get("commune") or acteur.commune
    return {**champs, "nom_libre": acteur.nom[:200], "commune": commune}


def ajouter_besoin(*, maillon: Maillon, nature: str, texte: str, par: Any) -> BesoinMaillon:
    """Note something a maillon needs.

    Raises:
        ValidationError: nothing said.
    """
    besoin: BesoinMaillon = creer(
        BesoinMaillon(maillon=maillon, nature=nature, texte=texte.strip()), par=par
    )
    return besoin
