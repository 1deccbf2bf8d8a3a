"""What the analysis of a filière answers: shapes only, read by screens and drawings.

Numbers are exact fractions (``float(x)`` to draw, ``filieres.calculs.mots`` to say them).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True)
class Plage:
    """A quantity per year with its low and high ends, in ``unite`` (« t/an », « repas/an »…)."""

    bas: Fraction
    centre: Fraction
    haut: Fraction
    unite: str

    @property
    def large(self) -> bool:
        """Whether there is a range to show."""
        return self.bas != self.haut


class Statut(StrEnum):
    """How a maillon stands today."""

    COUVERT = "couvert"
    FRAGILE = "fragile"
    GOULOT = "goulot"
    MANQUANT = "manquant"
    INCONNU = "inconnu"


STATUTS_DITS = {
    Statut.COUVERT: "Couvert",
    Statut.FRAGILE: "Fragile",
    Statut.GOULOT: "Goulot",
    Statut.MANQUANT: "Manquant",
    Statut.INCONNU: "Non précisé",
}


class Gravite(StrEnum):
    """How much an incoherence weighs on the figures."""

    ERREUR = "erreur"
    """The figures contradict each other."""
    MANQUE = "manque"
    """A figure is missing, or cannot be compared with the others."""


@dataclass(frozen=True)
class Incoherence:
    """Something the figures cannot say together. ``objet`` is a key, of the ``nature`` named."""

    code: str
    nature: str
    objet: str
    phrase: str
    gravite: Gravite
    maillon: str = ""


@dataclass(frozen=True)
class Constat:
    """A finding in words and what it rests on. ``maillon`` is a key, or ''."""

    code: str
    phrase: str
    appui: str = ""
    maillon: str = ""
    alerte: bool = True


@dataclass(frozen=True)
class Dependance:
    """How much a maillon rests on its first actor.

    ``part`` is the share of the first actor, ``concentration`` the Herfindahl index Σ part²
    (1: a single actor; 1/n: n equal actors), both measured on ``base``.
    """

    premier: str
    part: Fraction
    concentration: Fraction
    acteurs: int
    base: str
    forte: bool
    """One actor holds two thirds or more."""


@dataclass(frozen=True)
class PartEss:
    """Share of the ESS at a maillon, among the actors whose answer is known."""

    part: Fraction | None
    base: str
    ess: int = 0
    hors: int = 0
    inconnus: int = 0


@dataclass(frozen=True)
class Valeur:
    """Value added in a year, in euros: sales − purchases in the chain − outside purchases.

    ``complete`` is False when a flow has no price or no volume: the figure is then what is
    known, and ``manques`` says how many flows are left out.
    """

    ventes: Fraction
    achats: Fraction
    achats_exterieurs: Fraction
    manques: int = 0
    achats_exterieurs_connus: bool = False

    @property
    def ajoutee(self) -> Fraction:
        """Value added: ``ventes − achats − achats_exterieurs``."""
        return self.ventes - self.achats - self.achats_exterieurs

    @property
    def complete(self) -> bool:
        """Whether every flow around the maillon has its volume and its price."""
        return self.manques == 0


@dataclass(frozen=True)
class MaillonAnalyse:
    """A maillon, measured. ``None`` means that it cannot be known from what was typed."""

    cle: str
    intitule: str
    statut: Statut
    entrant: Plage | None = None
    sortant: Plage | None = None
    capacite: Fraction | None = None
    """In the unit of ``entrant`` (else of ``sortant``, else its own): ``unite``."""
    capacite_partielle: bool = False
    """Some actors did not say theirs: ``capacite`` is a floor."""
    unite: str = ""
    taux: Fraction | None = None
    """What comes in ÷ capacity."""
    passant: Fraction | None = None
    """What passes here when as much as possible crosses the chain, in ``Passage.unite``."""
    limite: bool = False
    """Raising the capacity of this maillon alone would let more through the chain."""
    acteurs: int = 0
    potentiels: int = 0
    part_ess: PartEss = field(default_factory=lambda: PartEss(None, ""))
    dependance: Dependance | None = None
    valeur: Valeur | None = None
    pourquoi: str = ""
    """Why this status, in words."""


@dataclass(frozen=True)
class Passage:
    """What can cross the whole chain in a year, from the gisements to the last maillons.

    ``au_mieux`` has its low and high ends from those of the gisements. ``goulots``: maillons
    which, raised alone, would let more through. ``conjoints``: maillons that are full and
    must be raised together. ``bouches``: missing maillons that stop everything.
    """

    unite: str
    disponible: Plage
    au_mieux: Plage
    goulots: tuple[str, ...] = ()
    conjoints: tuple[str, ...] = ()
    bouches: tuple[str, ...] = ()
    sans_capacite: tuple[str, ...] = ()
    """Maillons held to be without limit, because nobody said their capacity."""

    @property
    def part(self) -> Fraction | None:
        """Share of what is available that can cross."""
        return self.au_mieux.centre / self.disponible.centre if self.disponible.centre else None


@dataclass(frozen=True)
class Etape:
    """A step of the price build-up: mean price of what leaves the maillon, per tonne or unit."""

    maillon: str
    intitule: str
    prix: Fraction
    unite: str
    ecart: Fraction | None = None
    """Difference with the mean price of what comes in, in the same unit."""


@dataclass(frozen=True)
class Analyse:
    """The whole answer."""

    maillons: Mapping[str, MaillonAnalyse]
    flux: Mapping[str, Plage | None]
    gisements: Mapping[str, Plage | None]
    """What is available of each gisement: quantity × share available."""
    incoherences: tuple[Incoherence, ...] = ()
    constats: tuple[Constat, ...] = ()
    passage: Passage | None = None
    prix: tuple[Etape, ...] = ()
    valeur_totale: Fraction | None = None
    valeur_ess: Fraction | None = None
    """What goes to actors of the ESS (Σ positive value added × ESS share)."""
    valeur_attribuee: Fraction | None = None
    """Σ positive value added of the maillons where it is known who is of the ESS."""
