"""How many actors a list holds, said honestly."""

from dataclasses import dataclass

from socle.typographie import ecrire_nombre


@dataclass(frozen=True)
class Releve:
    """How many actors a list holds, with and without a point; exact unless there is a ceiling."""

    places: int
    sans_point: int
    plafond: int = 0
    """Where counting stopped, when there are more."""

    @property
    def plafonne(self) -> bool:
        """Whether there are more than were counted."""
        return self.plafond > 0

    @property
    def total(self) -> int:
        """How many actors are listed."""
        return self.places + self.sans_point

    @property
    def nombre(self) -> str:
        """« 15 acteurs », « plus de 10 000 acteurs »."""
        if self.plafonne:
            return f"plus de {ecrire_nombre(self.plafond)}\u00a0acteurs"
        if not self.total:
            return "Aucun acteur"
        return f"{ecrire_nombre(self.total)}\u00a0acteur{'s' if self.total > 1 else ''}"
