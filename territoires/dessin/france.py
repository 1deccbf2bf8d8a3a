"""France whole in one drawing: the mainland with Corsica, its overseas lands in insets below.

The five overseas départements are always there, so that nobody is left out of the map; the other
lands have their inset only when something is placed in them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from territoires.dessin.encre import ENCRE, FOND, LIMITE, TERRAIN
from territoires.dessin.fond import anneaux, dessiner_monde
from territoires.geometrie.monde import FRANCE, METRES_PAR_PIXEL_MIN, pays_dans
from territoires.geometrie.projection import Cadre, Emprise
from territoires.geometrie.traits import chemin

METROPOLE: Final[Emprise] = (-5.4, 41.2, 9.8, 51.2)
OUTRE_MER: Final[tuple[tuple[str, Emprise], ...]] = (
    ("Guadeloupe", (-61.95, 15.75, -60.95, 16.6)),
    ("Martinique", (-61.35, 14.3, -60.7, 14.95)),
    ("Guyane", (-54.9, 2.0, -51.4, 6.0)),
    ("La Réunion", (55.1, -21.5, 55.95, -20.75)),
    ("Mayotte", (44.9, -13.1, 45.4, -12.55)),
)
PLUS_LOIN: Final[tuple[tuple[str, Emprise], ...]] = (
    ("Saint-Pierre-et-Miquelon", (-56.6, 46.65, -56.0, 47.2)),
    ("Saint-Martin, Saint-Barthélemy", (-63.25, 17.8, -62.7, 18.2)),
    ("Nouvelle-Calédonie", (163.4, -22.9, 168.3, -19.4)),
    ("Polynésie française", (-155.0, -28.0, -134.0, -7.5)),
    ("Wallis-et-Futuna", (-178.4, -14.5, -176.0, -13.0)),
)
PAYS: Final = "countries-50m.json"
PAR_RANG: Final = 5
_BLANC: Final = 8
_LEGENDE: Final = 20


@dataclass(frozen=True)
class Encart:
    """A land apart: where its frame lies in the drawing."""

    nom: str
    emprise: Emprise
    cadre: Cadre
    x: float
    y: float


@dataclass(frozen=True)
class France:
    """The drawing's frames; ``pixel`` places a point in the one that holds it."""

    cadre: Cadre
    encarts: tuple[Encart, ...]
    largeur: int
    hauteur: int

    @classmethod
    def composer(cls, points: Iterable[tuple[float, float]], *, largeur: int) -> "France":
        """Frame France, and every overseas land in which one of ``points`` (lon, lat) lies."""
        places = list(points)
        cadre = Cadre.ajuster(METROPOLE, largeur=largeur, marge=12)
        terres = [
            *OUTRE_MER,
            *(terre for terre in PLUS_LOIN if any(_dans(terre[1], *p) for p in places)),
        ]
        cote = (largeur - _BLANC * (PAR_RANG + 1)) // PAR_RANG
        haut = round(cote * 0.82)
        encarts = []
        for rang, (nom, emprise) in enumerate(terres):
            rangee, colonne = divmod(rang, PAR_RANG)
            encarts.append(
                Encart(
                    nom,
                    emprise,
                    Cadre.ajuster(emprise, largeur=cote, hauteur=haut, marge=4),
                    _BLANC + colonne * (cote + _BLANC),
                    cadre.hauteur + _BLANC + rangee * (haut + _LEGENDE + _BLANC),
                )
            )
        rangs = -(-len(terres) // PAR_RANG)
        total = cadre.hauteur + rangs * (haut + _LEGENDE + _BLANC) + _BLANC
        return cls(cadre, tuple(encarts), largeur, total)

    def pixel(self, lon: float, lat: float) -> tuple[float, float] | None:
        """Project one point; None when it lies in none of the frames."""
        if _dans(METROPOLE, lon, lat):
            return self.cadre.pixel(lon, lat)
        for encart in self.encarts:
            if _dans(encart.emprise, lon, lat):
                x, y = encart.cadre.pixel(lon, lat)
                return encart.x + x, encart.y + y
        return None

    def dessiner_fond(self) -> SafeString:
        """Draw land and sea of every frame, each inset with its name under it."""
        return format_html(
            '<rect class="g-mer" width="{0}" height="{1}" fill="{2}"/>{3}{4}',
            self.largeur,
            self.hauteur,
            FOND,
            _fenetre(self.cadre, 0, 0),
            format_html_join("", "{}", ((self._encart(e),) for e in self.encarts)),
        )

    def _encart(self, encart: Encart) -> SafeString:
        cadre = encart.cadre
        lignes = _couper(encart.nom, cadre.largeur)
        return format_html(
            '{}<rect class="g-vois g-encart" x="{}" y="{}" width="{}" height="{}" fill="none" '
            'stroke="{}"/>{}',
            _fenetre(cadre, encart.x, encart.y),
            f"{encart.x:g}",
            f"{encart.y:g}",
            cadre.largeur,
            cadre.hauteur,
            LIMITE,
            format_html_join(
                "",
                '<text class="g-titre-encart" x="{}" y="{}" text-anchor="middle" '
                'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="{}" fill="{}">{}</text>',
                (
                    (
                        f"{encart.x + cadre.largeur / 2:g}",
                        f"{encart.y + cadre.hauteur + (15 if len(lignes) == 1 else 9 + 10 * i):g}",
                        13 if len(lignes) == 1 else 9,
                        ENCRE,
                        ligne,
                    )
                    for i, ligne in enumerate(lignes)
                ),
            ),
        )


def _dans(emprise: Emprise, lon: float, lat: float) -> bool:
    ouest, sud, est, nord = emprise
    return ouest <= lon <= est and sud <= lat <= nord


def _fenetre(cadre: Cadre, x: float, y: float) -> SafeString:
    """A frame of its own, which nothing drawn in it overflows."""
    return format_html(
        '<svg x="{}" y="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>',
        f"{x:g}",
        f"{y:g}",
        cadre.largeur,
        cadre.hauteur,
        cadre.largeur,
        cadre.hauteur,
        SafeString(dessiner_monde(cadre) + _terre(cadre)),
    )


def _terre(cadre: Cadre) -> SafeString:
    """France itself, in the tint of what a map is about."""
    if cadre.metres_par_pixel < METRES_PAR_PIXEL_MIN:
        return SafeString("")
    formes = [
        anneau
        for numero, forme in pays_dans(settings.REFERENTIEL_MONDE / PAYS, cadre.emprise)
        if numero == FRANCE
        for partie in shapely.get_parts(forme)
        if partie.geom_type == "Polygon"
        for anneau in anneaux(shapely.to_geojson(partie), cadre)
    ]
    return format_html(
        '<path class="g-fond g-france" fill="{}" stroke="{}" fill-rule="evenodd" d="{}"/>',
        TERRAIN,
        LIMITE,
        chemin(formes),
    )


def _couper(nom: str, largeur: int) -> Sequence[str]:
    """Set a long name on two lines, at its comma or its middle hyphen."""
    if len(nom) * 6.5 <= largeur:
        return [nom]
    if ", " in nom:
        gauche, _, droite = nom.partition(", ")
        return [f"{gauche},", droite]
    for signe in ("-et-", " ", "-"):
        if signe in nom:
            gauche, _, droite = nom.partition(signe)
            return [gauche + signe.rstrip(), droite]
    return [nom]
