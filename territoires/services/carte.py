"""What the interactive map of a territory shows, as GeoJSON."""

import hashlib
from typing import Any

import orjson
import shapely
from django.conf import settings
from django.urls import reverse

from territoires.dessin.fond import COMMUNES_MAX, VOISINES_MAX
from territoires.dessin.memoire import etat_geographique
from territoires.geometrie.enveloppe import contour_approche
from territoires.geometrie.monde import terres
from territoires.models import Commune, Contour, ContourCommune, ContourTerritoire, Territoire

LIEUX_MAX = 14
AUTOUR = 0.4
"""Share of the territory's size shown around it."""


def adresse_contours(territoire: Territoire) -> str:
    """Return the address of the map data, « {bande} » standing for the band's number."""
    adresse = reverse("territoires:contours", args=[territoire.nature, territoire.code, 0])
    return adresse.replace("contours-0.", "contours-{bande}.")


def etiquette(territoire: Territoire, bande: int) -> str:
    """Return the ETag of the map data: changes with the communes, their contours, their centres."""
    contenu = repr((bande, etat_geographique(territoire)))
    return f'"{hashlib.sha256(contenu.encode()).hexdigest()[:32]}"'


def collection(territoire: Territoire, bande: int) -> dict[str, Any]:
    """Return a FeatureCollection, each feature saying its ``role``.

    « tour » is the outline, approximated from the centres of communes when
    ``approximatif`` says so; « commune » (left out of vast territories) and
    « lieu » (points of the main ones) follow. The middle band also brings the
    background: « monde » (land) and « voisine » (communes around).
    """
    siennes = list(territoire.lire_communes().only("pk", "nom", "lon", "lat", "population"))
    formes = dict(
        ContourCommune.objects.filter(
            commune__in=territoire.lire_communes().values("pk"), bande=bande
        ).values_list("commune_id", "geojson")
    )
    complet = bool(siennes) and len(formes) == len(siennes)
    tour = _tour(territoire, siennes, bande, complet=complet)
    entites = [tour] if tour else []
    if len(siennes) <= COMMUNES_MAX:
        entites += [
            _entite(orjson.Fragment(formes[c.pk]), role="commune", nom=c.nom, code=c.code_insee)
            for c in siennes
            if c.pk in formes
        ]
    entites += _lieux(siennes)
    if bande == Contour.Bande.MOYENNE and entites:
        entites = [*_fond(siennes, formes, tour), *entites]
    return {"type": "FeatureCollection", "approximatif": not complet, "features": entites}


def _tour(
    territoire: Territoire, siennes: list[Commune], bande: int, *, complet: bool
) -> dict[str, Any] | None:
    if complet and territoire.pk is not None:
        contour = ContourTerritoire.objects.filter(
            territoire=territoire, bande=bande, approximatif=False
        ).first()
        if contour:
            return _entite(orjson.Fragment(contour.geojson), role="tour", nom=territoire.nom)
    if complet and len(siennes) == 1:
        seul = ContourCommune.objects.get(commune=siennes[0], bande=bande)
        return _entite(orjson.Fragment(seul.geojson), role="tour", nom=territoire.nom)
    forme = contour_approche(
        [(c.lon, c.lat) for c in siennes if c.lon is not None and c.lat is not None]
    )
    if forme is None:
        return None
    return _entite(forme.__geo_interface__, role="tour", nom=territoire.nom, approche=not complet)


def _lieux(siennes: list[Commune]) -> list[dict[str, Any]]:
    """Return the main communes as named points, most populated first."""
    placees = [c for c in siennes if c.lon is not None]
    principales = sorted(placees, key=lambda c: (-(c.population or 0), c.nom))[:LIEUX_MAX]
    return [
        _entite({"type": "Point", "coordinates": [c.lon, c.lat]}, role="lieu", nom=c.nom, rang=rang)
        for rang, c in enumerate(principales)
    ]


def _fond(
    siennes: list[Commune], formes: dict[str, str], tour: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Return land and neighbouring communes around a territory."""
    if tour is None:
        return []
    ouest, sud, est, nord = shapely.from_geojson(orjson.dumps(tour["geometry"])).bounds
    dx, dy = (est - ouest) * AUTOUR, (nord - sud) * AUTOUR
    autour = list(
        ContourCommune.objects.filter(
            bande=Contour.Bande.MOYENNE,
            commune__type=Commune.Type.COMMUNE,
            ouest__lt=est + dx,
            est__gt=ouest - dx,
            sud__lt=nord + dy,
            nord__gt=sud - dy,
        )
        .exclude(commune__in=list(formes) if len(formes) <= COMMUNES_MAX else [])
        .values_list("geojson", flat=True)[: VOISINES_MAX + 1]
    )
    loin = 2 + 2 * max(dx, dy)
    monde = terres(
        settings.REFERENTIEL_MONDE / "countries-50m.json",
        (ouest - loin, sud - loin, est + loin, nord + loin),
    )
    return [
        *(_entite(orjson.Fragment(shapely.to_geojson(t)), role="monde") for t in monde),
        *(
            _entite(orjson.Fragment(geojson), role="voisine")
            for geojson in (autour if len(autour) <= VOISINES_MAX else [])
        ),
    ]


def _entite(geometrie: Any, **proprietes: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": proprietes, "geometry": geometrie}
