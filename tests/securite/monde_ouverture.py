"""What the addresses of open data are about."""

from typing import Any

from ouverture.models import CarteIntegree


def objets(organisation: Any) -> dict[str, list[Any]]:
    """Arguments of the addresses of a map that the organisation shows elsewhere."""
    carte = CarteIntegree.objects.create(organisation=organisation, titre="Nos acteurs")
    return {"carte_integree": [carte.reference]}
