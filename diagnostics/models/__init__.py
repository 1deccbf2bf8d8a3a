"""Models of démarches, one module per tool."""

from diagnostics.models.demarche import (
    Diagnostic,
    DiagnosticQuerySet,
    MembreDiagnostic,
    Phase,
    jeton_partage,
)
from diagnostics.models.entretiens import (
    Besoin,
    Passage,
    PersonneRencontree,
    RelationSignalee,
    Reponse,
    Verbatim,
)
from diagnostics.models.grilles import GrilleEntretien, QuestionGrille, VersionGrille
from diagnostics.models.moff import ElementMoff, ElementMoffQuerySet, Preuve, Quadrant, Voix
from diagnostics.models.preparation import DepotEntretiens, FichePreparation, RencontrePrevue
from diagnostics.models.sources import Anonymat, Consentement, Entretien, EntretienQuerySet

__all__ = [
    "Anonymat",
    "Besoin",
    "Consentement",
    "DepotEntretiens",
    "Diagnostic",
    "DiagnosticQuerySet",
    "ElementMoff",
    "ElementMoffQuerySet",
    "Entretien",
    "EntretienQuerySet",
    "FichePreparation",
    "GrilleEntretien",
    "MembreDiagnostic",
    "Passage",
    "PersonneRencontree",
    "Phase",
    "Preuve",
    "Quadrant",
    "QuestionGrille",
    "RelationSignalee",
    "RencontrePrevue",
    "Reponse",
    "Verbatim",
    "VersionGrille",
    "Voix",
    "jeton_partage",
]
