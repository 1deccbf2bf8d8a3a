"""What the addresses of those who look after entries are about."""

from typing import Any

from acteurs.services.fusion import merge_acteurs
from tests.fabriques import make_acteur


def objets(organisation: Any, reference: str) -> dict[str, list[Any]]:
    """Arguments: two entries of ``organisation`` to join, two others that were."""
    autre = make_acteur(organisation=organisation)
    gardee, reunie = make_acteur(organisation=organisation), make_acteur(organisation=organisation)
    fusion = merge_acteurs(survivant=gardee, absorbe=reunie)
    return {"deux_acteurs": [reference, autre.reference], "fusion": [fusion.reference]}
