"""Borders as lines: shared once, told inner from outer, written as short SVG paths.

Neighbouring communes share their vertices (``topologie`` keeps it so), hence a
segment met twice is a border between two of them and a segment met once is on
the outside. No polygon union is needed to draw an outline.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

Point = tuple[int, int]
Arete = tuple[Point, Point]


def aretes(anneau: list[Point]) -> Iterable[Arete]:
    """Yield the segments of a closed ring, each with its smaller end first."""
    for a, b in pairwise(anneau):
        if a != b:
            yield (a, b) if a < b else (b, a)


def chainer(segments: Iterable[Arete]) -> list[list[Point]]:
    """Join segments end to end into as few lines as the junctions allow.

    A line whose first point equals its last is closed.
    """
    voisins: dict[Point, set[Point]] = defaultdict(set)
    for a, b in segments:
        voisins[a].add(b)
        voisins[b].add(a)
    lignes: list[list[Point]] = []
    for depart in [p for p, v in voisins.items() if len(v) != 2]:
        while voisins[depart]:
            lignes.append(_suivre(voisins, depart))
    lignes.extend(_suivre(voisins, depart) for depart in list(voisins) if voisins[depart])
    return lignes


def boucler(segments: Iterable[Arete]) -> list[list[Point]]:
    """Join the segments of outlines into closed rings, to be filled by the even-odd rule.

    Every point must have an even number of segments, as outlines of areas do.
    """
    voisins: dict[Point, set[Point]] = defaultdict(set)
    for a, b in segments:
        voisins[a].add(b)
        voisins[b].add(a)
    anneaux: list[list[Point]] = []
    for depart in list(voisins):
        while voisins[depart]:
            anneau = [depart]
            while len(anneau) == 1 or anneau[-1] != depart:
                suite = voisins[anneau[-1]].pop()
                voisins[suite].discard(anneau[-1])
                anneau.append(suite)
            anneaux.append(anneau)
    return anneaux


def _suivre(voisins: dict[Point, set[Point]], depart: Point) -> list[Point]:
    """Walk from ``depart`` to the next junction (or back), using up the segments."""
    ligne = [depart]
    while voisins[ligne[-1]]:
        ici = ligne[-1]
        suite = voisins[ici].pop()
        voisins[suite].discard(ici)
        ligne.append(suite)
        if len(voisins[suite]) != 1:
            break
    return ligne


def _nombre(demi: int) -> str:
    """Write a count of half pixels in pixels."""
    return str(demi // 2) if demi % 2 == 0 else f"{demi / 2:.1f}"


def chemin(lignes: Iterable[list[Point]]) -> str:
    """Return the SVG path of lines given in half pixels, in relative coordinates."""
    morceaux: list[str] = []
    for ligne in lignes:
        if len(ligne) < 2:
            continue
        ferme = ligne[0] == ligne[-1]
        x, y = ligne[0]
        morceaux.append(f"M{_nombre(x)} {_nombre(y)}l")
        pas = []
        for px, py in ligne[1 : -1 if ferme else None]:
            pas.append(f"{_nombre(px - x)} {_nombre(py - y)}")
            x, y = px, py
        morceaux.append(" ".join(pas).replace(" -", "-"))
        if ferme:
            morceaux.append("z")
    return "".join(morceaux)
