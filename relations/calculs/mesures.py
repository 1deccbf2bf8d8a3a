"""Simple measures of a network: who is linked to whom, what holds it together, its groups.

Degrees count the actors one is linked to, not the relations: two ways to work together make one
link. Groups are Louvain's, from the same seed: the same network gives the same groups.
"""

from dataclasses import dataclass

from relations.calculs.reseau import Reseau

GRAINE = 7
GROUPE_MIN = 3
PLUS_RELIES = 3


@dataclass(frozen=True)
class Mesures:
    """What the network says of itself; actors by reference."""

    acteurs: int
    paires: int
    degres: dict[str, int]
    passerelles: tuple[str, ...]
    """Without any of these, others would be cut from the rest."""
    ponts: tuple[tuple[str, str], ...]
    """Links that alone hold two parts of the network together, a lone actor aside."""
    morceaux: tuple[tuple[str, ...], ...]
    """Actors that can reach each other, largest first."""
    groupes: tuple[tuple[str, ...], ...]
    """At least three actors more linked to each other than to the rest, largest first."""

    @property
    def groupe_de(self) -> dict[str, int]:
        """Number of the group (from 1) of the actors who are in one."""
        return {r: rang for rang, groupe in enumerate(self.groupes, 1) for r in groupe}

    @property
    def plus_relies(self) -> list[tuple[str, int]]:
        """The most linked actors; nobody when all are linked alike."""
        if len(set(self.degres.values())) <= 1:
            return []
        return sorted(self.degres.items(), key=lambda d: (-d[1], d[0]))[:PLUS_RELIES]

    @property
    def moyenne(self) -> float:
        """Links of an actor, on average."""
        return 2 * self.paires / self.acteurs if self.acteurs else 0.0


def mesurer(reseau: Reseau) -> Mesures:
    """Measure a network; takes tens of milliseconds for three hundred actors."""
    import networkx as nx

    graphe = reseau.graphe
    degres = dict(graphe.degree())
    ponts = sorted(
        (min(a, b), max(a, b)) for a, b in nx.bridges(graphe) if degres[a] > 1 and degres[b] > 1
    )
    return Mesures(
        acteurs=graphe.number_of_nodes(),
        paires=graphe.number_of_edges(),
        degres=degres,
        passerelles=tuple(sorted(nx.articulation_points(graphe), key=lambda r: (-degres[r], r))),
        ponts=tuple(ponts),
        morceaux=_ranger(nx.connected_components(graphe)),
        groupes=_grouper(graphe),
    )


def _grouper(graphe: object) -> tuple[tuple[str, ...], ...]:
    import networkx as nx

    groupes = nx.community.louvain_communities(graphe, seed=GRAINE)
    trouves = _ranger(g for g in groupes if len(g) >= GROUPE_MIN)
    return trouves if len(trouves) > 1 else ()


def _ranger(ensembles: object) -> tuple[tuple[str, ...], ...]:
    """Largest first, then in order of reference."""
    listes = [tuple(sorted(e)) for e in ensembles]  # type: ignore[attr-defined]
    return tuple(sorted(listes, key=lambda e: (-len(e), e)))
