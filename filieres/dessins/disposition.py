"""From boxes and arcs to coordinates: columns from left to right, ribbons between them.

Pure geometry, without words or colours. Heights are given; each box moves towards those it is
linked to and never over its neighbour (isotonic regression: the nearest places in order).
Loops leave by the right, run under everything and come back by the left.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from filieres.dessins.colonnes import Arc, Noeud, Rangement, ranger

ECART_BOITES: Final = 26.0
ECART_PASSAGES: Final = 9.0
ENTRE_BANDES: Final = 76.0
"""Room between two chains, where the name of the second one is written."""
_TOURS: Final = 8
_DROITURE: Final = 1.6
"""How much more an arc wants to stay straight across the columns it only crosses."""
_COULOIR: Final = 14.0
_COUDE: Final = 12.0
_CRANS_MAX: Final = 50.0
"""Loops beside a column share at most this much of the gutter."""


@dataclass(frozen=True)
class Place:
    """Where a box stands."""

    x: float
    y: float
    largeur: float
    hauteur: float
    colonne: int

    @property
    def centre(self) -> float:
        """Middle of its height."""
        return self.y + self.hauteur / 2


@dataclass(frozen=True)
class Trace:
    """The line an arc follows: ``points`` from box to box, ``chemin`` ready to be stroked."""

    cle: str
    chemin: str
    epaisseur: float
    retour: bool
    depart: tuple[float, float]
    arrivee: tuple[float, float]
    etiquette: tuple[float, float]
    """Middle of its first free stretch."""


@dataclass(frozen=True)
class Disposition:
    """Everything placed."""

    places: dict[str, Place]
    traces: list[Trace]
    largeur: float
    hauteur: float
    bandes: dict[int, tuple[float, float]] = field(default_factory=dict)
    colonnes: tuple[tuple[float, float], ...] = ()
    """Left and width of each column."""
    premiere: int = 1
    """Number, as one chooses it by hand, of the first column."""


def disposer(
    noeuds: Sequence[Noeud], arcs: Sequence[Arc], *, gouttiere: float = 88.0, haut: float = 0.0
) -> Disposition:
    """Place boxes and arcs; ``haut`` is left free above each band."""
    if not noeuds:
        return Disposition({}, [], 0.0, 0.0)
    rangement = ranger(noeuds, arcs)
    par_cle = {n.cle: n for n in noeuds}
    epaisseurs = {a.cle: a.epaisseur for a in arcs}
    hauteurs = {n.cle: n.hauteur for n in noeuds}
    bande_de = {n.cle: n.bande for n in noeuds}
    for cle, chemin in rangement.etapes.items():
        for passage in chemin[1:-1]:
            hauteurs[passage] = epaisseurs[cle]
            bande_de[passage] = bande_de[chemin[0]]
    y, bandes = _hauteurs(rangement, hauteurs, bande_de, epaisseurs, haut)
    x, largeurs, largeur = _abscisses(rangement, par_cle, arcs, gouttiere)
    places = {
        cle: Place(
            x[rangement.colonne_de[cle]]
            + (largeurs[rangement.colonne_de[cle]] - noeud.largeur) / 2,
            y[cle],
            noeud.largeur,
            noeud.hauteur,
            rangement.colonne_de[cle],
        )
        for cle, noeud in par_cle.items()
    }
    bas = max(p.y + p.hauteur for p in places.values())
    traces, bas = _tracer(arcs, rangement, places, y, hauteurs, (x, largeurs), bas)
    colonnes = tuple(zip(x, largeurs, strict=True))
    return Disposition(places, traces, largeur, bas, bandes, colonnes, rangement.premiere)


def _abscisses(
    rangement: Rangement, par_cle: Mapping[str, Noeud], arcs: Sequence[Arc], gouttiere: float
) -> tuple[list[float], list[float], float]:
    """Return the left and width of each column, and the whole width."""
    largeurs = [
        max((par_cle[c].largeur for c in colonne if c in par_cle), default=40.0)
        for colonne in rangement.colonnes
    ]
    retours = [a for a in arcs if a.cle in rangement.retours]
    large = sum(a.epaisseur + 5 for a in retours)
    marge = _COUDE + min(large, _CRANS_MAX) + 6 if retours else 0.0
    gauches, x = [], marge
    for largeur in largeurs:
        gauches.append(x)
        x += largeur + gouttiere
    return gauches, largeurs, x - gouttiere + marge


def _hauteurs(
    rangement: Rangement,
    hauteurs: Mapping[str, float],
    bande_de: Mapping[str, int],
    epaisseurs: Mapping[str, float],
    haut: float,
) -> tuple[dict[str, float], dict[int, tuple[float, float]]]:
    """Return the top of each box and stretch, band under band; wide arcs pull harder."""
    voisins: dict[str, list[tuple[str, float]]] = defaultdict(list)
    par_cle = rangement.colonne_de
    for arc, chemin in rangement.etapes.items():
        for amont, aval in pairwise(chemin):
            passages = (amont not in par_cle) + (aval not in par_cle)
            poids = _DROITURE**passages * (1 + epaisseurs[arc] / 3)
            voisins[amont].append((aval, poids))
            voisins[aval].append((amont, poids))
    y: dict[str, float] = {}
    bandes: dict[int, tuple[float, float]] = {}
    depart = 0.0
    for bande in sorted(set(bande_de.values())):
        colonnes = [[c for c in colonne if bande_de[c] == bande] for colonne in rangement.colonnes]
        colonnes = [c for c in colonnes if c]
        tops = _etaler(colonnes, hauteurs, voisins, par_cle)
        origine = min(tops.values())
        debut = depart + haut
        for cle, valeur in tops.items():
            y[cle] = valeur - origine + debut
        fin = max(y[c] + hauteurs[c] for c in tops)
        bandes[bande] = (depart, fin)
        depart = fin + ENTRE_BANDES - haut
    return y, bandes


def _etaler(
    colonnes: Sequence[Sequence[str]],
    hauteurs: Mapping[str, float],
    voisins: Mapping[str, Sequence[tuple[str, float]]],
    par_cle: Mapping[str, int],
) -> dict[str, float]:
    """Return the top of each item of one band, drawn towards those it is linked to."""
    items = [cle for colonne in colonnes for cle in colonne]
    rang = {cle: i for i, cle in enumerate(items)}
    centres: list[float] = []
    suites: list[tuple[int, list[float]]] = []  # first item of a column, offsets of its items
    for colonne in colonnes:
        suite, position, precedent = [], 0.0, ""
        for cle in colonne:
            if precedent:
                boites = precedent in par_cle or cle in par_cle
                position += hauteurs[precedent] / 2 + hauteurs[cle] / 2
                position += ECART_BOITES if boites else ECART_PASSAGES
            suite.append(position)
            precedent = cle
        milieu = suite[-1] / 2
        suites.append((len(centres), suite))
        centres += [d - milieu for d in suite]
    autour = [[(rang[v], p) for v, p in voisins.get(cle, ()) if v in rang] for cle in items]
    totaux = [sum(p for _, p in siens) for siens in autour]
    poids = [total or 0.2 for total in totaux]
    for tour in range(_TOURS):
        for debut, suite in suites if tour % 2 == 0 else reversed(suites):
            fin = debut + len(suite)
            voulus = [
                (
                    sum([centres[v] * p for v, p in autour[i]]) / totaux[i]
                    if totaux[i]
                    else centres[i]
                )
                - decalage
                for i, decalage in enumerate(suite, debut)
            ]
            bases = _isotone(voulus, poids[debut:fin])
            centres[debut:fin] = [b + d for b, d in zip(bases, suite, strict=True)]
    return {cle: centres[i] - hauteurs[cle] / 2 for i, cle in enumerate(items)}


def _isotone(valeurs: Sequence[float], poids: Sequence[float]) -> list[float]:
    """Return the non-decreasing values nearest to ``valeurs`` (pool adjacent violators)."""
    blocs: list[list[float]] = []  # mean, weight, count
    for valeur, p in zip(valeurs, poids, strict=True):
        blocs.append([valeur, p, 1])
        while len(blocs) > 1 and blocs[-2][0] > blocs[-1][0]:
            v2, p2, n2 = blocs.pop()
            v1, p1, n1 = blocs.pop()
            blocs.append([(v1 * p1 + v2 * p2) / (p1 + p2), p1 + p2, n1 + n2])
    return [v for v, _, nombre in blocs for _ in range(int(nombre))]


def _tracer(
    arcs: Sequence[Arc],
    rangement: Rangement,
    places: Mapping[str, Place],
    y: Mapping[str, float],
    hauteurs: Mapping[str, float],
    abscisses: tuple[Sequence[float], Sequence[float]],
    bas: float,
) -> tuple[list[Trace], float]:
    """Draw every arc; return them and the bottom of the drawing."""
    gauches, largeurs = abscisses
    sorties: dict[str, list[tuple[float, Arc]]] = defaultdict(list)
    entrees: dict[str, list[tuple[float, Arc]]] = defaultdict(list)
    utiles = [a for a in arcs if a.depart in places and a.arrivee in places]
    for arc in utiles:
        if arc.cle in rangement.retours:
            sorties[arc.depart].append((float("inf"), arc))
            entrees[arc.arrivee].append((float("inf"), arc))
            continue
        chemin = rangement.etapes[arc.cle]
        sorties[arc.depart].append((y[chemin[1]] + hauteurs[chemin[1]] / 2, arc))
        entrees[arc.arrivee].append((y[chemin[-2]] + hauteurs[chemin[-2]] / 2, arc))
    depart_de = _ports(sorties, places)
    arrivee_de = _ports(entrees, places)
    traces = []
    couloirs = sorted(
        (a for a in utiles if a.cle in rangement.retours),
        key=lambda a: abs(places[a.depart].colonne - places[a.arrivee].colonne),
    )
    fond = {}
    for arc in couloirs:
        bas += _COULOIR + arc.epaisseur
        fond[arc.cle] = bas - arc.epaisseur / 2
    crans: dict[tuple[str, int], float] = defaultdict(float)
    for arc in utiles:
        p, q = places[arc.depart], places[arc.arrivee]
        debut = (p.x + p.largeur, depart_de[arc.cle])
        fin = (q.x, arrivee_de[arc.cle])
        if arc.cle in fond:
            crans["d", p.colonne] += arc.epaisseur + 5
            crans["a", q.colonne] += arc.epaisseur + 5
            sortie = min(crans["d", p.colonne], _CRANS_MAX)
            x1 = gauches[p.colonne] + largeurs[p.colonne] + _COUDE + sortie
            x2 = gauches[q.colonne] - _COUDE - min(crans["a", q.colonne], _CRANS_MAX)
            chemin_svg = _boucle(debut, fin, x1, x2, fond[arc.cle])
            etiquette = ((x1 + x2) / 2, fond[arc.cle])
        else:
            chemin_svg, etiquette = _ruban(
                rangement.etapes[arc.cle], debut, fin, y, hauteurs, rangement, abscisses
            )
        traces.append(
            Trace(arc.cle, chemin_svg, arc.epaisseur, arc.cle in fond, debut, fin, etiquette)
        )
    return traces, bas + (_COULOIR if fond else 0)


def _ports(
    rives: Mapping[str, list[tuple[float, Arc]]], places: Mapping[str, Place]
) -> dict[str, float]:
    """Return where each arc touches a side of its box, stacked in the order of its other end."""
    ports = {}
    for cle, siens in rives.items():
        place = places[cle]
        siens.sort(key=lambda paire: paire[0])
        total = sum(arc.epaisseur for _, arc in siens)
        ecart = min(6.0, max(0.0, (place.hauteur - 16 - total) / max(len(siens), 1)))
        position = place.centre - (total + ecart * (len(siens) - 1)) / 2
        for _, arc in siens:
            ports[arc.cle] = min(
                max(position + arc.epaisseur / 2, place.y + 2), place.y + place.hauteur - 2
            )
            position += arc.epaisseur + ecart
    return ports


def _ruban(
    etapes: Sequence[str],
    debut: tuple[float, float],
    fin: tuple[float, float],
    y: Mapping[str, float],
    hauteurs: Mapping[str, float],
    rangement: Rangement,
    abscisses: tuple[Sequence[float], Sequence[float]],
) -> tuple[str, tuple[float, float]]:
    """Return the path of an arc that goes down the chain, and where its label may stand."""
    gauches, largeurs = abscisses
    points = [debut]
    for passage in etapes[1:-1]:
        colonne = int(passage.rsplit(">", 1)[1])
        centre = y[passage] + hauteurs[passage] / 2
        points += [(gauches[colonne], centre), (gauches[colonne] + largeurs[colonne], centre)]
    points.append(fin)
    (gauche, haut), *suite = [(round(x), round(y)) for x, y in points]
    chemin = [f"M{gauche} {haut}"]
    # Relative and to the pixel: hundreds of lines that cross the same columns say the same.
    for rang, (droite, bas) in enumerate(suite):
        dx, dy = droite - gauche, bas - haut
        a_plat = rang % 2 or not dy  # across a column, or level
        chemin.append(f"h{dx}" if a_plat else f"c{dx // 2} 0 {dx // 2} {dy} {dx} {dy}")
        gauche, haut = droite, haut if a_plat else bas
    (x1, y1), (x2, y2) = points[0], points[1]
    return "".join(chemin), ((x1 + x2) / 2, (y1 + y2) / 2)


def _boucle(
    debut: tuple[float, float], fin: tuple[float, float], x1: float, x2: float, fond: float
) -> str:
    """Return the path of a loop: out by the right, under everything, back in by the left."""
    (xd, yd), (xf, yf) = debut, fin
    r = 8.0
    return (
        f"M{_px(xd)} {_px(yd)}H{_px(x1 - r)}Q{_px(x1)} {_px(yd)} {_px(x1)} {_px(yd + r)}"
        f"V{_px(fond - r)}Q{_px(x1)} {_px(fond)} {_px(x1 - r)} {_px(fond)}"
        f"H{_px(x2 + r)}Q{_px(x2)} {_px(fond)} {_px(x2)} {_px(fond - r)}"
        f"V{_px(yf + r)}Q{_px(x2)} {_px(yf)} {_px(x2 + r)} {_px(yf)}H{_px(xf)}"
    )


def _px(valeur: float) -> str:
    """Write a point of a line to the pixel: hundreds of lines weigh half as much."""
    return str(round(valeur))
