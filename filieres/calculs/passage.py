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
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

Noeud = Hashable
SOURCE: Noeud = "source"
PUITS: Noeud = "puits"
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


@dataclass
class _Arc:
    depart: Noeud
    arrivee: Noeud
    capacite: Fraction | None
    gain: Fraction
    flux: Fraction = field(default_factory=Fraction)

    @property
    def reste(self) -> Fraction | None:
        return None if self.capacite is None else self.capacite - self.flux

    @property
    def plein(self) -> bool:
        return self.capacite is not None and self.flux >= self.capacite


class _Pas(NamedTuple):
    """An arc of the residual network: forward, or backward to undo a flow."""

    arc: _Arc
    depart: Noeud
    arrivee: Noeud
    reste: Fraction | None
    gain: Fraction
    envers: bool


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
    arcs = _tracer(etages, sources, entrees, liens, sorties)
    while _remplir(arcs):
        pass
    etages_arcs = {cle: arcs[("in", cle), ("out", cle)] for cle in etages}
    pleins = {cle: arc for cle, arc in etages_arcs.items() if arc.plein}
    goulots: set[str] = set()
    coupe: set[str] = set()
    if limites and pleins:
        pas = _pas(arcs)
        atteints = _suivre(pas, SOURCE)
        goulots = _goulots(pas, pleins, atteints)
        coupe = {c for c, a in pleins.items() if a.depart in atteints and a.arrivee not in atteints}
    return Traversee(
        arrive=sum((a.flux * a.gain for a in arcs.values() if a.arrivee == PUITS), Fraction(0)),
        passant={cle: arc.flux for cle, arc in etages_arcs.items()},
        goulots=frozenset(goulots),
        conjoints=frozenset() if goulots else frozenset(coupe),
    )


def _tracer(
    etages: Mapping[str, Etage],
    sources: Mapping[str, Fraction],
    entrees: Iterable[tuple[str, str]],
    liens: Iterable[tuple[str, str]],
    sorties: Iterable[str],
) -> dict[tuple[Noeud, Noeud], _Arc]:
    """Two nodes per maillon, so that no two arcs join the same nodes, in either direction."""
    arcs = [_Arc(SOURCE, ("g", cle), offre, UN) for cle, offre in sources.items()]
    arcs += [
        _Arc(("in", cle), ("out", cle), e.capacite, UN if e.rendement == 1 else e.rendement)
        for cle, e in etages.items()
    ]
    arcs += [_Arc(("g", g), ("in", m), None, UN) for g, m in entrees if g in sources]
    arcs += [_Arc(("out", a), ("in", b), None, UN) for a, b in liens if a != b]
    arcs += [_Arc(("out", cle), PUITS, None, UN) for cle in sorties]
    return {(arc.depart, arc.arrivee): arc for arc in arcs}


def _pas(arcs: Mapping[tuple[Noeud, Noeud], _Arc]) -> list[_Pas]:
    pas = []
    for arc in arcs.values():
        gain, flux = arc.gain, arc.flux
        if not gain:
            continue
        if arc.capacite is None or flux < arc.capacite:
            pas.append(_Pas(arc, arc.depart, arc.arrivee, arc.reste, gain, envers=False))
        if flux:
            inverse, rendu = (UN, flux) if gain is UN else (1 / gain, flux * gain)
            pas.append(_Pas(arc, arc.arrivee, arc.depart, rendu, inverse, envers=True))
    return pas


def _valeurs(pas: Iterable[_Pas]) -> dict[Noeud, Fraction]:
    """Return, for each node that leads to the end, the most that one unit there can bring."""
    arrivant: dict[Noeud, list[_Pas]] = {}
    for un in pas:
        arrivant.setdefault(un.arrivee, []).append(un)
    valeurs: dict[Noeud, Fraction] = {PUITS: UN}
    file: deque[Noeud] = deque([PUITS])
    while file:
        noeud = file.popleft()
        ici = valeurs[noeud]
        for un in arrivant.get(noeud, ()):
            valeur = ici if un.gain is UN else un.gain * ici
            connue = valeurs.get(un.depart)
            if connue is None or (valeur is not connue and valeur > connue):
                valeurs[un.depart] = valeur
                file.append(un.depart)
    return valeurs


def _remplir(arcs: Mapping[tuple[Noeud, Noeud], _Arc]) -> bool:
    """Fill the ways that lose least; return False when none is left."""
    import networkx as nx

    pas = _pas(arcs)
    valeurs = _valeurs(pas)
    if SOURCE not in valeurs:
        return False
    ouverts: dict[tuple[Noeud, Noeud], tuple[_Pas, Fraction | None]] = {}
    for un in pas:
        arrivee, depart = valeurs.get(un.arrivee), valeurs.get(un.depart)
        if arrivee is None or depart is None:
            continue
        if (arrivee if un.gain is UN else un.gain * arrivee) == depart:
            borne = None if un.reste is None else un.reste * depart
            ouverts[un.depart, un.arrivee] = un, borne
    # What the source cannot reach any more cannot be filled.
    atteints = _suivre([un for un, _ in ouverts.values()], SOURCE)
    ouverts = {bouts: un for bouts, un in ouverts.items() if bouts[0] in atteints}
    # Whole numbers are ten times faster than fractions, and as exact.
    echelle = lcm(*(borne.denominator for _, borne in ouverts.values() if borne is not None))
    graphe = nx.DiGraph()
    for bouts, (_, borne) in ouverts.items():
        if borne is None:
            graphe.add_edge(*bouts)
        else:
            graphe.add_edge(*bouts, capacity=borne.numerator * (echelle // borne.denominator))
    _, flux = nx.maximum_flow(
        graphe, SOURCE, PUITS, flow_func=nx.algorithms.flow.shortest_augmenting_path
    )
    for noeud, vers in flux.items():
        for suivant, mesure in vers.items():
            if not mesure:
                continue
            un = ouverts[noeud, suivant][0]
            au_depart = Fraction(mesure, echelle) / valeurs[noeud]
            un.arc.flux += -au_depart * un.gain if un.envers else au_depart
    return True


def _goulots(pas: list[_Pas], pleins: Mapping[str, _Arc], atteints: set[Noeud]) -> set[str]:
    """Return the full maillons which, raised alone, would let more arrive.

    One unit more there is worth what it brings to the end; it costs nothing when matter is
    left over upstream, else what the unit taken from another way would have brought.
    """
    valeurs = _valeurs(pas)
    detours = _valeurs([_retourner(un) for un in pas])
    trouves = set()
    for cle, arc in pleins.items():
        rapporte = arc.gain * valeurs.get(arc.arrivee, Fraction(0))
        if arc.depart in atteints:
            utile = rapporte > 0
        else:
            utile = rapporte * detours.get(arc.depart, Fraction(0)) > 1
        if utile:
            trouves.add(cle)
    return trouves


def _retourner(un: _Pas) -> _Pas:
    return un._replace(depart=un.arrivee, arrivee=un.depart)


def _suivre(pas: list[_Pas], origine: Noeud) -> set[Noeud]:
    suivants: dict[Noeud, list[Noeud]] = {}
    for un in pas:
        suivants.setdefault(un.depart, []).append(un.arrivee)
    vus, file = {origine}, deque([origine])
    while file:
        for noeud in suivants.get(file.popleft(), ()):
            if noeud not in vus:
                vus.add(noeud)
                file.append(noeud)
    return vus
