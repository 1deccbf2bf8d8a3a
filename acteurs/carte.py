"""Actors as points: GeoJSON for the interactive map, points for the drawing made on the server."""

from typing import Any

from django.urls import reverse

from acteurs.listes import echantillon
from acteurs.models import Acteur, ActeurQuerySet
from acteurs.semis import dessiner_semis
from socle.formes import FORMES, LIBELLES, forme_de
from territoires.dessin import CarteDessinee, PointCarte, dessiner_carte
from territoires.models import Territoire

POINTS_MAX = 2000
"""Points sent to the interactive map; beyond, the answer says so."""
DESSINES_MAX = 300
"""Points drawn on the server."""


def points_geojson(acteurs: ActeurQuerySet) -> dict[str, Any]:
    """Return a FeatureCollection of the first ``POINTS_MAX`` placed actors of a list.

    Each feature has properties ``reference``, ``nom``, ``famille`` (code of the
    silhouette), ``type`` (in words), ``lieu``, ``approche`` and ``url``. The
    collection has ``tronque`` (whether points are missing) and ``limite``.
    """
    lignes = list(
        acteurs.places()
        .order_by("nom_normalise", "pk")
        .select_related("type", "sous_type", "commune")
        .only(
            "reference", "nom", "lon", "lat", "precision", "type__libelle", "type__sigle",
            "sous_type__libelle", "sous_type__sigle", "commune__nom",
        )[: POINTS_MAX + 1]
    )  # fmt: skip
    return {
        "type": "FeatureCollection",
        "limite": POINTS_MAX,
        "tronque": len(lignes) > POINTS_MAX,
        "features": [_entite(acteur) for acteur in lignes[:POINTS_MAX]],
    }


def _entite(acteur: Acteur) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": acteur.reference,
        "geometry": {"type": "Point", "coordinates": [acteur.lon, acteur.lat]},
        "properties": {
            "reference": acteur.reference,
            "nom": acteur.nom,
            "famille": forme_de(acteur.type_id),
            "type": acteur.type_affiche,
            "lieu": acteur.commune.nom if acteur.commune else "",
            "approche": acteur.est_approche,
            "url": reverse("acteurs:fiche", args=[acteur.reference]),
        },
    }


def point_de(acteur: Acteur) -> PointCarte:
    """Return the point of a placed actor for the drawings made on the server."""
    famille = forme_de(acteur.type_id)
    return PointCarte(
        lon=acteur.lon or 0.0,
        lat=acteur.lat or 0.0,
        nom=acteur.nom,
        famille=famille,
        forme=FORMES[famille].dessin,
        couleur=FORMES[famille].couleur,
        libelle_famille=LIBELLES[famille],
        lieu=acteur.commune.nom if acteur.commune else "",
        precision=acteur.precision,
    )


def dessiner_acteurs(ids: list[int], territoire: Territoire | None) -> CarteDessinee | None:
    """Draw placed actors: on their territory, else alone; a sample of them when they are many.

    None when there is neither a territory nor a point.
    """
    champs = ("nom", "lon", "lat", "precision", "type_id", "commune__nom")
    choisis = Acteur.objects.filter(pk__in=echantillon(ids, DESSINES_MAX))
    points = [
        point_de(acteur)
        for acteur in choisis.select_related("commune").only(*champs).order_by("pk")
    ]
    if territoire is None:
        return dessiner_semis(points)
    return dessiner_carte(territoire, points=points, largeur=880)
