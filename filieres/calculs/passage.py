"""What can cross a chain in a year: a maximum flow with losses, exact.

**Model.** Gisements bring what is available of them. Each maillon takes in at most its
capacity and gives out its ``rendement`` of what it takes in (all of it when unknown). Matter goes
where links lead it, loops included, and is held to take the best way: the figure is what *could*
cross, not a forecast. What arrives is counted once, after the last maillons (``derniers``); a
way out of a maillon that also feeds others (rejects, losses, side sales) does not count.

**Unknown capacity** is no limit, and is named as such. A **missing** maillon has capacity zero.

**Method** (K. Truemper's). Among the ways left, only those that lose least are opened:
every node is measured in what would arrive from it at the end, so that along those ways nothing is
lost any more and an ordinary maximum flow (networkx) fills them. Then the next best ways, until
none is left. No yield exceeds 1, hence no loop makes matter and the result is the maximum; all
numbers are fractions, hence it is exact.

**Monotone.** Raising a capacity only adds possible flows to those there were: the maximum never
goes down. **Bottleneck**: a full maillon that matter can still reach, and from which there is
still room up to the end: raising it alone, however little, lets more through.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

ZERO: Final = Fraction(0)
SOURCE, PUITS = 0, 1
UN: Final = Fraction(1)
"""Gain of the ways that lose nothing: most of them, told apart by identity to save products."""


@dataclass(frozen=True)
class Etage:
    """A maillon to cross; ``capacite`` None: without limit."""

    capacite: Fraction | None = None
    rendement: Fraction = Fraction(1)


@dataclass(frozen=True)
class Traversee:
    """The answer: what arrives, and what each maillon takes in and is limited by."""

    arrive: Fraction
    passant: Mapping[str, Fraction]
    goulots: frozenset[str] = frozenset()
    conjoints: frozenset[str] = frozenset()
    """Full maillons that hold the flow back together, when none does alone."""


class _Arc:
    """A way from a node to another; ``ouvert`` while there is room left, ``pris`` once used."""

    __slots__ = ("arrivee", "capacite", "depart", "flux", "gain", "inverse", "ouvert", "pris")

    def __init__(
        self, depart: int, arrivee: int, capacite: Fraction | None, gain: Fraction
    ) -> None:
        self.depart, self.arrivee = depart, arrivee
        self.capacite, self.gain = capacite, gain
        self.inverse = UN if gain is UN or not gain else 1 / gain
        self.flux = ZERO
        self.ouvert, self.pris = capacite is None or capacite > 0, False

    def porter(self, plus: Fraction) -> None:
        """Carry so much more (less, when negative)."""
        self.flux += plus
        self.ouvert = self.capacite is None or self.flux < self.capacite
        self.pris = self.flux > 0


class _Graphe:
    """Nodes by number. Two per maillon, so that no two arcs join the same ones, in either direction."""

    def __init__(self) -> None:
        self.partants: list[list[_Arc]] = [[], []]
        self.arrivants: list[list[_Arc]] = [[], []]
        self.etages: dict[str, _Arc] = {}

    def noeud(self) -> int:
        """Add a node."""
        self.partants.append([])
        self.arrivants.append([])
        return len(self.partants) - 1

    def relier(
        self, depart: int, arrivee: int, capacite: Fraction | None = None, gain: Fraction = UN
    ) -> _Arc:
        """Add an arc; nobody goes along one that loses everything."""
        arc = _Arc(depart, arrivee, capacite, gain)
        if gain:
            self.partants[depart].append(arc)
            self.arrivants[arrivee].append(arc)
        return arc

    # A step goes along an open arc, or back along a used one to undo its flow.
    def amont(self, noeud: int) -> Iterator[tuple[int, Fraction]]:
        """Return the nodes one step before, each with what one unit there makes here."""
        for arc in self.arrivants[noeud]:
            if arc.ouvert:
                yield arc.depart, arc.gain
        for arc in self.partants[noeud]:
            if arc.pris:
                yield arc.arrivee, arc.inverse

    def aval(self, noeud: int) -> Iterator[tuple[int, Fraction]]:
        """Return the nodes one step after, each with what one unit here makes there."""
        for arc in self.partants[noeud]:
            if arc.ouvert:
                yield arc.arrivee, arc.gain
        for arc in self.arrivants[noeud]:
            if arc.pris:
                yield arc.depart, arc.inverse


def traverser(
    etages: Mapping[str, Etage],
    sources: Mapping[str, Fraction],
    entrees: Iterable[tuple[str, str]],
    liens: Iterable[tuple[str, str]],
    sorties: Iterable[str],
    *,
    limites: bool = True,
) -> Traversee:
    """Return the most that can cross.

    Args:
        etages: maillons by key.
        sources: what each gisement offers in a year.
        entrees: gisement → maillon where it may enter.
        liens: maillon → maillon it may feed.
        sorties: maillons after which matter has crossed.
        limites: also look for what limits it.
    """
    graphe = _tracer(etages, sources, entrees, liens, sorties)
    while _remplir(graphe):
        pass
    pleins = {cle: arc for cle, arc in graphe.etages.items() if not arc.ouvert}
    goulots: set[str] = set()
    coupe: set[str] = set()
    if limites and pleins:
        atteints = _suivre(graphe)
        goulots = _goulots(graphe, pleins, atteints)
        coupe = {c for c, a in pleins.items() if a.depart in atteints and a.arrivee not in atteints}
    return Traversee(
        arrive=sum((arc.flux for arc in graphe.arrivants[PUITS]), ZERO),
        passant={cle: arc.flux for cle, arc in graphe.etages.items()},
        goulots=frozenset(goulots),
        conjoints=frozenset() if goulots else frozenset(coupe),
    )


def _tracer(
    etages: Mapping[str, Etage],
    sources: Mapping[str, Fraction],
    entrees: Iterable[tuple[str, str]],
    liens: Iterable[tuple[str, str]],
    sorties: Iterable[str],
) -> _Graphe:
    graphe = _Graphe()
    entre, sort = {cle: graphe.noeud() for cle in etages}, {cle: graphe.noeud() for cle in etages}
    gisements = {cle: graphe.noeud() for cle in sources}
    for cle, offre in sources.items():
        graphe.relier(SOURCE, gisements[cle], offre)
    for cle, etage in etages.items():
        gain = UN if etage.rendement == 1 else etage.rendement
        graphe.etages[cle] = graphe.relier(entre[cle], sort[cle], etage.capacite, gain)
    for gisement, maillon in dict.fromkeys(entrees):
        if gisement in sources:
            graphe.relier(gisements[gisement], entre[maillon])
    for amont, aval in dict.fromkeys(liens):
        if amont != aval:
            graphe.relier(sort[amont], entre[aval])
    for cle in dict.fromkeys(sorties):
        graphe.relier(sort[cle], PUITS)
    return graphe


def _valeurs(pas: Callable[[int], Iterator[tuple[int, Fraction]]]) -> dict[int, Fraction]:
    """Return, for each node that leads to the end, the most that one unit there can bring."""
    valeurs = {PUITS: UN}
    file, attendus = deque([PUITS]), {PUITS}
    while file:
        noeud = file.popleft()
        attendus.discard(noeud)
        ici = valeurs[noeud]
        for voisin, gain in pas(noeud):
            valeur = ici if gain is UN else gain * ici
            connue = valeurs.get(voisin)
            if connue is None or (valeur is not connue and valeur > connue):
                valeurs[voisin] = valeur
                if voisin not in attendus:
                    attendus.add(voisin)
                    file.append(voisin)
    return valeurs


def _remplir(graphe: _Graphe) -> bool:
    """Fill the ways that lose least; return False when none is left."""
    import networkx as nx
    from networkx.algorithms.flow import shortest_augmenting_path

    valeurs = _valeurs(graphe.amont)
    if SOURCE not in valeurs:
        return False
    ouverts = _ouvrir(graphe, valeurs)
    # Whole numbers are ten times faster than fractions, and as exact.
    echelle = lcm(*(borne.denominator for *_, borne in ouverts.values() if borne is not None))
    ouvert = nx.DiGraph()
    for bouts, (*_, borne) in ouverts.items():
        if borne is None:
            ouvert.add_edge(*bouts)
        else:
            ouvert.add_edge(*bouts, capacity=borne.numerator * (echelle // borne.denominator))
    rempli = shortest_augmenting_path(ouvert, SOURCE, PUITS).adj
    for (depart, arrivee), (arc, envers, _) in ouverts.items():
        mesure = rempli[depart][arrivee]["flow"]
        if mesure > 0:
            au_depart = Fraction(mesure, echelle) / valeurs[depart]
            arc.porter(-au_depart * arc.inverse if envers else au_depart)
    return True


def _ouvrir(
    graphe: _Graphe, valeurs: Mapping[int, Fraction]
) -> dict[tuple[int, int], tuple[_Arc, bool, Fraction | None]]:
    """Return the steps that lose least, from the source: arc, whether it is undone, its bound.

    Bounds are in what would arrive at the end.
    """
    ouverts: dict[tuple[int, int], tuple[_Arc, bool, Fraction | None]] = {}
    vus, file = {SOURCE}, deque([SOURCE])
    while file:
        noeud = file.popleft()
        ici = valeurs[noeud]
        pas = [(arc, arc.arrivee, arc.gain, False) for arc in graphe.partants[noeud] if arc.ouvert]
        pas += [(arc, arc.depart, arc.inverse, True) for arc in graphe.arrivants[noeud] if arc.pris]
        for arc, voisin, gain, envers in pas:
            la = valeurs.get(voisin)
            if la is None:
                continue
            if gain is not UN:
                la = gain * la
            if la is not ici and la != ici:
                continue
            borne = None
            if envers:
                borne = arc.flux * arc.gain * ici
            elif arc.capacite is not None:
                borne = (arc.capacite - arc.flux) * ici
            ouverts[noeud, voisin] = arc, envers, borne
            if voisin not in vus:
                vus.add(voisin)
                file.append(voisin)
    return ouverts


def _goulots(graphe: _Graphe, pleins: Mapping[str, _Arc], atteints: set[int]) -> set[str]:
    """Return the full maillons which, raised alone, would let more arrive.

    One unit more there is worth what it brings to the end; it costs nothing when matter is
    left over upstream, else what the unit taken from another way would have brought.
    """
    valeurs = _valeurs(graphe.amont)
    detours = _valeurs(graphe.aval)
    trouves = set()
    for cle, arc in pleins.items():
        rapporte = arc.gain * valeurs.get(arc.arrivee, ZERO)
        if arc.depart in atteints:
            utile = rapporte > 0
        else:
            utile = rapporte * detours.get(arc.depart, ZERO) > 1
        if utile:
            trouves.add(cle)
    return trouves


def _suivre(graphe: _Graphe) -> set[int]:
    """Return every node one can go to from the source."""
    vus, file = {SOURCE}, deque([SOURCE])
    while file:
        for voisin, _ in graphe.aval(file.popleft()):
            if voisin not in vus:
                vus.add(voisin)
                file.append(voisin)
    return vus
