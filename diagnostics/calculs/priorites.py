"""Priorities: votes weighed by how many kinds of actors they come from.

    priority = votes × kinds that support ÷ kinds present

Eight votes from four of the six kinds in the room: 8 × 4/6 = 5.3. The same eight votes
from one kind alone: 8 × 1/6 = 1.3. A room with a single kind gives the raw votes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from socle.typographie import INSECABLE, accorder


@dataclass(frozen=True)
class Priorite:
    """What a statement weighs: its votes, and how widely they spread."""

    voix: int
    sortes: int
    presentes: int

    @property
    def valeur(self) -> float:
        """Votes × share of the kinds present that support it."""
        return self.voix * self.sortes / self.presentes if self.presentes else 0.0

    @property
    def ecrite(self) -> str:
        """The value with one decimal, French way (« 5,3 », « 4 »)."""
        arrondie = (
            (Decimal(self.voix * self.sortes) / self.presentes).quantize(
                Decimal("0.1"), ROUND_HALF_UP
            )
            if self.presentes
            else Decimal(0)
        )
        texte = f"{arrondie:.1f}".replace(".", ",")
        return texte.removesuffix(",0")

    @property
    def phrase(self) -> str:
        """Say it in words: « 8 voix de 4 sortes d’acteurs sur 6 : 8 × 4/6 = 5,3 »."""
        if not self.voix:
            return "Aucune voix"
        nb = INSECABLE
        if self.presentes == 1:
            return f"{self.voix}{nb}voix, toutes de la seule sorte d’acteurs présente"
        venues = (
            f"de toutes les sortes d’acteurs présentes ({self.presentes})"
            if self.sortes == self.presentes
            else f"de {self.sortes}{nb}sorte{accorder(self.sortes)} d’acteurs "
            f"sur {self.presentes}{nb}présentes"
        )
        return (
            f"{self.voix}{nb}voix {venues}{nb}: "
            f"{self.voix}{nb}×{nb}{self.sortes}/{self.presentes} = {self.ecrite}"
        )


def calculer(
    voix: Mapping[int, Mapping[str, int]], presentes: Iterable[str] = ()
) -> dict[int, Priorite]:
    """Return the priority of each key of ``voix``: votes by kind of actor.

    ``presentes`` are the kinds in the room; those that vote are counted anyway.
    """
    connues = set(presentes) | {
        genre for comptes in voix.values() for genre, n in comptes.items() if n
    }
    return {
        cle: Priorite(
            voix=sum(comptes.values()),
            sortes=sum(1 for n in comptes.values() if n),
            presentes=len(connues),
        )
        for cle, comptes in voix.items()
    }
