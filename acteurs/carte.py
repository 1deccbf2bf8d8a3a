"""Actors as points: GeoJSON for the interactive map, points for the drawing made on the server."""

import hashlib
from typing import Any

from django.urls import reverse

from acteurs.criteres import Criteres
from acteurs.listes import Liste
from acteurs.models import Acteur, ActeurQuerySet
from acteurs.points import point
from acteurs.semis import dessiner_france, dessiner_semis
from socle.formes import forme_de
from territoires.dessin import CarteDessinee, PointCarte, dessiner_carte
from territoires.dessin.memoire import memoire
from territoires.models import Referentiel

POINTS_MAX = 2000
"""Points sent to the interactive map; beyond, the answer says so."""
DESSINES_MAX = 300
"""Points drawn on the server, or a little more."""
VILLES_MAX = 40
"""Towns whose name may be written, the ones with the most actors first."""
GARDEE_S = 3600
VERSION = 2
"""Changes when the same list is to be drawn otherwise."""
ABSENTE = object()


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
    lieu = acteur.commune.nom if acteur.commune else ""
    return point(
        acteur.nom, acteur.lon or 0.0, acteur.lat or 0.0, acteur.type_id, lieu, acteur.precision
    )


def dessiner_liste(liste: Liste) -> CarteDessinee | None:
    """Draw the placed actors of a list: on their territory, else alone; some when they are many.

    None when there is neither a territory nor a point. Kept in the cache until
    an actor or an outline changes.
    """
    criteres = liste.criteres
    cle = _cle("liste", criteres.cle, criteres.cle_droits, liste.revision)
    gardee = memoire().get(cle, ABSENTE)
    if gardee is not ABSENTE:
        return gardee
    territoire = criteres.territoire_carte
    points = liste.points(DESSINES_MAX)
    dessin = (
        dessiner_carte(territoire, points=points, largeur=880, garder=False)
        if territoire
        else dessiner_semis(points, villes=liste.villes(VILLES_MAX))
    )
    memoire().set(cle, dessin, GARDEE_S)
    return dessin


def dessiner_attente(criteres: Criteres) -> CarteDessinee:
    """Draw where the actors will be: the land alone, while the drawing is on its way."""
    territoire = criteres.territoire_carte
    if territoire is None:
        return dessiner_france()
    cle = _cle("attente", territoire.pk, territoire.version, territoire.modifie_le)
    gardee: CarteDessinee | None = memoire().get(cle)
    if gardee is None:
        gardee = dessiner_carte(territoire, largeur=880, garder=False)
        memoire().set(cle, gardee, GARDEE_S)
    return gardee


def _cle(*morceaux: Any) -> str:
    """Return a key that changes with what is given and with the geography loaded."""
    geographie = tuple(Referentiel.objects.order_by("cle").values_list("cle", "empreinte"))
    empreinte = hashlib.sha256(repr((VERSION, morceaux, geographie)).encode()).hexdigest()
    return f"acteurs:dessin:{empreinte}"
