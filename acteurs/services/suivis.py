"""Progress of a background work run from the command line: one line, rewritten in place.

And how long its phases took, kept in its summary.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from socle.travaux import Suivi

LARGEUR = 30


@contextmanager
def chronometrer(travail: Any, phase: str) -> Iterator[None]:
    """Add the seconds of a phase to ``bilan["durees"]``, those of former attempts included."""
    debut = time.monotonic()
    try:
        yield
    finally:
        durees = travail.bilan.setdefault("durees", {})
        durees[phase] = round(durees.get(phase, 0) + time.monotonic() - debut, 2)


class SuiviConsole:
    """Draws a bar on ``sortie``; on something that is not a terminal, one line per ten percent."""

    def __init__(self, sortie: Any) -> None:
        self.sortie = sortie
        self.terminal = bool(getattr(sortie, "isatty", lambda: False)())
        self.dernier = -1

    def autour(self, executer: Callable[[Any, Any], None], travail: Any) -> Callable[[Suivi], None]:
        """Return a ``Travail.executer`` that reports to the row and to the console alike."""

        def faire(suivi: Suivi) -> None:
            def dire(etape: str, pourcentage: int) -> None:
                suivi(etape, pourcentage)
                self.dessiner(etape, pourcentage)

            executer(travail, dire)

        return faire

    def dessiner(self, etape: str, pourcentage: int) -> None:
        """Show a step and how far it is."""
        if self.terminal:
            plein = LARGEUR * pourcentage // 100
            barre = "█" * plein + "░" * (LARGEUR - plein)
            self.sortie.write(f"\r{barre} {pourcentage:3d} % {etape:<50.50}", ending="")
        elif pourcentage // 10 != self.dernier // 10 or self.dernier < 0:
            self.sortie.write(f"{pourcentage:3d} % {etape}")
        self.dernier = pourcentage

    def finir(self) -> None:
        """Leave the line of the bar."""
        if self.terminal and self.dernier >= 0:
            self.sortie.write("")
