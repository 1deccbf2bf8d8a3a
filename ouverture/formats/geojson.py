"""GeoJSON (RFC 7946): one feature an actor, in a collection written piece by piece."""

from collections.abc import Iterable, Iterator

import orjson

from ouverture.champs import Donnees, en_feature
from ouverture.formats.morceaux import assembler


def ecrire_geojson(donnees: Iterable[Donnees]) -> Iterator[bytes]:
    """Yield the pieces of a FeatureCollection; who has no point has a null geometry."""
    features = (orjson.dumps(en_feature(d)) for d in donnees)
    return assembler(b'{"type":"FeatureCollection","features":[', features, b"]}\n")
