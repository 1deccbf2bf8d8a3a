"""The catalogue of platforms: entries, their words, figures, uses and editorial work."""

from plateformes.models.chiffres import Chiffre
from plateformes.models.plateforme import HISTORIQUE, Besoin, Plateforme, lignes, stockage_logos
from plateformes.models.propositions import LienPorteur, Proposition
from plateformes.models.relecture import (
    ChangementPublic,
    CommentaireChamp,
    ReglagesReseau,
    Relecture,
)
from plateformes.models.requetes import PUBLIQUES, PlateformeQuerySet
from plateformes.models.usages import MessageUsage, RoleCollectivite, UsageTerritoire
from plateformes.models.vocabulaire import Fonction, Public, ServiceCapitalistique

__all__ = [
    "HISTORIQUE",
    "PUBLIQUES",
    "Besoin",
    "ChangementPublic",
    "Chiffre",
    "CommentaireChamp",
    "Fonction",
    "LienPorteur",
    "MessageUsage",
    "Plateforme",
    "PlateformeQuerySet",
    "Proposition",
    "Public",
    "ReglagesReseau",
    "Relecture",
    "RoleCollectivite",
    "ServiceCapitalistique",
    "UsageTerritoire",
    "lignes",
    "stockage_logos",
]
