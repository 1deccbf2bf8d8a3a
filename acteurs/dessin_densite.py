"""The choropleth drawn on the server: zones by class, or bubbles where outlines are missing.

Colour is never alone: each class has its own hatching, its name in the legend
and in the zone's tooltip, and every figure is in the table beside.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from acteurs.choroplethe import CLASSES, Densites, Maille, Zone, dire_taux
from socle.typographie import accorder, ecrire_nombre
from territoires.dessin.encre import FOND, HUMUS, PAPIER, VOISIN
from territoires.dessin.fond import anneaux, dessiner_monde
from territoires.dessin.noms import Encombrement, Lieu, placer_noms
from territoires.geometrie.projection import Cadre, Emprise, union_emprises
from territoires.geometrie.traits import chemin
from territoires.models import BANDES, Contour, ContourCommune, ContourTerritoire, Territoire

LARGEUR = 880
METROPOLE: Emprise = (-5.4, 41.2, 9.8, 51.2)
TEINTES = ("#e2eee3", "#b3d3b9", "#7fb48b", "#478b5e", "#24583a")
TRAITS = ("#24583a", "#24583a", "#173d28", "#e2eee3", "#ffffff")
MOTIFS = ("M2 2h1", "M1 1h1M5 5h1", "M0 8 8 0", "M0 8 8 0M-2 2 2-2M6 10 10 6", "")
"""Hatching of each class in an 8-pixel square: fewer strokes, fewer actors; the last is plain."""
RAYON_MAX, RAYON_MIN = 30.0, 4.0
COMMUNES_MAX = 6000
"""Communes whose outlines are read at most to make the zones."""
NOMS_MAX = 12
_PRECISION = re.compile(r"\s*\(.*\)$")
"""What official names add in brackets, too long for a map."""


@dataclass(frozen=True)
class DessinDensite:
    """The drawing, its words, and what it leaves out."""

    svg: SafeString
    alternative: str
    sources: list[str]
    bulles: int
    """Zones drawn as bubbles, their outline unknown."""
    hors_cadre: int


@dataclass
class _Formes:
    """Outlines known of the zones."""

    geojson: dict[str, list[str]]
    emprises: list[Emprise]
    sources: set[str]


def dessiner_densite(densites: Densites, territoire: Territoire | None) -> DessinDensite | None:
    """Draw the zones of a territory (None: France in Europe); None when none can be placed."""
    zones = [z for z in densites.zones if z.lon is not None]
    formes = _lire_formes(zones, densites.maille, territoire, Contour.Bande.LARGE)
    if territoire is None:
        ouest, sud, est, nord = METROPOLE
        dedans = [z for z in zones if ouest <= (z.lon or 0) <= est and sud <= (z.lat or 0) <= nord]
        emprise = METROPOLE
    else:
        dedans = zones
        emprises = [*formes.emprises, *(_autour(z) for z in zones if z.code not in formes.geojson)]
        if not emprises:
            return None
        emprise = union_emprises(emprises)
    if not dedans:
        return None
    cadre = Cadre.ajuster(emprise, largeur=LARGEUR, marge=28)
    bande = _bande(cadre)
    if bande != Contour.Bande.LARGE:
        formes = _lire_formes(dedans, densites.maille, territoire, bande)
    surfaces = [z for z in dedans if z.code in formes.geojson]
    bulles = [z for z in dedans if z.code not in formes.geojson]
    place = Encombrement(cadre.largeur, cadre.hauteur)
    alternative = _alternative(densites, territoire)
    svg = format_html(
        '<svg class="t-carte-dessin d-carte" xmlns="http://www.w3.org/2000/svg" '
        'viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}'
        '<rect class="g-mer" width="{0}" height="{1}" fill="{4}"/>{5}{6}{7}{8}</svg>',
        cadre.largeur,
        cadre.hauteur,
        alternative,
        _motifs(),
        FOND,
        dessiner_monde(cadre),
        format_html_join("", "{}", ((_surface(z, formes, cadre),) for z in surfaces)),
        _dessiner_bulles(bulles, cadre, place),
        SafeString("".join(placer_noms(_lieux(dedans, cadre), place, maximum=NOMS_MAX))),
    )
    return DessinDensite(
        svg, alternative, sorted(formes.sources), len(bulles), len(densites.zones) - len(dedans)
    )


def _bande(cadre: Cadre) -> Contour.Bande:
    """Coarsest band whose simplification stays under a pixel."""
    for bande in (Contour.Bande.LARGE, Contour.Bande.MOYENNE):
        if BANDES[bande] / 2 <= cadre.metres_par_pixel:
            return bande
    return Contour.Bande.FINE


def _autour(zone: Zone) -> Emprise:
    lon, lat, air = zone.lon or 0.0, zone.lat or 0.0, 0.03
    return lon - air, lat - air, lon + air, lat + air


def _lire_formes(
    zones: Sequence[Zone], maille: Maille, territoire: Territoire | None, bande: int
) -> _Formes:
    """Read outlines: those of the zones themselves, else of all their communes."""
    formes = _Formes({}, [], set())
    if maille is not Maille.COMMUNE:
        entiers = {z.code for z in zones if not z.partielle}
        propres = ContourTerritoire.objects.filter(
            territoire__nature=maille.value, bande=bande, approximatif=False
        ).values_list(
            "territoire__code", "geojson", "ouest", "sud", "est", "nord", "source", "millesime"
        )
        for code, geojson, *emprise, source, millesime in propres:
            if code in entiers:
                formes.geojson[code] = [geojson]
                formes.emprises.append((emprise[0], emprise[1], emprise[2], emprise[3]))
                formes.sources.add(f"{source} {millesime or ''}".strip())
    restantes = [z for z in zones if z.code not in formes.geojson]
    if sum(len(z.communes) for z in restantes) <= COMMUNES_MAX:
        _ajouter_communes(formes, restantes, territoire, bande)
    formes.sources.discard("")
    return formes


def _ajouter_communes(
    formes: _Formes, zones: Sequence[Zone], territoire: Territoire | None, bande: int
) -> None:
    lus = ContourCommune.objects.filter(bande=bande)
    if territoire is not None:
        lus = lus.filter(commune__in=territoire.lire_communes().values("pk"))
    contours = {
        code: (
            geojson,
            (emprise[0], emprise[1], emprise[2], emprise[3]),
            f"{source} {millesime or ''}".strip(),
        )
        for code, geojson, *emprise, source, millesime in lus.values_list(
            "commune_id", "geojson", "ouest", "sud", "est", "nord", "source", "millesime"
        )
    }
    for zone in zones:
        if all(code in contours for code in zone.communes):
            formes.geojson[zone.code] = _reunir([contours[c][0] for c in zone.communes])
            formes.emprises += [contours[c][1] for c in zone.communes]
            formes.sources |= {contours[c][2] for c in zone.communes}


def _reunir(contours: list[str]) -> list[str]:
    """One outline for a zone made of communes, so that no line runs inside it."""
    if len(contours) < 2:  # noqa: PLR2004
        return contours
    polygones = shapely.get_parts(shapely.from_geojson(contours))
    try:
        reunion = shapely.coverage_union_all(polygones)
    except shapely.GEOSException:  # outlines of two editions, that do not quite meet
        reunion = shapely.union_all(shapely.make_valid(polygones))
    return [shapely.to_geojson(reunion)]


def _classe(zone: Zone) -> str:
    if zone.taux is None:
        return "d-inconnue"
    return "d-aucun" if zone.classe is None else f"d-{zone.classe + 1}"


def _encre(zone: Zone) -> str:
    """Paint of a zone: its class's hatching, or plain ground without a class."""
    return PAPIER if zone.classe is None else f"url(#d-motif-{zone.classe + 1})"


def _titre(zone: Zone) -> str:
    dit = f"{zone.nom}\u00a0: "
    if zone.taux is None:
        dit += "population inconnue"
    else:
        dit += f"{dire_taux(zone.taux)} pour 10\u202f000 habitants ({zone.en_clair.lower()})"
    return f"{dit}, {ecrire_nombre(zone.nombre)}\u00a0acteur{accorder(zone.nombre)}"


def _surface(zone: Zone, formes: _Formes, cadre: Cadre) -> SafeString:
    trace = chemin(a for geojson in formes.geojson[zone.code] for a in anneaux(geojson, cadre))
    return format_html(
        '<path class="d-zone {}" fill="{}" fill-rule="evenodd" stroke="{}" stroke-width=".7" '
        'd="{}"><title>{}</title></path>',
        _classe(zone),
        _encre(zone),
        VOISIN if zone.classe is None else PAPIER,
        trace,
        _titre(zone),
    )


def _dessiner_bulles(zones: Sequence[Zone], cadre: Cadre, place: Encombrement) -> SafeString:
    """Discs whose area follows the number of actors, largest first so that small ones show."""
    plus = max((z.nombre for z in zones), default=0)
    maximum = min(RAYON_MAX, LARGEUR / (2 * sqrt(len(zones) + 1)))
    morceaux = []
    for zone in sorted(zones, key=lambda z: (-z.nombre, z.nom)):
        x, y = cadre.pixel(zone.lon or 0.0, zone.lat or 0.0)
        rayon = max(RAYON_MIN, maximum * sqrt(zone.nombre / plus)) if plus else RAYON_MIN
        place.reserver((x - rayon * 0.7, y - rayon * 0.7, x + rayon * 0.7, y + rayon * 0.7))
        morceaux.append(
            format_html(
                '<circle class="d-zone d-bulle {}" fill="{}" stroke="{}" cx="{}" cy="{}" r="{}">'
                "<title>{}</title></circle>",
                _classe(zone),
                _encre(zone),
                HUMUS,
                f"{x:.1f}",
                f"{y:.1f}",
                f"{rayon:.1f}",
                _titre(zone),
            )
        )
    return SafeString("".join(morceaux))


def _motifs() -> SafeString:
    """Hatchings, one per class."""
    return format_html(
        "<defs>{}</defs>",
        format_html_join("", "{}", ((_motif(rang),) for rang in range(len(CLASSES)))),
    )


def _motif(rang: int) -> SafeString:
    return format_html(
        '<pattern id="d-motif-{0}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="d-teinte-{0}" width="8" height="8" fill="{1}"/>'
        '<path class="d-trait-{0}" fill="none" stroke="{2}" stroke-width="1" d="{3}"/></pattern>',
        rang + 1,
        TEINTES[rang],
        TRAITS[rang],
        MOTIFS[rang],
    )


def echantillon(rang: int) -> SafeString:
    """A swatch of the legend, painted as the zones (its hatching is the map's)."""
    return format_html(
        '<svg class="d-echantillon" viewBox="0 0 32 20" width="32" height="20" aria-hidden="true">'
        '<rect width="32" height="20" fill="url(#d-motif-{})"/></svg>',
        rang + 1,
    )


def _lieux(zones: Sequence[Zone], cadre: Cadre) -> list[Lieu]:
    """Zones to name, most inhabited first."""
    par_habitants = sorted(zones, key=lambda z: (-(z.population or 0), z.nom))
    return [
        Lieu(
            _PRECISION.sub("", z.nom),
            *cadre.pixel(z.lon or 0.0, z.lat or 0.0),
            ville=rang < 3,  # noqa: PLR2004
            pastille=False,
        )
        for rang, z in enumerate(par_habitants[: NOMS_MAX * 2])
    ]


def _alternative(densites: Densites, territoire: Territoire | None) -> str:
    """Say in words what the drawing shows."""
    ou = territoire.nom if territoire else "France"
    tete = (
        f"Acteurs pour 10\u202f000 habitants, {ou}, {len(densites.zones)} {densites.maille.pluriel}"
    )
    parts: defaultdict[str, int] = defaultdict(int)
    for zone in densites.zones:
        parts[zone.en_clair] += 1
    fortes = [z for z in densites.zones if z.taux and not z.fragile][:3]
    phrase = f"{tete}."
    if densites.taux is not None:
        phrase += f" Ensemble\u00a0: {dire_taux(densites.taux)}."
    if fortes:
        dites = ", ".join(f"{z.nom} ({dire_taux(z.taux or 0)})" for z in fortes)
        phrase += f" Les plus hautes densités\u00a0: {dites}."
    return f"{phrase} Les mêmes chiffres figurent dans le tableau."
