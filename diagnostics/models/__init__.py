"""Models of démarches, one module per tool."""

from diagnostics.models.demarche import (
    Diagnostic,
    DiagnosticQuerySet,
    MembreDiagnostic,
    Phase,
    jeton_partage,
)
from diagnostics.models.moff import ElementMoff, ElementMoffQuerySet, Preuve, Quadrant, Voix
from diagnostics.models.sources import Entretien

__all__ = [
    "Diagnostic",
    "DiagnosticQuerySet",
    "ElementMoff",
    "ElementMoffQuerySet",
    "Entretien",
    "MembreDiagnostic",
    "Phase",
    "Preuve",
    "Quadrant",
    "Voix",
    "jeton_partage",
]
