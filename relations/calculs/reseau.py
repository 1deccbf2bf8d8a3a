"""A network as plain values: actors, and what links each pair of them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from relations.natures import est_symetrique


@dataclass(frozen=True)
class Noeud:
    """An actor in a network."""

    reference: str
    nom: str
    famille: str = ""
    type_affiche: str = ""
    ess: bool | None = None
    commune: str = ""
    dedans: bool = True
    """Of the territory looked at."""
    pk: int = 0
    themes: int = 0


@dataclass(frozen=True)
class Trait:
    """One relation; both ends by the reference of their actor."""

    depart: str
    arrivee: str
    nature: str
    reference: str = ""
    precision: str = ""
    periode: str = ""
    source: str = ""
    publique: bool = True

    @property
    def paire(self) -> tuple[str, str]:
        """Name the two actors, always in the same order."""
        return min(self.depart, self.arrivee), max(self.depart, self.arrivee)

    @property
    def oriente(self) -> bool:
        """Whether it goes from the first to the second."""
        return not est_symetrique(self.nature)


@dataclass(frozen=True)
class Reseau:
    """Actors by reference, in order of reference, and their relations."""

    noeuds: dict[str, Noeud] = field(default_factory=dict)
    traits: tuple[Trait, ...] = ()
    coupe: int = 0
    """How many actors were left out, too many to be drawn."""

    @cached_property
    def paires(self) -> dict[tuple[str, str], list[Trait]]:
        """Relations by pair of actors."""
        paires: dict[tuple[str, str], list[Trait]] = {}
        for trait in sorted(self.traits, key=lambda t: (t.paire, t.nature, t.depart)):
            paires.setdefault(trait.paire, []).append(trait)
        return paires

    @cached_property
    def graphe(self) -> Any:
        """The same as a networkx graph without directions, made in a stable order."""
        import networkx as nx

        graphe = nx.Graph()
        graphe.add_nodes_from(sorted(self.noeuds))
        graphe.add_edges_from(sorted(self.paires))
        return graphe

    def restreindre(self, gardes: set[str]) -> "Reseau":
        """Return the same network with these actors only."""
        return Reseau(
            {r: n for r, n in self.noeuds.items() if r in gardes},
            tuple(t for t in self.traits if t.depart in gardes and t.arrivee in gardes),
            self.coupe,
        )
