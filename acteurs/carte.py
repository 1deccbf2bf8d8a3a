"""Actors as points: GeoJSON for the interactive map, points for the drawing made on the server."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from acteurs.models import Acteur, ActeurQuerySet
from socle.formes import FORMES, LIBELLES, forme_de
from territoires.dessin import CarteDessinee, PointCarte, dessiner_carte
from territoires.geometrie.projection import Cadre
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
    """Return the point of a placed actor for ``dessiner_carte``."""
    forme = FORMES[forme_de(acteur.type_id)]
    return PointCarte(
        lon=acteur.lon or 0.0,
        lat=acteur.lat or 0.0,
        nom=acteur.nom,
        famille=forme_de(acteur.type_id),
        forme=forme.dessin,
        couleur=forme.couleur,
        libelle_famille=LIBELLES[forme_de(acteur.type_id)],
        lieu=acteur.commune.nom if acteur.commune else "",
        precision=acteur.precision,
    )


def dessiner_acteurs(
    acteurs: ActeurQuerySet, territoire: Territoire | None
) -> CarteDessinee | None:
    """Draw a list of actors: on its territory, else as a scatter of dots.

    None when there is neither a territory nor a point.
    """
    places = acteurs.places().order_by("nom_normalise", "pk")
    if territoire is None:
        points: Any = places.values_list("lon", "lat", "type_id")[:POINTS_MAX]
        return _dessiner_semis(list(points), largeur=880)
    choisis = places.select_related("type", "commune")[:DESSINES_MAX]
    return dessiner_carte(territoire, points=[point_de(a) for a in choisis], largeur=880)


def _dessiner_semis(
    points: list[tuple[float, float, str | None]], *, largeur: int
) -> CarteDessinee | None:
    """Draw dots coloured by family, without any background: where the actors are, at a glance."""
    if not points:
        return None
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    cadre = Cadre.ajuster(
        (min(lons) - 0.05, min(lats) - 0.05, max(lons) + 0.05, max(lats) + 0.05),
        largeur=largeur,
        hauteur=largeur * 3 // 4,
        marge=40,
    )
    traces: dict[str, dict[tuple[int, int], None]] = {}
    for lon, lat, code in points:
        x, y = cadre.pixel(lon, lat)
        traces.setdefault(forme_de(code), {})[(round(x), round(y))] = None
    alternative = (
        f"{len(points)} acteurs placés, chacun par un point de la couleur de sa famille. "
        "Les mêmes acteurs figurent dans la liste."
    )
    chemins = format_html_join(
        "",
        '<path class="f-{}" fill="none" stroke="currentColor" color="{}" stroke-width="8" '
        'stroke-linecap="round" d="{}"/>',
        (
            (code, FORMES[code].couleur, "".join(f"M{x} {y}h0" for x, y in cases))
            for code, cases in sorted(traces.items())
        ),
    )
    svg = format_html(
        '<svg class="t-carte-dessin" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" '
        'role="img" aria-label="{}"><rect class="g-mer" width="{}" height="{}" fill="#f8f9f4"/>{}</svg>',
        cadre.largeur, cadre.hauteur, alternative, cadre.largeur, cadre.hauteur, chemins,
    )  # fmt: skip
    return CarteDessinee(svg, alternative, "", approximatif=False, lignes=[])
