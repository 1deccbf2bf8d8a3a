"""Models of démarches, one module per tool."""

from diagnostics.models.convergence import (
    Apport,
    Attente,
    Couverture,
    LienPersonnel,
    PointDeVue,
)
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
from diagnostics.models.mactor import GrilleMactor, ObjectifMactor
from diagnostics.models.moff import ElementMoff, ElementMoffQuerySet, Preuve, Quadrant, Voix
from diagnostics.models.pistes import ActeurConcerne, AppuiPiste, Enjeu, Piste
from diagnostics.models.preparation import DepotEntretiens, FichePreparation, RencontrePrevue
from diagnostics.models.sources import Anonymat, Consentement, Entretien, EntretienQuerySet

__all__ = [
    "ActeurConcerne",
    "Anonymat",
    "Apport",
    "AppuiPiste",
    "Attente",
    "Besoin",
    "Consentement",
    "Couverture",
    "DepotEntretiens",
    "Diagnostic",
    "DiagnosticQuerySet",
    "ElementMoff",
    "ElementMoffQuerySet",
    "Enjeu",
    "Entretien",
    "EntretienQuerySet",
    "FichePreparation",
    "GrilleEntretien",
    "GrilleMactor",
    "LienPersonnel",
    "MembreDiagnostic",
    "ObjectifMactor",
    "Passage",
    "PersonneRencontree",
    "Phase",
    "Piste",
    "PointDeVue",
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
