"""What the addresses of the catalogue are about."""

from typing import Any

from plateformes.models import Chiffre, CommentaireChamp, Plateforme, Relecture


def objets(plateforme: Plateforme) -> dict[str, list[Any]]:
    """Arguments of the addresses of one published entry."""
    chiffre = Chiffre.objects.create(
        plateforme=plateforme, grandeur="usagers", valeur=3, date="2026-01-01", source="Elle"
    )
    remarque = CommentaireChamp.objects.create(plateforme=plateforme, champ="nom", texte="Oui")
    relecture = Relecture.objects.create(plateforme=plateforme)
    return {
        "version_plateforme": [plateforme.code, plateforme.history.get().pk],
        "section_plateforme": [plateforme.code, "identite"],
        "statut_plateforme": [plateforme.code, "signaler"],
        "chiffre_plateforme": [plateforme.code, chiffre.pk],
        "relecture_plateforme": [relecture.reference],
        "remarque_plateforme": [remarque.reference],
    }
