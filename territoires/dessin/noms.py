"""Names of towns, placed without touching one another nor the signs already drawn."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from territoires.dessin.encre import ENCRE, HUMUS, PAPIER

Boite = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""

CORPS_VILLE, CORPS_NOM = 19, 15
_CHASSE_VILLE, _CHASSE_NOM = 0.56, 0.46
"""Mean advance width of a letter, in em: Vollkorn semi-bold and Vollkorn italic."""

PRINCIPAUX = 5
"""Names kept on a phone, where pages write them larger; the others carry ``g-large``."""
GROSSI = 1.45
BANDE = 24
"""Height of the bands that boxes are kept by, in pixels."""
RECUL_SIGNES = 16
"""Extra distance, in pixels, of a name whose place is hidden by points."""


@dataclass(frozen=True)
class Lieu:
    """A named place at ``x``, ``y`` pixels; ``ville`` sets it in bold."""

    nom: str
    x: float
    y: float
    ville: bool = False
    pastille: bool = True
    """Whether a small circle marks it; without, a name may stand away from points drawn there."""


class Encombrement:
    """Boxes already taken inside a frame, kept by bands so that few are looked at."""

    def __init__(self, largeur: float, hauteur: float) -> None:
        self.cadre = (4.0, 4.0, largeur - 4.0, hauteur - 4.0)
        self.bandes: defaultdict[int, list[Boite]] = defaultdict(list)

    def reserver(self, boite: Boite) -> None:
        """Take the room of ``boite``."""
        for bande in _bandes(boite):
            self.bandes[bande].append(boite)

    def libre(self, boite: Boite) -> bool:
        """Whether ``boite`` lies inside the frame and touches nothing."""
        g, h, d, b = boite
        if g < self.cadre[0] or h < self.cadre[1] or d > self.cadre[2] or b > self.cadre[3]:
            return False
        return not any(
            d >= gauche and g <= droite and b >= haut and h <= bas
            for bande in _bandes(boite)
            for gauche, haut, droite, bas in self.bandes[bande]
        )


def _bandes(boite: Boite) -> range:
    """Return the bands of the frame that a box touches."""
    return range(int(boite[1] // BANDE), int(boite[3] // BANDE) + 1)


def placer_noms(lieux: Iterable[Lieu], place: Encombrement, *, maximum: int) -> list[SafeString]:
    """Return the SVG of up to ``maximum`` names, most important first; the others are left out."""
    svg: list[SafeString] = []
    for lieu in lieux:
        if len(svg) == maximum:
            break
        corps = CORPS_VILLE if lieu.ville else CORPS_NOM
        principal = len(svg) < PRINCIPAUX
        taille = corps * (GROSSI if principal else 1)
        large = len(lieu.nom) * taille * (_CHASSE_VILLE if lieu.ville else _CHASSE_NOM)
        pastille = (lieu.x - 3, lieu.y - 3, lieu.x + 3, lieu.y + 3)
        nue = place.libre(pastille)
        if not nue and lieu.pastille:
            continue
        for ancre, dx, dy in _positions(corps, 0 if nue else RECUL_SIGNES):
            x, y = lieu.x + dx, lieu.y + dy
            gauche = x - {"start": 0, "middle": large / 2, "end": large}[ancre]
            boite = (gauche - 2, y - taille * 0.8, gauche + large + 2, y + taille * 0.25)
            if place.libre(boite):
                place.reserver(boite)
                place.reserver(pastille)
                svg.append(_dessiner(lieu, x, y, ancre, principal=principal))
                break
    return svg


def _positions(corps: int, recul: float) -> list[tuple[str, float, float]]:
    """Anchor and shift of the text around its place, preferred first, ``recul`` pixels away."""
    proches = [
        ("start", 7 + recul, corps * 0.3),
        ("end", -7 - recul, corps * 0.3),
        ("middle", 0, -8 - recul),
        ("middle", 0, corps + 3 + recul),
        ("start", 6 + recul, -5 - recul / 2),
        ("end", -6 - recul, -5 - recul / 2),
        ("start", 6 + recul, corps + recul / 2),
        ("end", -6 - recul, corps + recul / 2),
    ]
    return proches if recul in {0, 2 * RECUL_SIGNES} else proches + _positions(corps, 2 * recul)


def _dessiner(lieu: Lieu, x: float, y: float, ancre: str, *, principal: bool) -> SafeString:
    classe = "" if principal else " g-large"
    pastille = (
        format_html(
            '<circle class="g-disque{}" cx="{}" cy="{}" r="2.6" fill="{}" stroke="{}"/>',
            classe,
            f"{lieu.x:.1f}",
            f"{lieu.y:.1f}",
            PAPIER,
            HUMUS,
        )
        if lieu.pastille
        else ""
    )
    return format_html(
        '{}<text class="{}" x="{}" y="{}" text-anchor="{}" font-family="Vollkorn, Georgia, serif" '
        'font-size="{}" {} fill="{}">{}</text>',
        pastille,
        ("g-nom g-ville" if lieu.ville else "g-nom") + classe,
        f"{x:.1f}",
        f"{y:.1f}",
        ancre,
        CORPS_VILLE if lieu.ville else CORPS_NOM,
        SafeString('font-weight="600"' if lieu.ville else 'font-style="italic"'),
        HUMUS if lieu.ville else ENCRE,
        lieu.nom,
    )
