"""Where platforms are used: a map drawn on the server, one disc per territory, each a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from socle.typographie import accorder, ecrire_nombre
from territoires.dessin.encre import PAPIER
from territoires.dessin.france import France
from territoires.dessin.noms import Encombrement, Lieu, placer_noms

LARGE: Final = 700
ETROIT: Final = 420
"""Width of the same map on a phone: discs and names stay large enough there."""
RAYON, RAYON_MAX = 5.5, 16.0
DOIGT: Final = 14.0
"""Least radius that answers a finger, drawn but not seen."""
NOMS_MAX = {LARGE: 14, ETROIT: 6}
VERMILLON = "#b93519"


@dataclass(frozen=True)
class Endroit:
    """A territory on the map: how many uses it has, and where its disc leads."""

    nom: str
    lon: float
    lat: float
    nombre: int
    adresse: str
    population: int = 0
    choisi: bool = False

    @property
    def dit(self) -> str:
        """Its name and its number of uses."""
        return f"{self.nom}\u00a0: {ecrire_nombre(self.nombre)}\u00a0usage{accorder(self.nombre)}"


@dataclass(frozen=True)
class DessinUsages:
    """The map for a wide page and for a phone, and what both leave out."""

    large: SafeString
    etroit: SafeString
    hors_cadre: int
    """Territories that lie in none of the frames."""


def dessiner_usages(endroits: Sequence[Endroit]) -> DessinUsages | None:
    """Draw territories on the map of France and its overseas lands; None when none can be."""
    points = [(e.lon, e.lat) for e in endroits]
    if not any(_france(tuple(points), LARGE).pixel(*p) for p in points):
        return None
    large, hors_cadre = _dessiner(endroits, LARGE)
    return DessinUsages(large, _dessiner(endroits, ETROIT)[0], hors_cadre)


def _france(points: tuple[tuple[float, float], ...], largeur: int) -> France:
    return France.composer(points, largeur=largeur)


@lru_cache(maxsize=8)
def _fond(france: France, monde: Path) -> SafeString:
    """The ground is the same for every page that shows the same insets."""
    return france.dessiner_fond()


def _dessiner(endroits: Sequence[Endroit], largeur: int) -> tuple[SafeString, int]:
    france = _france(tuple((e.lon, e.lat) for e in endroits), largeur)
    place = Encombrement(france.cadre.largeur, france.cadre.hauteur)
    disques, noms, hors_cadre = [], [], 0
    for endroit in sorted(endroits, key=lambda e: (-e.nombre, e.nom)):
        pixel = france.pixel(endroit.lon, endroit.lat)
        if pixel is None:
            hors_cadre += 1
            continue
        x, y = pixel
        rayon = min(RAYON * sqrt(endroit.nombre), RAYON_MAX)
        disques.append(_disque(endroit, x, y, rayon))
        if y < france.cadre.hauteur:  # an inset bears the name of its land already
            place.reserver((x - rayon, y - rayon, x + rayon, y + rayon))
            noms.append((endroit, Lieu(endroit.nom, x, y, pastille=False)))
    noms.sort(key=lambda n: (not n[0].choisi, -n[0].nombre, -n[0].population))
    maximum = NOMS_MAX[largeur]
    nombre = len(disques)
    svg = format_html(
        '<svg class="t-carte-dessin v-carte-{4}" xmlns="http://www.w3.org/2000/svg" '
        'viewBox="0 0 {0} {1}" role="group" aria-label="{2}">{3}{5}<g class="v-noms">{6}</g></svg>',
        france.largeur,
        france.hauteur,
        f"Carte de France\u00a0: {ecrire_nombre(nombre)}\u00a0territoire{accorder(nombre)}. "
        "Le tableau dit la même chose.",
        _fond(france, settings.REFERENTIEL_MONDE),
        "large" if largeur == LARGE else "etroite",
        SafeString("".join(disques)),
        SafeString(
            "".join(placer_noms([lieu for _, lieu in noms[:maximum]], place, maximum=maximum))
        ),
    )
    return svg, hors_cadre


def _disque(endroit: Endroit, x: float, y: float, rayon: float) -> SafeString:
    return format_html(
        '<a class="v-lieu{0}" href="{1}" aria-label="{2}"{3}><title>{2}</title>'
        '<circle class="v-doigt" cx="{4}" cy="{5}" r="{6}" fill="none"/>'
        '<circle class="v-point" fill="{7}" stroke="{8}" cx="{4}" cy="{5}" r="{9}"/></a>',
        " est-choisi" if endroit.choisi else "",
        endroit.adresse,
        endroit.dit,
        SafeString(' aria-current="true"') if endroit.choisi else "",
        f"{x:.1f}",
        f"{y:.1f}",
        f"{max(rayon, DOIGT):g}",
        VERMILLON,
        PAPIER,
        f"{rayon:.1f}",
    )
