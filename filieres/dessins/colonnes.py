"""Which column each box stands in, and in what order inside it: the layered part of the layout.

1. loops are cut: an arc that goes back up is a return, drawn apart;
2. each box stands one column after the last of those that feed it (longest path), unless a
   column was chosen by hand, be it an empty one; what nothing feeds stands just before what it
   feeds;
3. inside a column, boxes are ordered so that arcs cross as little as possible: sweeps of
   barycentres, the best order seen is kept. Boxes of a band (a chain) stay together.
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_BALAYAGES: Final = 6
_PAIRES_MAX: Final = 6000
"""Beyond this many pieces of arcs, fewer sweeps: the drawing is dense anyway."""


@dataclass(frozen=True)
class Noeud:
    """A box to place."""

    cle: str
    hauteur: float
    largeur: float
    bande: int = 0
    colonne: int | None = None
    """Chosen by hand, from 1."""
    ligne: int | None = None
    """Chosen by hand, from 1."""


@dataclass(frozen=True)
class Arc:
    """What links two boxes, ``epaisseur`` wide."""

    cle: str
    depart: str
    arrivee: str
    epaisseur: float = 1.5
    retour: bool = False


@dataclass
class Rangement:
    """Columns of keys, top to bottom; keys of stretches (an arc crossing a column) are pairs."""

    colonnes: list[list[str]]
    colonne_de: dict[str, int]
    retours: set[str]
    """Arcs drawn back up."""
    etapes: dict[str, list[str]]
    """For each arc that goes down: its departure, the stretches it crosses, its arrival."""
    premiere: int = 1
    """Number, as one chooses it by hand, of the first column drawn."""


def ranger(noeuds: Sequence[Noeud], arcs: Sequence[Arc]) -> Rangement:
    """Give every box its column and its place in it."""
    par_cle = {n.cle: n for n in noeuds}
    utiles = [a for a in arcs if a.depart in par_cle and a.arrivee in par_cle]
    retours = {a.cle for a in utiles if a.retour or a.depart == a.arrivee}
    retours |= _couper_les_boucles(noeuds, [a for a in utiles if a.cle not in retours])
    colonne_de, premiere = _etager(noeuds, [a for a in utiles if a.cle not in retours])
    retours |= {a.cle for a in utiles if colonne_de[a.depart] >= colonne_de[a.arrivee]}

    colonnes: list[list[str]] = [[] for _ in range(max(colonne_de.values(), default=-1) + 1)]
    bande_de = {n.cle: n.bande for n in noeuds}
    for noeud in noeuds:
        colonnes[colonne_de[noeud.cle]].append(noeud.cle)
    etapes: dict[str, list[str]] = {}
    for arc in utiles:
        if arc.cle in retours:
            continue
        chemin = [arc.depart]
        if par_cle[arc.depart].bande == par_cle[arc.arrivee].bande:
            for colonne in range(colonne_de[arc.depart] + 1, colonne_de[arc.arrivee]):
                passage = f"{arc.cle}>{colonne}"
                colonnes[colonne].append(passage)
                bande_de[passage] = par_cle[arc.depart].bande
                chemin.append(passage)
        etapes[arc.cle] = [*chemin, arc.arrivee]
    for suite in colonnes:
        suite.sort(key=lambda cle: bande_de[cle])
    _ordonner(colonnes, etapes, bande_de)
    _poser_a_la_main(colonnes, par_cle, bande_de)
    return Rangement(colonnes, colonne_de, retours, etapes, premiere)


def _couper_les_boucles(noeuds: Sequence[Noeud], arcs: Sequence[Arc]) -> set[str]:
    """Return arcs that close a loop, met on a walk from the first boxes given."""
    sortants: dict[str, list[Arc]] = defaultdict(list)
    nourris = set()
    for arc in arcs:
        sortants[arc.depart].append(arc)
        nourris.add(arc.arrivee)
    etat: dict[str, int] = {}
    coupes: set[str] = set()
    en_tete = sorted(noeuds, key=lambda n: n.cle in nourris)  # stable: sources first
    for depart in en_tete:
        if depart.cle in etat:
            continue
        etat[depart.cle] = 1
        pile = [(depart.cle, iter(sortants[depart.cle]))]
        while pile:
            cle, suite = pile[-1]
            for arc in suite:
                vu = etat.get(arc.arrivee)
                if vu == 1:
                    coupes.add(arc.cle)
                elif vu is None:
                    etat[arc.arrivee] = 1
                    pile.append((arc.arrivee, iter(sortants[arc.arrivee])))
                    break
            else:
                etat[cle] = 2
                pile.pop()
    return coupes


def _etager(noeuds: Sequence[Noeud], arcs: Sequence[Arc]) -> tuple[dict[str, int], int]:
    """Return the column of each box, from 0, and the number of the first one.

    No column is empty, but those somebody left empty by placing a box further.
    """
    entrants: dict[str, list[str]] = defaultdict(list)
    sortants: dict[str, list[str]] = defaultdict(list)
    for arc in arcs:
        entrants[arc.arrivee].append(arc.depart)
        sortants[arc.depart].append(arc.arrivee)
    main = {n.cle: n.colonne - 1 for n in noeuds if n.colonne}
    reste = {n.cle: len(entrants[n.cle]) for n in noeuds}
    file = deque(n.cle for n in noeuds if not reste[n.cle])
    colonne_de: dict[str, int] = {}
    while file:
        cle = file.popleft()
        libre = max((colonne_de[d] + 1 for d in entrants[cle]), default=0)
        colonne_de[cle] = main.get(cle, libre)
        for suivant in sortants[cle]:
            reste[suivant] -= 1
            if not reste[suivant]:
                file.append(suivant)
    for noeud in noeuds:  # what nothing feeds comes near what it feeds
        if noeud.cle not in main and not entrants[noeud.cle] and sortants[noeud.cle]:
            colonne_de[noeud.cle] = min(colonne_de[s] for s in sortants[noeud.cle]) - 1
    pris = sorted(set(colonne_de.values()))
    if main:
        return {cle: colonne - pris[0] for cle, colonne in colonne_de.items()}, pris[0] + 1
    return {cle: bisect_left(pris, colonne) for cle, colonne in colonne_de.items()}, 1


def _ordonner(
    colonnes: list[list[str]], etapes: Mapping[str, list[str]], bande_de: Mapping[str, int]
) -> None:
    """Reorder ``colonnes`` in place so that arcs cross little."""
    avant: dict[str, list[str]] = defaultdict(list)
    apres: dict[str, list[str]] = defaultdict(list)
    for chemin in etapes.values():
        for amont, aval in pairwise(chemin):
            avant[aval].append(amont)
            apres[amont].append(aval)
    nombre = sum(map(len, avant.values()))
    meilleur, croisements = [list(c) for c in colonnes], compter_croisements(colonnes, apres)
    for tour in range(_BALAYAGES if nombre < _PAIRES_MAX else 2):
        if not croisements:
            break
        descend = tour % 2 == 0
        rangs = {cle: i for colonne in colonnes for i, cle in enumerate(colonne)}
        for colonne in colonnes[1:] if descend else reversed(colonnes[:-1]):
            voisins = avant if descend else apres
            poids = {
                cle: sum(rangs[v] for v in voisins[cle]) / len(voisins[cle])
                if voisins[cle]
                else rangs[cle]
                for cle in colonne
            }
            colonne.sort(key=lambda cle: (bande_de[cle], poids[cle]))
            rangs.update({cle: i for i, cle in enumerate(colonne)})
        nouveaux = compter_croisements(colonnes, apres)
        if nouveaux < croisements:
            meilleur, croisements = [list(c) for c in colonnes], nouveaux
    for colonne, ordre in zip(colonnes, meilleur, strict=True):
        colonne[:] = ordre


def compter_croisements(
    colonnes: Sequence[Sequence[str]], apres: Mapping[str, Iterable[str]]
) -> int:
    """Return how many pairs of arcs cross between each column and the next."""
    total = 0
    for gauche, droite in pairwise(colonnes):
        rangs = {cle: i for i, cle in enumerate(droite)}
        vus: list[int] = []
        for cle in gauche:
            arrivees = [rangs[a] for a in apres.get(cle, ()) if a in rangs]
            for rang in arrivees:
                total += len(vus) - bisect_left(vus, rang + 1)
            for rang in arrivees:
                insort(vus, rang)
    return total


def _poser_a_la_main(
    colonnes: list[list[str]], par_cle: Mapping[str, Noeud], bande_de: Mapping[str, int]
) -> None:
    """Put boxes whose line was chosen at that line of their band and column."""
    for colonne in colonnes:
        choisis = sorted(
            (c for c in colonne if c in par_cle and par_cle[c].ligne),
            key=lambda c: (bande_de[c], par_cle[c].ligne or 0),
        )
        for cle in choisis:
            colonne.remove(cle)
        for cle in choisis:
            boites = [
                i for i, c in enumerate(colonne) if bande_de[c] == bande_de[cle] and c in par_cle
            ]
            debut = sum(bande_de[c] < bande_de[cle] for c in colonne)
            fin = sum(bande_de[c] <= bande_de[cle] for c in colonne)
            rang = (par_cle[cle].ligne or 1) - 1
            colonne.insert(boites[rang] if rang < len(boites) else fin if boites else debut, cle)
