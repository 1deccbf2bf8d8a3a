"""Actors as points of the drawings made on the server."""

from socle.formes import FORMES, LIBELLES, forme_de
from territoires.dessin import PointCarte


def point(
    nom: str, lon: float, lat: float, type_id: str | None, lieu: str | None, precision: str
) -> PointCarte:
    """Return the point of a placed actor: its silhouette and colour are those of its family."""
    famille = forme_de(type_id)
    return PointCarte(
        lon=lon,
        lat=lat,
        nom=nom,
        famille=famille,
        forme=FORMES[famille].dessin,
        couleur=FORMES[famille].couleur,
        libelle_famille=LIBELLES[famille],
        lieu=lieu or "",
        precision=precision,
    )
