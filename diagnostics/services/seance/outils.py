"""What a session fills: the cases notes are put in, and what becomes of a kept note."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from diagnostics.methode import questions
from diagnostics.models import ElementMoff, Quadrant, Seance
from diagnostics.models.seance import Carte


@dataclass(frozen=True)
class Case:
    """A place for notes: a quadrant, a circle."""

    code: str
    libelle: str
    question: str
    motif: str
    """Class suffix of its colours and engraving (« force » gives q-force, m-force)."""


@dataclass(frozen=True)
class Outil:
    """A tool sessions fill.

    ``verser(seance, carte, par)`` writes a kept card into the tool and returns the
    statement of the matrix it became, or None when it lives elsewhere.
    """

    code: str
    cases: Callable[[Any], tuple[Case, ...]]
    verser: Callable[[Seance, Carte, Any], ElementMoff | None]
    retirer: Callable[[Seance, Carte, Any], None]
    nom_url: str
    """Where the tool is seen, from the démarche's reference."""


_outils: dict[str, Outil] = {}
_MOTIFS: Final = ("force", "faiblesse", "opportunite", "menace")


def enregistrer_outil(outil: Outil) -> None:
    """Make sessions able to fill ``outil``."""
    _outils[outil.code] = outil


def outil_de(seance: Seance) -> Outil:
    """Return the tool of a session."""
    return _outils[seance.outil]


def outils_connus() -> list[tuple[str, str]]:
    """Return the codes and names of the tools a session may fill."""
    return [(code, str(libelle)) for code, libelle in Seance.Outil.choices if code in _outils]


def cases_de(seance: Seance) -> tuple[Case, ...]:
    """Return the cases of a session, in order."""
    return outil_de(seance).cases(seance.diagnostic)


def codes_des_cases(seance: Seance) -> set[str]:
    """Return the codes notes may be put in."""
    return {case.code for case in cases_de(seance)}


def motif_de(rang: int) -> str:
    """Return the colours of the case of this rank, for tools that have none of their own."""
    return _MOTIFS[rang % len(_MOTIFS)]


def cases_moff(diagnostic: Any) -> tuple[Case, ...]:
    """Return the four quadrants."""
    return tuple(
        Case(code, str(Quadrant(code).label), question.question, code)
        for code, question in questions().items()
    )
