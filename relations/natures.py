"""What links two actors, in words from either side."""

from typing import Final, NamedTuple

from django.db import models


class Nature(models.TextChoices):
    """What links them; the label is read from the first to the second."""

    TRAVAILLE = "travaille", "travaille avec"
    MEMBRE = "membre", "est membre de"
    FOURNIT = "fournit", "fournit"
    HEBERGE = "heberge", "héberge"
    FINANCE = "finance", "finance"
    LIEU = "lieu", "partage un lieu avec"
    MATERIEL = "materiel", "partage du matériel avec"
    EMPLOIS = "emplois", "partage des emplois avec"
    SAVOIRS = "savoirs", "partage des savoirs avec"


SYMETRIQUES: Final = (
    Nature.TRAVAILLE, Nature.LIEU, Nature.MATERIEL, Nature.EMPLOIS, Nature.SAVOIRS,
)  # fmt: skip
"""As true from one side as from the other."""

DEPUIS_L_ARRIVEE: Final[dict[str, str]] = {
    Nature.MEMBRE: "compte parmi ses membres",
    Nature.FOURNIT: "se fournit auprès de",
    Nature.HEBERGE: "a ses locaux chez",
    Nature.FINANCE: "reçoit un financement de",
}
"""The same relation read from the second actor to the first."""

COURTS: Final[dict[str, str]] = {
    Nature.TRAVAILLE: "Travail en commun",
    Nature.MEMBRE: "Adhésion",
    Nature.FOURNIT: "Fourniture",
    Nature.HEBERGE: "Hébergement",
    Nature.FINANCE: "Financement",
    Nature.LIEU: "Lieu partagé",
    Nature.MATERIEL: "Matériel partagé",
    Nature.EMPLOIS: "Emplois partagés",
    Nature.SAVOIRS: "Savoirs partagés",
}
"""Names for filters, legends and files."""

EXPLIQUEES: Final[dict[str, str]] = {
    Nature.TRAVAILLE: "Un projet, une action, un service menés ensemble.",
    Nature.MEMBRE: "Adhésion, sociétariat, siège dans une gouvernance.",
    Nature.FOURNIT: "Des biens ou des services, vendus ou donnés.",
    Nature.HEBERGE: "Des locaux, un terrain, un bureau.",
    Nature.FINANCE: "Subvention, prêt, parts sociales, mécénat.",
    Nature.LIEU: "Un lieu tenu ou utilisé en commun.",
    Nature.MATERIEL: "Véhicules, machines, outils mis en commun.",
    Nature.EMPLOIS: "Salariées et salariés, bénévoles, postes mutualisés.",
    Nature.SAVOIRS: "Formations, méthodes, données, entraide.",
}


class Sens(NamedTuple):
    """A nature read from the actor one stands at."""

    nature: str
    inverse: bool
    """The actor one stands at is the second one."""
    libelle: str

    @property
    def code(self) -> str:
        """Write it in a form: ``fournit``, ``fournit-inverse``."""
        return f"{self.nature}-inverse" if self.inverse else self.nature


def est_symetrique(nature: str) -> bool:
    """Whether there is no direction."""
    return nature in SYMETRIQUES


def sens_possibles() -> list[Sens]:
    """Return every way to be linked to somebody, seen from oneself."""
    tous = []
    for nature in Nature:
        tous.append(Sens(nature.value, inverse=False, libelle=str(nature.label)))
        if nature in DEPUIS_L_ARRIVEE:
            tous.append(Sens(nature.value, inverse=True, libelle=DEPUIS_L_ARRIVEE[nature]))
    return tous


def lire_sens(code: str) -> Sens | None:
    """Return the way a form names, None when unknown."""
    return next((s for s in sens_possibles() if s.code == code), None)


def dire(nature: str, *, inverse: bool = False) -> str:
    """Say a nature from the first actor, or from the second."""
    if inverse and nature in DEPUIS_L_ARRIVEE:
        return DEPUIS_L_ARRIVEE[nature]
    return str(Nature(nature).label)
