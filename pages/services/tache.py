"""One thing to do, as the home page lists it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tache:
    """One thing to do: what, why, and where."""

    icone: str
    titre: str
    texte: str
    url: str
    action: str
    ici: bool = False
    """Whether it waits for this very person, now (drawn in vermilion)."""
