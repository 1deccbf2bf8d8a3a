"""Where actors stand: forces the first time, then nobody moves when somebody comes.

Distances are in units of the drawing. Everything is done in the order of references, from one
seed: the same network gives the same places on every machine of the same libraries; places that
are kept (``Disposition``) do not even depend on them.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from relations.calculs.reseau import Reseau

Places = dict[str, tuple[float, float]]
ECART: Final = 58.0
"""Least distance between two actors, on a plane stretched as labels are."""
LARGEUR: Final = 1.5
"""Labels are wider than high: the plane is stretched as much."""
_TOURS: Final = 36
_ECARTS: Final = 40
_RELEVE: Final = 8
_ESSAIS: Final = 900


def disposer(reseau: Reseau, connues: Mapping[str, Any] | None = None) -> Places:
    """Return a place for each actor; those of ``connues`` stay where they are."""
    graphe = reseau.graphe
    gardees: Places = {
        r: (float(p[0]), float(p[1])) for r, p in (connues or {}).items() if r in reseau.noeuds
    }
    if gardees:
        return _accueillir(graphe, gardees)
    return _tout_placer(graphe)


# ── The first time ──────────────────────────────────────────────────────────
def _tout_placer(graphe: Any) -> Places:
    """Lay out each piece on its own, then set the pieces side by side."""
    import networkx as nx

    morceaux = sorted(
        (sorted(m) for m in nx.connected_components(graphe)), key=lambda m: (-len(m), m)
    )
    blocs = [_placer_morceau(graphe, morceau) for morceau in morceaux]
    return _ranger(blocs)


def _placer_morceau(graphe: Any, morceau: list[str]) -> Places:
    if len(morceau) == 1:
        return {morceau[0]: (0.0, 0.0)}
    cote = ECART * 0.75 * math.sqrt(len(morceau))
    rang = {r: i for i, r in enumerate(morceau)}
    liens = sorted((min(a, b), max(a, b)) for a, b in graphe.subgraph(morceau).edges)
    x, y = _tendre(len(morceau), [(rang[a], rang[b]) for a, b in liens if a != b])
    x, y = x - x.mean(), y - y.mean()
    etendue = max(float(abs(x).max()), float(abs(y).max())) or 1.0
    x, y = _ecarter(x * (cote / etendue), y * (cote / etendue))
    places = {r: (float(a), float(b)) for r, a, b in zip(morceau, x, y, strict=True)}
    _, _, large, haut = _cadre(places)
    if haut > large:  # names are read along a line: better wide than high
        places = {r: (y, x) for r, (x, y) in places.items()}
    return {r: (x * LARGEUR, y) for r, (x, y) in places.items()}


def _tendre(nombre: int, liens: list[tuple[int, int]]) -> tuple[Any, Any]:
    """Draw linked actors together and push all apart (Fruchterman and Reingold), from a circle.

    What ``networkx.spring_layout`` does, four times faster: attraction follows the links only,
    distances are computed flat, and never rooted where their square is enough.
    """
    import numpy as np

    tour = np.linspace(0, 2 * np.pi, nombre, endpoint=False)
    x, y = np.cos(tour), np.sin(tour)
    un, autre = (np.array(bouts, dtype=np.intp) for bouts in zip(*liens, strict=True))
    ideal = 1.6 / math.sqrt(nombre)
    pas = 0.1 * max(float(np.ptp(x)), float(np.ptp(y)))
    baisse = pas / (_TOURS + 1)
    for _ in range(_TOURS):
        dx, dy = x[:, None] - x, y[:, None] - y
        force = dx * dx
        force += dy * dy
        np.maximum(force, 1e-4, out=force)
        np.divide(ideal * ideal, force, out=force)
        vers_x, vers_y = np.einsum("ij,ij->i", dx, force), np.einsum("ij,ij->i", dy, force)
        lx, ly = dx[un, autre], dy[un, autre]
        rappel = np.maximum(np.sqrt(lx * lx + ly * ly), 0.01) / ideal
        for bouts, sens in ((un, -1), (autre, 1)):
            vers_x += sens * np.bincount(bouts, lx * rappel, nombre)
            vers_y += sens * np.bincount(bouts, ly * rappel, nombre)
        longueur = np.maximum(np.sqrt(vers_x * vers_x + vers_y * vers_y), 0.01)
        x += vers_x * (pas / longueur)
        y += vers_y * (pas / longueur)
        pas -= baisse
    return x, y


def _ecarter(x: Any, y: Any) -> tuple[Any, Any]:
    """Push apart actors that are too near, a little at a time."""
    import numpy as np

    for tour in range(_ECARTS):
        if tour % _RELEVE == 0:  # who may come too near during the next turns
            dx, dy = x[:, None] - x, y[:, None] - y
            proches = dx * dx + dy * dy < (2 * ECART) ** 2
            un, autre = np.nonzero(np.triu(proches, 1))
        dx, dy = x[un] - x[autre], y[un] - y[autre]
        distances = np.sqrt(np.maximum(dx * dx + dy * dy, 1e-12))
        pousse = np.maximum(ECART - distances, 0) / distances / 2.2
        if not pousse.any():
            break
        for bouts, sens in ((un, 1), (autre, -1)):
            x = x + sens * np.bincount(bouts, dx * pousse, len(x))
            y = y + sens * np.bincount(bouts, dy * pousse, len(y))
    return x, y


def _ranger(blocs: Iterable[Places]) -> Places:
    """Set the pieces in rows about as wide as the largest asks for."""
    cadres = [(bloc, *_cadre(bloc)) for bloc in blocs]
    if not cadres:
        return {}
    marge = ECART * 1.5
    surface = sum((large + marge) * (hauteur + marge) for _, _, _, large, hauteur in cadres)
    limite = max(cadres[0][3], math.sqrt(surface * 1.7))
    places: Places = {}
    x = y = rangee = 0.0
    for bloc, gauche, haut, large, hauteur in cadres:
        if x and x + large > limite:
            x, y, rangee = 0.0, y + rangee + marge, 0.0
        for reference, (px, py) in bloc.items():
            places[reference] = (round(px - gauche + x, 1), round(py - haut + y, 1))
        x += large + marge * LARGEUR
        rangee = max(rangee, hauteur)
    return places


def _cadre(bloc: Places) -> tuple[float, float, float, float]:
    """Return left, top, width and height."""
    xs, ys = [p[0] for p in bloc.values()], [p[1] for p in bloc.values()]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


# ── Afterwards ──────────────────────────────────────────────────────────────
def _accueillir(graphe: Any, places: Places) -> Places:
    """Set newcomers near those they are linked to, in the nearest free place; nobody moves."""
    attente = sorted(set(graphe.nodes) - set(places))
    while attente:
        # Those with most friends in place first; strangers last, each as a new piece.
        attente.sort(key=lambda r: (-sum(v in places for v in graphe[r]), r))
        venu = attente.pop(0)
        amis = [places[v] for v in sorted(graphe[venu]) if v in places]
        if amis:
            cible = (sum(p[0] for p in amis) / len(amis), sum(p[1] for p in amis) / len(amis))
        else:
            gauche, haut, _, hauteur = _cadre(places)
            cible = (gauche, haut + hauteur + ECART * 2)
        places[venu] = _place_libre(cible, places)
    return places


def _place_libre(cible: tuple[float, float], places: Places) -> tuple[float, float]:
    """Return the nearest place to ``cible`` that is far enough from everybody, in a spiral."""
    for essai in range(_ESSAIS):
        rayon = ECART * 0.35 * math.sqrt(essai)
        angle = essai * 2.399963  # the golden angle: even in all directions
        x = cible[0] + rayon * math.cos(angle) * LARGEUR
        y = cible[1] + rayon * math.sin(angle)
        if all(math.hypot((x - a) / LARGEUR, y - b) >= ECART * 0.98 for a, b in places.values()):
            return round(x, 1), round(y, 1)
    bas = max(p[1] for p in places.values()) + ECART
    return round(cible[0], 1), round(bas, 1)
