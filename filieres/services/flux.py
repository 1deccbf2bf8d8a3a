"""Gisements, and flows between them, maillons and the outside."""

from typing import Any

from filieres.models import Filiere, Flux, Gisement
from filieres.services.ecriture import creer


def ajouter_gisement(*, filiere: Filiere, par: Any, **champs: Any) -> Gisement:
    """Add a resource.

    Raises:
        ValidationError: a value is not right.
    """
    gisement: Gisement = creer(Gisement(filiere=filiere, **champs), par=par)
    return gisement


def ajouter_flux(*, filiere: Filiere, par: Any, **champs: Any) -> Flux:
    """Add a flow from a maillon or a gisement; ``arrivee`` None: it leaves the chain.

    Raises:
        ValidationError: both or none of the two starts, another filière's maillon…
    """
    flux: Flux = creer(Flux(filiere=filiere, **champs), par=par)
    return flux
