"""Reading commune contours from GeoJSON, feature by feature, with errors in French."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from territoires.geometrie.topologie import Aire, en_aire

PROPRIETES_CODE = ("code", "INSEE_COM", "insee_com", "code_insee", "CODE_INSEE", "codgeo")
"""Names of the property that holds the INSEE code: Etalab's, then IGN's over the years."""
GLOBE = shapely.box(-180, -90, 180, 90)
_BLOC = 1 << 16
_FEATURE_MAX = 64 * 1024 * 1024
"""Longest single feature accepted, in characters."""


class FichierContoursInvalide(Exception):
    """The file is not what the import can read; the French message says why and what to do."""


def lire(chemin: Path) -> Iterator[tuple[str, dict[str, Any], Aire]]:
    """Yield INSEE code, properties and area of each commune of a GeoJSON file (plain or gzip).

    Only one feature is held in memory at a time.

    Raises:
        FichierContoursInvalide: not GeoJSON, not in longitude/latitude, no INSEE code.
    """
    try:
        with _ouvrir(chemin) as texte:
            for rang, feature in enumerate(_features(texte), start=1):
                lue = _lire_feature(feature, rang)
                if lue:
                    yield lue
    except (OSError, EOFError, UnicodeDecodeError) as erreur:
        raise FichierContoursInvalide(
            f"Le fichier {chemin.name} ne se lit pas : il est absent, tronqué ou n’est pas du "
            "texte. Téléchargez-le de nouveau."
        ) from erreur


def _ouvrir(chemin: Path) -> IO[str]:
    with chemin.open("rb") as fichier:
        compresse = fichier.read(2) == b"\x1f\x8b"
    if compresse:
        return gzip.open(chemin, "rt", encoding="utf-8")
    return chemin.open(encoding="utf-8")


def _features(texte: IO[str]) -> Iterator[Any]:
    """Yield the members of the « features » array without loading the whole document."""
    decodeur = json.JSONDecoder()
    entete, tampon = _jusqu_a(texte, "", '"features"')
    _verifier_projection(entete)
    tampon = _jusqu_a(texte, tampon, "[")[1]
    while True:
        tampon = tampon.lstrip(", \r\n\t")
        if tampon.startswith("]"):
            return
        try:
            feature, fin = decodeur.raw_decode(tampon)
        except ValueError:
            suite = texte.read(max(_BLOC, len(tampon)))
            if not suite or len(tampon) > _FEATURE_MAX:
                raise _pas_geojson() from None
            tampon += suite
            continue
        yield feature
        tampon = tampon[fin:]


def _jusqu_a(texte: IO[str], tampon: str, repere: str) -> tuple[str, str]:
    """Read up to ``repere``; return what comes before it and what was read after it."""
    while repere not in tampon:
        suite = texte.read(_BLOC)
        if not suite or len(tampon) > _FEATURE_MAX:
            raise _pas_geojson()
        tampon += suite
        if not tampon.lstrip("\ufeff \r\n\t:").startswith(("{", "[")):
            raise _pas_geojson()
    avant, _, apres = tampon.partition(repere)
    return avant, apres


def _pas_geojson() -> FichierContoursInvalide:
    return FichierContoursInvalide(
        "Ce fichier n’est pas du GeoJSON complet : il y manque une collection « features ». "
        "Choisissez un fichier « communes-….geojson » d’Etalab ou la couche COMMUNE "
        "d’ADMIN EXPRESS (IGN) exportée en GeoJSON."
    )


def _verifier_projection(entete: str) -> None:
    """Refuse a declared reference system other than longitude/latitude."""
    if '"crs"' in entete and not any(s in entete for s in ("CRS84", "4326", "4171")):
        raise _mauvaise_projection()


def _mauvaise_projection() -> FichierContoursInvalide:
    return FichierContoursInvalide(
        "Les coordonnées ne sont pas des longitudes et latitudes : le fichier est sans doute en "
        "Lambert-93. Exportez-le en WGS 84 (EPSG:4326), puis recommencez."
    )


def _lire_feature(feature: Any, rang: int) -> tuple[str, dict[str, Any], Aire] | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _pas_geojson()
    proprietes = feature.get("properties") or {}
    code = next((str(proprietes[p]) for p in PROPRIETES_CODE if proprietes.get(p)), "")
    if not code:
        raise FichierContoursInvalide(
            f"L’objet n° {rang} n’a pas de code INSEE : une propriété « code » (Etalab) ou "
            "« INSEE_COM » (IGN) est attendue. Vérifiez que la couche est bien celle des communes."
        )
    if not feature.get("geometry"):
        return None
    try:
        geometrie = shapely.force_2d(shape(feature["geometry"]))
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as erreur:
        raise FichierContoursInvalide(
            f"La géométrie de la commune {code} (objet n° {rang}) est illisible."
        ) from erreur
    if geometrie.is_empty:
        return None
    if not GLOBE.covers(shapely.box(*geometrie.bounds)):
        raise _mauvaise_projection()
    aire = en_aire(geometrie)
    if aire is None:
        raise FichierContoursInvalide(
            f"La commune {code} (objet n° {rang}) n’est pas une surface : "
            "ce fichier contient des points ou des lignes, pas des contours."
        )
    return code.zfill(5), proprietes, aire
