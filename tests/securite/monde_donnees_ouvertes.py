"""What the addresses of the API and of the OGC services are about."""

from typing import Any

from comptes.services.cles import creer_cle
from tests.fabriques import make_commune, make_thematique


def objets(territoire: Any, gens: dict[str, Any]) -> dict[str, list[Any]]:
    """Arguments of the addresses; the pilot has a key."""
    cle, _ = creer_cle(utilisateur=gens["pilote"], nom="Carte", jours=30)
    commune = make_commune().code
    return {
        "cle_api": [cle.reference],
        "territoire_api": [f"{territoire.nature}:{territoire.code}"],
        "commune_api": [commune],
        "collection_ogc": ["communes"],
        "objet_ogc": ["communes", commune],
        "theme_api": [make_thematique("mobilite").pk],
    }
