"""What the addresses of the catalogue are about."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from plateformes.models import (
    Chiffre,
    CommentaireChamp,
    LienPorteur,
    Plateforme,
    Proposition,
    Public,
    Relecture,
)
from plateformes.services.liens_porteur import hacher


def objets(plateforme: Plateforme) -> dict[str, list[Any]]:
    """Arguments of the addresses of one published entry."""
    chiffre = Chiffre.objects.create(
        plateforme=plateforme, grandeur="usagers", valeur=3, date="2026-01-01", source="Elle"
    )
    remarque = CommentaireChamp.objects.create(plateforme=plateforme, champ="nom", texte="Oui")
    relecture = Relecture.objects.create(plateforme=plateforme)
    LienPorteur.objects.create(
        plateforme=plateforme,
        courriel="porteuse@exemple.example",
        empreinte=hacher("un-jeton"),
        expire_le=timezone.now() + timedelta(days=1),
    )
    proposition = Proposition.objects.create(
        plateforme=plateforme, nature="modification", origine="public", message="Bonjour"
    )
    return {
        "lien_plateforme": ["un-jeton"],
        "piece_du_lien": ["un-jeton", "nulle"],
        "proposition_plateforme": [proposition.reference],
        "version_plateforme": [plateforme.code, plateforme.history.get().pk],
        "section_plateforme": [plateforme.code, "identite"],
        "statut_plateforme": [plateforme.code, "signaler"],
        "chiffre_plateforme": [plateforme.code, chiffre.pk],
        "genre_mots": ["publics"],
        "mot": ["publics", Public.objects.create(code="voisinage", nom="Voisinage").pk],
        "mot_a_retirer": ["publics", Public.objects.create(code="a-retirer", nom="À retirer").pk],
        "ligne_chiffre": [plateforme.code, "chiffre", chiffre.history.get().pk],
        "ligne_reglages": [1],
        "relecture_plateforme": [relecture.reference],
        "remarque_plateforme": [remarque.reference],
    }
