"""What the method says, read once from ``referentiels/methode.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FICHIER = Path(__file__).parent / "referentiels" / "methode.yaml"


@dataclass(frozen=True)
class PhaseType:
    """A phase every démarche starts with; ``duree`` is in words, empty when not told."""

    code: str
    titre: str
    but: str
    duree: str


@dataclass(frozen=True)
class Question:
    """A quadrant of the matrix and the question the group answers in it."""

    code: str
    singulier: str
    article: str
    sens: str
    question: str
    precision: str


@dataclass(frozen=True)
class RoleType:
    """Who takes part in a tool, and what for."""

    qui: str
    role: str


@dataclass(frozen=True)
class EtapeType:
    """A step of a tool; ``duree`` is in words, empty when not told."""

    texte: str
    duree: str = ""


@dataclass(frozen=True)
class Vigilance:
    """A point of attention."""

    titre: str
    texte: str


@dataclass(frozen=True)
class Outil:
    """How to use a tool of the method; ``source`` says what the guide details and what we propose."""

    code: str
    nom: str
    but: str
    duree: str
    qui: tuple[RoleType, ...]
    etapes: tuple[EtapeType, ...]
    attention: tuple[Vigilance, ...]
    source: str


@cache
def _lire() -> dict[str, list[dict[str, Any]]]:
    return yaml.safe_load(_FICHIER.read_text(encoding="utf-8"))


@cache
def phases_types() -> tuple[PhaseType, ...]:
    """Return the five phases of the method, in order."""
    return tuple(PhaseType(**p) for p in _lire()["phases"])


@cache
def questions() -> dict[str, Question]:
    """Return the four questions by quadrant code, in the order of the matrix."""
    return {q["code"]: Question(**q) for q in _lire()["quadrants"]}


@cache
def outils() -> dict[str, Outil]:
    """Return the tools by code."""
    return {
        o["code"]: Outil(
            code=o["code"],
            nom=o["nom"],
            but=o["but"],
            duree=o["duree"],
            qui=tuple(RoleType(**r) for r in o["qui"]),
            etapes=tuple(EtapeType(**e) for e in o["etapes"]),
            attention=tuple(Vigilance(**a) for a in o["attention"]),
            source=o["source"],
        )
        for o in _lire()["outils"]
    }


@dataclass(frozen=True)
class CercleType:
    """A family of stakeholders that every map starts with, and the question that fills it."""

    code: str
    nom: str
    question: str


@cache
def cercles_types() -> tuple[CercleType, ...]:
    """Return the five circles of the method, in order."""
    return tuple(CercleType(**c) for c in _lire()["cercles"])


def but_de_phase(code: str) -> str:
    """Say what phase ``code`` of the method is for and how long it takes; empty when unknown."""
    phase = next((p for p in phases_types() if p.code == code), None)
    if phase is None:
        return ""
    return f"{phase.but[:-1]} ({phase.duree})." if phase.duree else phase.but
