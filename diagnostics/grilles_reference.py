"""Reference interview grids, read once from ``referentiels/grilles.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FICHIER = Path(__file__).parent / "referentiels" / "grilles.yaml"


@dataclass(frozen=True)
class QuestionModele:
    """A question of a reference grid."""

    texte: str
    aide: str = ""
    nature: str = "ouverte"
    choix: tuple[str, ...] = ()
    thematique: str = ""


@dataclass(frozen=True)
class GrilleModele:
    """A grid to start from: ``public`` says for whom, ``intention`` what to say on arriving."""

    code: str
    titre: str
    public: str
    duree: int
    intention: str
    questions: tuple[QuestionModele, ...]
    thematique: str = ""


@cache
def grilles_reference() -> dict[str, GrilleModele]:
    """Return the reference grids by code, in the order of the file."""
    lues = yaml.safe_load(_FICHIER.read_text(encoding="utf-8"))["grilles"]
    return {
        g["code"]: GrilleModele(
            **{
                **g,
                "questions": tuple(
                    QuestionModele(**{**q, "choix": tuple(q.get("choix", ()))})
                    for q in g["questions"]
                ),
            }
        )
        for g in lues
    }
