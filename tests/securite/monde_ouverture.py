"""What the addresses of open data are about."""

from typing import Any

from ouverture.models import CarteIntegree, ExportActeurs


def objets(organisation: Any, acteur: Any) -> dict[str, list[Any]]:
    """Arguments of the addresses of a map shown elsewhere, of a file, of an entry."""
    carte = CarteIntegree.objects.create(organisation=organisation, titre="Nos acteurs")
    export = ExportActeurs.objects.create(format="csv", revision=0)
    return {
        "ttl": ["ttl"],
        "jeu": ["acteurs"],
        "jeu_csv": ["filieres", "csv"],
        "carte_integree": [carte.reference],
        "export_ouvert": [export.reference],
        "acteur_csv": [acteur.reference, "csv"],
    }
