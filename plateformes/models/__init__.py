"""The catalogue of platforms: entries, their words, figures, uses and editorial work."""

from plateformes.models.cartes import LogoReseau, PlancheCartes
from plateformes.models.chiffres import Chiffre
from plateformes.models.evaluation import (
    DroitDeReponse,
    Evaluation,
    Question,
    RegleNature,
    ReponseEvaluation,
    ReponseGraduee,
)
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
from plateformes.models.vocabulaire import (
    Fonction,
    MotRetire,
    Public,
    ServiceCapitalistique,
    Vocabulaire,
)

__all__ = [
    "HISTORIQUE",
    "PUBLIQUES",
    "Besoin",
    "ChangementPublic",
    "Chiffre",
    "CommentaireChamp",
    "DroitDeReponse",
    "Evaluation",
    "Fonction",
    "LienPorteur",
    "LogoReseau",
    "MessageUsage",
    "MotRetire",
    "PlancheCartes",
    "Plateforme",
    "PlateformeQuerySet",
    "Proposition",
    "Public",
    "Question",
    "ReglagesReseau",
    "RegleNature",
    "Relecture",
    "ReponseEvaluation",
    "ReponseGraduee",
    "RoleCollectivite",
    "ServiceCapitalistique",
    "UsageTerritoire",
    "Vocabulaire",
    "lignes",
    "stockage_logos",
]
