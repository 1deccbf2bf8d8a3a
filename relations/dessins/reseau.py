"""A network drawn: shapes of families, strokes of relations, names where there is room."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from relations.calculs.disposition import Places
from relations.calculs.mesures import Mesures
from relations.calculs.reseau import Noeud, Reseau, Trait
from relations.dessins.noms import ecrire_nom, ouvrir_noms, poser
from relations.dessins.traits import (
    STYLES,
    Style,
    echantillon,
    est_oriente,
    pointe,
    remplir,
    style_de,
    tracer,
)
from relations.natures import dire
from socle.encres import ENCRE, ENCRE_2, Encre, n, ouvrir
from socle.formes import FORMES, INCONNUE

LARGEUR: Final = 1180.0
MINIMUM: Final = 480.0
_NOMBREUX: Final = 90
_MARGE_X, _MARGE_Y = 120.0, 42.0
_GROUPES_MIN: Final = 3
_AISE: Final = 1.6


@dataclass(frozen=True)
class Dessin:
    """A network as SVG, its legend, and what could not be written on it."""

    svg: SafeString
    largeur: float
    legende: tuple[tuple[SafeString, str], ...]
    familles: tuple[str, ...]
    sans_nom: int


@dataclass(frozen=True)
class Regard:
    """How a network is looked at."""

    centre: str = ""
    """The actor it is around."""
    en_avant: str = ""
    """All fades but this actor and those it is linked to."""
    groupes: bool = False
    """Draw a shape behind each group."""


DE_LOIN: Final = Regard()


def dessiner(
    reseau: Reseau,
    places: Places,
    mesures: Mesures,
    *,
    titre: str,
    adresse: Callable[[str], str],
    regard: Regard = DE_LOIN,
    identifiant: str = "reseau",
) -> Dessin:
    """Draw a network as it is looked at."""
    en_avant = regard.en_avant
    centre = en_avant or regard.centre
    points, large, haut = _cadrer({r: places[r] for r in reseau.noeuds})
    degres = mesures.degres
    base = 9.0 if len(points) > _NOMBREUX else 11.5
    tailles = {r: base * min(1.5, 0.85 + 0.09 * degres.get(r, 0)) for r in points}
    rayons = {
        r: taille + (7 if r == centre else 1 if reseau.noeuds[r].dedans else 4)
        for r, taille in tailles.items()
    }
    proches = set()
    if en_avant:
        proches = {en_avant} | {r for paire in reseau.paires if en_avant in paire for r in paire}
    fond, numeros = _groupes(mesures, points) if regard.groupes else ("", [])
    traits = _lier_tous(reseau, points, rayons, en_avant)
    ordre = classer(reseau, mesures, centre)
    noms = poser(
        points,
        rayons,
        {r: reseau.noeuds[r].nom for r in points},
        ordre,
        (large, haut),
        [*(_jalonner(reseau, points) if len(points) <= _NOMBREUX else ()), *numeros],
    )
    formes: dict[str, list[str]] = {}
    textes: dict[Encre, list[str]] = {}
    for reference in sorted(points):
        noeud = reseau.noeuds[reference]
        loin = bool(en_avant) and reference not in proches
        est_centre = reference == centre
        code = noeud.famille if noeud.famille in FORMES else INCONNUE
        formes.setdefault(code, []).append(
            _forme(
                noeud,
                FORMES[code].dessin,
                points[reference],
                tailles[reference],
                degres.get(reference, 0),
                adresse(reference),
                loin=loin,
                centre=est_centre,
            )
        )
        if reference in noms:
            encre = ENCRE if noeud.dedans else ENCRE_2
            nom = ecrire_nom(noms[reference], loin=loin, gras=est_centre)
            textes.setdefault(encre, []).append(nom)
    entete = ouvrir(identifiant, large, haut, titre, _decrire(reseau), "r-dessin")
    # Its actors are links: a group that is named, not an image.
    entete = entete.replace('role="img"', 'role="group"', 1)
    entete = entete.replace("<svg ", f'<svg width="{n(large)}" height="{n(haut)}" ', 1)
    utilises = {style_de(siens).code for siens in reseau.paires.values()}
    acteurs = "".join(
        f'<g class="f-{code}" fill="{FORMES[code].couleur}" color="{FORMES[code].couleur}">'
        f"{''.join(siens)}</g>"
        for code, siens in formes.items()
    )
    ecrits = "".join(
        f"{ouvrir_noms(encre.classe, encre.couleur)}{''.join(siens)}</g>"
        for encre, siens in textes.items()
    )
    return Dessin(
        svg=mark_safe(f"{entete}{fond}{traits}{acteurs}{ecrits}</svg>"),
        largeur=large,
        legende=tuple(
            (mark_safe(echantillon(style)), style.libelle)
            for code, style in STYLES.items()
            if code in utilises
        ),
        familles=tuple(dict.fromkeys(sorted(x.famille for x in reseau.noeuds.values()))),
        sans_nom=sum(r not in noms or noms[r].est_numero for r in points),
    )


def classer(reseau: Reseau, mesures: Mesures, centre: str = "") -> list[str]:
    """Return the actors as the table lists them: the one at the centre, then the most linked."""
    degres, noeuds = mesures.degres, reseau.noeuds
    return sorted(noeuds, key=lambda r: (r != centre, -degres.get(r, 0), noeuds[r].nom, r))


def _cadrer(places: Places) -> tuple[Places, float, float]:
    """Bring places into the drawing, smaller when they are many; return them and its size."""
    if not places:
        return {}, MINIMUM, 120.0
    xs, ys = [p[0] for p in places.values()], [p[1] for p in places.values()]
    etendue = max(xs) - min(xs)
    # Few actors take more room: their names are whole.
    plafond = 1.0 if len(places) > _NOMBREUX else _AISE
    echelle = min(plafond, (LARGEUR - 2 * _MARGE_X) / etendue) if etendue else plafond
    large = max(MINIMUM, etendue * echelle + 2 * _MARGE_X)
    gauche = (large - etendue * echelle) / 2 - min(xs) * echelle
    # Height shrinks less: lines of names need room.
    vertical = min(1.3, echelle * (1.75 if len(places) > _NOMBREUX else 1.15))
    haut = (max(ys) - min(ys)) * vertical + 2 * _MARGE_Y
    dessus = _MARGE_Y - min(ys) * vertical
    points = {r: (x * echelle + gauche, y * vertical + dessus) for r, (x, y) in places.items()}
    return points, round(large), round(haut)


def _decrire(reseau: Reseau) -> str:
    acteurs, liens = len(reseau.noeuds), len(reseau.paires)
    return (
        f"{acteurs} acteur{'s' if acteurs > 1 else ''} et {liens} lien{'s' if liens > 1 else ''}. "
        "Le tableau qui suit dit la même chose."
    )


def _jalonner(reseau: Reseau, points: Places) -> list[tuple[float, float]]:
    """Return points along the strokes, one every few units."""
    jalons = []
    for a, b in reseau.paires:
        (x1, y1), (x2, y2) = points[a], points[b]
        pas = max(2, int(math.hypot(x2 - x1, y2 - y1) / 9))
        jalons += [(x1 + (x2 - x1) * i / pas, y1 + (y2 - y1) * i / pas) for i in range(1, pas)]
    return jalons


# ── Strokes ─────────────────────────────────────────────────────────────────
def _lier_tous(reseau: Reseau, points: Places, rayons: dict[str, float], en_avant: str) -> str:
    """Draw all strokes, those that look the same as one path: a page of hundreds stays light."""
    familles: dict[tuple[bool, Style, str], list[tuple[str, str]]] = {}
    for paire, siens in reseau.paires.items():
        style = style_de(siens)
        proche = not en_avant or en_avant in paire
        classes = "" if all(t.publique for t in siens) else " est-reserve"
        if not proche:
            classes += " est-loin"
        dessin = _lier(paire, siens, style, points, rayons)
        familles.setdefault((proche, style, classes), []).append(dessin)
    traits = []
    # The thinnest under the others, those that are looked at above all.
    for (_, style, classes), dessins in sorted(
        familles.items(), key=lambda f: (f[0][0], f[0][1].epaisseur, f[0][1].code, f[0][2])
    ):
        traits.append(tracer(style, "".join(trait for trait, _ in dessins), classes))
        if pointes := "".join(tetes for _, tetes in dessins):
            loin = " est-loin" if "est-loin" in classes else ""
            traits.append(remplir(style, pointes, loin))
    return "".join(traits)


def _lier(
    paire: tuple[str, str],
    traits: list[Trait],
    style: Style,
    points: Places,
    rayons: dict[str, float],
) -> tuple[str, str]:
    """Outline what links two actors: one stroke, its arrow heads."""
    (x1, y1), (x2, y2) = points[paire[0]], points[paire[1]]
    distance = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (x2 - x1) / distance, (y2 - y1) / distance
    debut = min(rayons[paire[0]] + 1.0, distance / 3)
    fin = min(rayons[paire[1]] + 1.0, distance / 3)
    vers = {t.arrivee for t in traits if t.oriente} if est_oriente(style) else set()
    pointes = ""
    if paire[1] in vers:
        pointes += pointe(x2 - fin * dx, y2 - fin * dy, dx, dy)
    if paire[0] in vers:
        pointes += pointe(x1 + debut * dx, y1 + debut * dy, -dx, -dy)
    debut += 7 if paire[0] in vers else 0
    fin += 7 if paire[1] in vers else 0
    trait = f"M{n(x1 + debut * dx)} {n(y1 + debut * dy)}L{n(x2 - fin * dx)} {n(y2 - fin * dy)}"
    return trait, pointes


# ── Actors ──────────────────────────────────────────────────────────────────
def _forme(
    noeud: Noeud,
    dessin: str,
    point: tuple[float, float],
    taille: float,
    degre: int,
    adresse: str,
    *,
    loin: bool,
    centre: bool,
) -> str:
    """Draw an actor as the shape of its family, larger when it is much linked."""
    echelle = taille / 10.5
    x, y = point
    anneau = ""
    if centre:
        anneau = (
            f'<circle class="r-centre" cx="{n(x)}" cy="{n(y)}" r="{n(taille + 6)}" fill="none" '
            'stroke="#b93519" stroke-width="2.5"/>'
        )
    elif not noeud.dedans:
        anneau = (
            f'<circle class="r-dehors" cx="{n(x)}" cy="{n(y)}" r="{n(taille + 3)}" fill="none" '
            'stroke="#7d8778" stroke-width="1.2" stroke-dasharray="3 3"/>'
        )
    ou = f", {noeud.commune}" if noeud.commune else ""
    titre = f"{noeud.nom}{ou}\u00a0: {degre} lien{'s' if degre > 1 else ''}"
    papier = (
        f'<circle class="r-papier" cx="{n(x)}" cy="{n(y)}" r="{n(taille + 1)}" fill="#fdfdfb"/>'
    )
    dessin = (
        f'<g transform="translate({n(x - 12 * echelle)} {n(y - 12 * echelle)}) '
        f'scale({echelle:.2f})">{dessin}</g>'
    )
    classes = f"r-acteur{' est-loin' if loin else ''}"
    # Not in the path of the keyboard: the table names everybody in order.
    return (
        f'<a class="{classes}" href="{escape(adresse)}" tabindex="-1">'
        f"<title>{escape(titre)}</title>{papier}{dessin}{anneau}</a>"
    )


# ── Groups ──────────────────────────────────────────────────────────────────
def _groupes(mesures: Mesures, points: Places) -> tuple[str, list[tuple[float, float]]]:
    """Draw a soft shape behind each group, with its number; return points the numbers take too."""
    from shapely import MultiPoint

    dessins, prises = [], []
    for rang, groupe in enumerate(mesures.groupes, 1):
        siens = [points[r] for r in groupe if r in points]
        if len(siens) < _GROUPES_MIN:
            continue
        tache = MultiPoint(siens).convex_hull.buffer(24, quad_segs=3)
        bord = " ".join(f"{n(x)} {n(y)}" for x, y in tache.exterior.coords)
        x, y = min(siens, key=lambda p: p[1])
        prises += [(x + dx, y - dy) for dx in range(-30, 31, 6) for dy in (26, 32, 38)]
        dessins.append(
            f'<path class="r-groupe" d="M{bord}z" fill="#24583a" fill-opacity=".07" '
            'stroke="#24583a" stroke-width="1" stroke-dasharray="2 4"/>'
            f'<text class="r-numero" x="{n(x)}" y="{n(y - 27)}" font-size="12.5" '
            f'font-weight="600" text-anchor="middle" fill="#24583a">Groupe {rang}</text>'
        )
    return "".join(dessins), prises


def dire_trait(trait: Trait, reseau: Reseau) -> str:
    """Say a relation in words."""
    depart, arrivee = reseau.noeuds[trait.depart].nom, reseau.noeuds[trait.arrivee].nom
    return f"{depart} {dire(trait.nature)} {arrivee}"


__all__ = ["Dessin", "Regard", "Style", "dessiner", "dire_trait"]
