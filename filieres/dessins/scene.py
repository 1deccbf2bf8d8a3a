"""What a diagram of a filière shows, in words and sizes, before any stroke is drawn.

One reading for the wide drawing, the vertical chain of phones, the data table and the files.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from filieres.calculs.mots import dire_nombre, dire_quantite
from filieres.calculs.resultats import Statut

Adresse = Callable[[str, str], str]
"""Address of a piece (nature, key), or ''."""


@dataclass(frozen=True)
class Rang:
    """A line of a box about who stands there."""

    texte: str
    forme: str = ""
    potentiel: bool = False
    marque: int | None = None
    """Number of an actor that several chains share."""


@dataclass(frozen=True)
class Jauge:
    """What comes in against what can be done; ``None``: nobody said."""

    entrant: float | None
    capacite: float | None
    phrase: str


@dataclass(frozen=True)
class Boite:
    """A maillon."""

    cle: str
    intitule: str
    chaine: str
    bande: int
    statut: Statut
    statut_dit: str
    pourquoi: str
    jauge: Jauge | None
    ess: str
    part_ess: float | None
    rangs: tuple[Rang, ...]
    acteurs: int
    potentiels: int
    besoins: tuple[str, ...]
    adresse: str
    colonne: int | None = None
    ligne: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Rive:
    """An end of the chain: a gisement, or what leaves for outside."""

    cle: str
    nature: str
    """« gisement » or « sortie »."""
    titre: str
    detail: str
    bande: int
    adresse: str = ""


@dataclass(frozen=True)
class Ruban:
    """Everything that goes from one box to another, in one unit."""

    cle: str
    depart: str
    arrivee: str
    depart_dit: str
    arrivee_dit: str
    quantite: str
    """In words with the unit; '' when nobody said."""
    epaisseur: float
    matieres: tuple[str, ...] = ()
    deduit: bool = False
    retour: bool = False
    incertain: bool = False
    hors_echelle: bool = False
    fourchette: str = ""
    adresse: str = ""


@dataclass(frozen=True)
class Scene:
    """A whole diagram."""

    nom: str
    boites: tuple[Boite, ...]
    rives: tuple[Rive, ...]
    rubans: tuple[Ruban, ...]
    bandes: tuple[str, ...]
    """Names of the chains, when there are several."""
    partages: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
    """Actors present in several chains: number, name, chains."""
    unite: str = ""
    """Unit of the widths drawn to scale."""
    echelle: float = 0.0
    """Width of one unit of it."""
    constats: tuple[str, ...] = field(default=())

    @property
    def manquants(self) -> tuple[Boite, ...]:
        """Maillons nobody holds."""
        return tuple(b for b in self.boites if b.statut is Statut.MANQUANT)

    @property
    def goulots(self) -> tuple[Boite, ...]:
        """Maillons that hold the others back."""
        return tuple(b for b in self.boites if b.statut is Statut.GOULOT)


def dire(valeur: Fraction | None, unite: str = "") -> str:
    """Write a quantity, with its unit when given."""
    exacte = Fraction(valeur or 0)
    return dire_quantite(exacte, unite) if unite else dire_nombre(exacte)
