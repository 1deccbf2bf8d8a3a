"""Files of the sets written here: CSV, JSON, GeoJSON of points, a piece at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from acteurs.exports import en_csv, inoffensif
from ouverture.catalogue.modeles import Jeu
from ouverture.champs import POSITION, Champ, Donnees
from ouverture.formats.morceaux import assembler
from ouverture.formats.tableau import SEPARATEUR

_DITS = {True: "oui", False: "non", None: ""}


def _en_table(jeu: Jeu, lignes: Iterator[Donnees]) -> Iterator[bytes]:
    rangees = ([_cellule(champ, ligne[champ.nom]) for champ in jeu.champs] for ligne in lignes)
    return en_csv(rangees, [champ.nom for champ in jeu.champs])


def _cellule(champ: Champ, valeur: Any) -> Any:
    if champ.nature == "booleen":
        return _DITS[valeur]
    if champ.nature == "liste":
        return inoffensif(SEPARATEUR.join(map(str, valeur)))
    return "" if valeur is None else inoffensif(valeur)


def _en_json(jeu: Jeu, lignes: Iterator[Donnees]) -> Iterator[bytes]:
    return assembler(b"[", (orjson.dumps(ligne) for ligne in lignes), b"]\n")


def _en_points(jeu: Jeu, lignes: Iterator[Donnees]) -> Iterator[bytes]:
    features = (orjson.dumps(_feature(ligne)) for ligne in lignes)
    return assembler(b'{"type":"FeatureCollection","features":[', features, b"]}\n")


def _feature(ligne: Donnees) -> dict[str, Any]:
    lon, lat = ligne["lon"], ligne["lat"]
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {
        "type": "Feature",
        "id": ligne["identifiant"],
        "geometry": point if lon is not None and lat is not None else None,
        "properties": {nom: valeur for nom, valeur in ligne.items() if nom not in POSITION},
    }


ECRIVAINS: dict[str, Callable[[Jeu, Iterator[Donnees]], Iterator[bytes]]] = {
    "csv": _en_table,
    "json": _en_json,
    "geojson": _en_points,
}
