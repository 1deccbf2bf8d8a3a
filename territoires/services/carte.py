"""What the interactive map of a territory shows, as GeoJSON."""

import hashlib
from typing import Any

import orjson
from django.urls import reverse

from territoires.dessin.fond import COMMUNES_MAX
from territoires.dessin.memoire import etat_geographique
from territoires.geometrie.enveloppe import contour_approche
from territoires.models import Commune, ContourCommune, ContourTerritoire, Territoire


def adresse_contours(territoire: Territoire) -> str:
    """Return the address of the map data, « {bande} » standing for the band's number."""
    adresse = reverse("territoires:contours", args=[territoire.nature, territoire.code, 0])
    return adresse.replace("contours-0.", "contours-{bande}.")


def etiquette(territoire: Territoire, bande: int) -> str:
    """Return the ETag of the map data: changes with the communes, their contours, their centres."""
    contenu = repr((bande, etat_geographique(territoire)))
    return f'"{hashlib.sha256(contenu.encode()).hexdigest()[:32]}"'


def collection(territoire: Territoire, bande: int) -> dict[str, Any]:
    """Return a FeatureCollection: the outline (``role`` « tour »), then the communes.

    ``approximatif`` says that the outline comes from the centres of communes
    for want of contours; communes are then points. Communes of vast
    territories are left out.
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


def _entite(geometrie: Any, **proprietes: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": proprietes, "geometry": geometrie}
