"""Where platforms are used: a map drawn on the server, one disc per territory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.html import format_html
from django.utils.safestring import SafeString

from socle.typographie import accorder, ecrire_nombre
from territoires.dessin.encre import FOND, HUMUS, PAPIER
from territoires.dessin.fond import dessiner_monde
from territoires.dessin.noms import Encombrement, Lieu, placer_noms
from territoires.geometrie.projection import Cadre, Emprise
from territoires.models import Territoire

METROPOLE: Emprise = (-5.4, 41.2, 9.8, 51.2)
RAYON, RAYON_MAX = 5.0, 16.0
NOMS_MAX = 14
VERMILLON = "#b93519"


@dataclass(frozen=True)
class DessinUsages:
    """The drawing, and what it leaves out."""

    svg: SafeString
    hors_cadre: int
    """Territories overseas or without a known place."""


def dessiner_usages(
    territoires: Sequence[Territoire], *, largeur: int = 700
) -> DessinUsages | None:
    """Draw territories, as many times as they are named; None when none can be placed."""
    fois = Counter(t.pk for t in territoires)
    uniques = {t.pk: t for t in territoires}
    places = [t for t in uniques.values() if _en_metropole(t)]
    if not places:
        return None
    cadre = Cadre.ajuster(METROPOLE, largeur=largeur, marge=12)
    place = Encombrement(cadre.largeur, cadre.hauteur)
    disques = []
    for t in sorted(places, key=lambda t: (-fois[t.pk], t.nom)):
        x, y = cadre.pixel(t.lon or 0.0, t.lat or 0.0)
        rayon = min(RAYON * sqrt(fois[t.pk]), RAYON_MAX)
        place.reserver((x - rayon, y - rayon, x + rayon, y + rayon))
        n = fois[t.pk]
        disques.append(
            format_html(
                '<circle class="v-point" fill="{}" stroke="{}" cx="{}" cy="{}" r="{}">'
                "<title>{}</title></circle>",
                VERMILLON,
                PAPIER,
                f"{x:.1f}",
                f"{y:.1f}",
                f"{rayon:.1f}",
                f"{t.nom}\u00a0: {ecrire_nombre(n)}\u00a0usage{accorder(n)}",
            )
        )
    lieux = [
        Lieu(t.nom, *cadre.pixel(t.lon or 0.0, t.lat or 0.0), pastille=False)
        for t in sorted(places, key=lambda t: (-fois[t.pk], -(t.population or 0)))[:NOMS_MAX]
    ]
    nombre = len(places)
    alternative = (
        f"Carte de France\u00a0: {ecrire_nombre(nombre)}\u00a0territoire{accorder(nombre)}. "
        "La liste dit la même chose."
    )
    svg = format_html(
        '<svg class="t-carte-dessin" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" '
        'role="img" aria-label="{2}"><rect class="g-mer" width="{0}" height="{1}" fill="{3}"/>'
        '{4}<g stroke="{5}" stroke-width="0">{6}</g>{7}</svg>',
        cadre.largeur,
        cadre.hauteur,
        alternative,
        FOND,
        dessiner_monde(cadre),
        HUMUS,
        SafeString("".join(disques)),
        SafeString("".join(placer_noms(lieux, place, maximum=NOMS_MAX))),
    )
    return DessinUsages(svg, len(uniques) - nombre)


def _en_metropole(territoire: Territoire) -> bool:
    ouest, sud, est, nord = METROPOLE
    lon, lat = territoire.lon, territoire.lat
    return lon is not None and lat is not None and ouest <= lon <= est and sud <= lat <= nord
