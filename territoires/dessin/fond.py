"""The ground of a map: land, limits of communes, outline, neighbours; or an approximation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import orjson
import shapely
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from territoires.dessin.encre import EAU, HUMUS, LIMITE, TERRAIN, TERRAIN_FORT, TERRE, VOISIN
from territoires.geometrie.enveloppe import contour_approche
from territoires.geometrie.monde import METRES_PAR_PIXEL_MIN, terres
from territoires.geometrie.projection import Cadre, Emprise, union_emprises
from territoires.geometrie.traits import Arete, Point, aretes, boucler, chainer, chemin
from territoires.models import (
    BANDES,
    Commune,
    Contour,
    ContourCommune,
    ContourTerritoire,
    Territoire,
)

COMMUNES_MAX = 450
"""Beyond, only the outline of the territory is drawn: limits would be a grey smear."""
VOISINES_MAX = 400
PEU = 3
LARGEUR_AUTOUR_DEG = 0.02
"""Room left around the approximate outline of one to three communes, to show where they are."""


class CommuneDessinee(NamedTuple):
    """What is read of a commune: a région has thousands of them."""

    code: str
    nom: str
    population: int | None
    lon: float | None
    lat: float | None


@dataclass
class Fond:
    """What is known of a territory's shape, ready to be framed."""

    emprise: Emprise | None
    communes: list[CommuneDessinee]
    contours: dict[str, str] = field(default_factory=dict)
    """GeoJSON by INSEE code, in the band that suits the drawing."""
    contour: str = ""
    """GeoJSON of the whole outline, when communes are too many or unknown."""
    approximatif: bool = False
    sources: list[str] = field(default_factory=list)
    bande: int = Contour.Bande.FINE


def lire_fond(territoire: Territoire, *, largeur: int) -> Fond:
    """Gather communes and outlines; fall back on an outline approximated from the centres.

    A constant number of queries, whatever the number of communes.
    """
    lues = territoire.lire_communes().values_list("code", "nom", "population", "lon", "lat")
    communes = [CommuneDessinee(*ligne) for ligne in lues]
    emprises = {
        code: (o, s, e, n)
        for code, o, s, e, n in ContourCommune.objects.filter(
            commune__in=territoire.lire_communes().values("pk"), bande=Contour.Bande.MOYENNE
        ).values_list("commune_id", "ouest", "sud", "est", "nord")
    }
    fond = Fond(None, communes)
    if communes and len(emprises) == len(communes):
        fond.emprise = union_emprises(list(emprises.values()))
        fond.bande = _bande(fond.emprise, largeur)
        if len(communes) <= COMMUNES_MAX:
            _lire_communes(fond, territoire)
        else:
            _lire_contour(fond, territoire)
    if not fond.contours and not fond.contour:
        _approcher(fond)
    return fond


def _bande(emprise: Emprise, largeur: int) -> int:
    """Coarsest band whose simplification stays under a pixel."""
    pixel_m = Cadre.ajuster(emprise, largeur=largeur).metres_par_pixel
    for bande in (Contour.Bande.LARGE, Contour.Bande.MOYENNE):
        if BANDES[bande] / 2 <= pixel_m:
            return bande
    return Contour.Bande.FINE


def _lire_communes(fond: Fond, territoire: Territoire) -> None:
    sources: set[str] = set()
    for code, geojson, source, millesime in ContourCommune.objects.filter(
        commune__in=territoire.lire_communes().values("pk"), bande=fond.bande
    ).values_list("commune_id", "geojson", "source", "millesime"):
        fond.contours[code] = geojson
        sources.add(f"{source} {millesime or ''}".strip())
    fond.sources = sorted(sources - {""})


def _lire_contour(fond: Fond, territoire: Territoire) -> None:
    contour = ContourTerritoire.objects.filter(
        territoire=territoire, bande=fond.bande, approximatif=False
    ).first()
    if contour:
        fond.contour = contour.geojson
        fond.sources = [f"{contour.source} {contour.millesime or ''}".strip()]


def _approcher(fond: Fond) -> None:
    centres = [(c.lon, c.lat) for c in fond.communes if c.lon is not None and c.lat is not None]
    forme = contour_approche(centres)
    fond.approximatif = True
    if forme is not None:
        fond.emprise = forme.buffer(LARGEUR_AUTOUR_DEG if len(centres) <= PEU else 0.0).bounds
        fond.contour = orjson.dumps(forme.__geo_interface__).decode()


def anneaux(geojson: str, cadre: Cadre) -> list[list[Point]]:
    """Return every ring of a (multi)polygon in half pixels of the frame, without doubles."""
    geometrie = orjson.loads(geojson)
    polygones = geometrie["coordinates"]
    if geometrie["type"] == "Polygon":
        polygones = [polygones]
    resultat = []
    for polygone in polygones:
        for anneau in polygone:
            plan = np.rint(cadre.pixels(np.asarray(anneau, dtype=float)) * 2).astype(int)
            garde = np.ones(len(plan), dtype=bool)
            garde[1:] = (plan[1:] != plan[:-1]).any(axis=1)
            points = [(x, y) for x, y in plan[garde].tolist()]
            if len(points) > 3:
                resultat.append(points)
    return resultat


def dessiner_fond(
    fond: Fond, cadre: Cadre, *, mises_en_avant: Iterable[str] = (), voisines: bool = True
) -> SafeString:
    """Draw the ground; communes of ``mises_en_avant`` (INSEE codes) get a stronger tint."""
    monde = dessiner_monde(cadre)
    if not fond.contours:
        trace = chemin(anneaux(fond.contour, cadre)) if fond.contour else ""
        autour = _voisines(fond, cadre, Counter()) if voisines else SafeString("")
        return format_html("{}{}{}", monde, _terrain(trace, tirete=fond.approximatif), autour)
    par_commune = {code: anneaux(geojson, cadre) for code, geojson in fond.contours.items()}
    compte: Counter[Arete] = Counter(
        arete
        for anneaux_commune in par_commune.values()
        for anneau in anneaux_commune
        for arete in aretes(anneau)
    )
    tour = chemin(boucler(a for a, n in compte.items() if n % 2))
    limites = chemin(chainer(a for a, n in compte.items() if n % 2 == 0))
    forts = chemin(anneau for code in mises_en_avant for anneau in par_commune.get(code, []))
    autour = _voisines(fond, cadre, compte) if voisines else SafeString("")
    return format_html(
        '{}{}<path class="g-fond" fill="{}" fill-rule="evenodd" d="{}"/>{}'
        '<path class="g-lim" fill="none" stroke="{}" d="{}"/>{}',
        monde,
        autour,
        TERRAIN,
        tour,
        format_html(
            '<path class="g-fort" fill="{}" fill-rule="evenodd" d="{}"/>', TERRAIN_FORT, forts
        )
        if forts
        else "",
        LIMITE,
        limites,
        _tour(tour, tirete=False),
    )


def dessiner_monde(cadre: Cadre) -> SafeString:
    """Draw land against sea, at scales where the world's outlines are fine enough."""
    if cadre.metres_par_pixel < METRES_PAR_PIXEL_MIN:
        return SafeString("")
    lignes = [
        anneau
        for terre in terres(settings.REFERENTIEL_MONDE / "countries-50m.json", cadre.emprise)
        for partie in shapely.get_parts(terre)
        if partie.geom_type == "Polygon"
        for anneau in anneaux(shapely.to_geojson(partie), cadre)
    ]
    if not lignes:
        return SafeString("")
    return format_html(
        '<rect class="g-eau" width="{}" height="{}" fill="{}"/>'
        '<path class="g-terre" fill="{}" stroke="{}" fill-rule="evenodd" d="{}"/>',
        cadre.largeur,
        cadre.hauteur,
        EAU,
        TERRE,
        VOISIN,
        chemin(lignes),
    )


def _terrain(trace: str, *, tirete: bool) -> SafeString:
    return format_html(
        '<path class="g-fond" fill="{}" fill-rule="evenodd" d="{}"/>{}',
        TERRAIN,
        trace,
        _tour(trace, tirete=tirete),
    )


def _tour(trace: str, *, tirete: bool) -> SafeString:
    return format_html(
        '<path class="{}" fill="none" stroke="{}" stroke-width="1.6" stroke-linejoin="round"'
        '{} d="{}"/>',
        "g-tour g-tour-approche" if tirete else "g-tour",
        HUMUS,
        SafeString(' stroke-dasharray="7 5"' if tirete else ""),
        trace,
    )


def _voisines(fond: Fond, cadre: Cadre, compte: Counter[Arete]) -> SafeString:
    """Draw the limits of the communes around, where their contours are known."""
    ouest, sud, est, nord = cadre.emprise
    autour = list(
        ContourCommune.objects.filter(
            bande=fond.bande,
            commune__type=Commune.Type.COMMUNE,
            ouest__lt=est,
            est__gt=ouest,
            sud__lt=nord,
            nord__gt=sud,
        )
        .exclude(commune__in=list(fond.contours))
        .values_list("geojson", flat=True)[: VOISINES_MAX + 1]
    )
    if len(autour) > VOISINES_MAX:
        return SafeString("")
    segments = {
        arete
        for geojson in autour
        for anneau in anneaux(geojson, cadre)
        for arete in aretes(anneau)
        if arete not in compte and _dans(arete, cadre)
    }
    if not segments:
        return SafeString("")
    return format_html(
        '<path class="g-vois" fill="none" stroke="{}" d="{}"/>', VOISIN, chemin(chainer(segments))
    )


def _dans(arete: Arete, cadre: Cadre) -> bool:
    """Whether a segment (half pixels) may show in the frame."""
    (ax, ay), (bx, by) = arete
    large, haut = cadre.largeur * 2, cadre.hauteur * 2
    return not (max(ax, bx) < 0 or min(ax, bx) > large or max(ay, by) < 0 or min(ay, by) > haut)
