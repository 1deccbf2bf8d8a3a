"""Actors in the shape GoGoCarto reads when a map imports another one (« source dynamique »).

A list under ``data``; each element has ``id``, ``name``, ``geo`` (latitude, longitude),
``address`` (parts of a postal address) and ``categories`` (names); other keys become fields the
importing map may keep. Elements are matched by ``id`` from one reading to the next, and
``updatedAt`` tells those that changed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from ouverture.champs import Donnees
from ouverture.formats.morceaux import assembler
from ouverture.licence import LICENCE


def en_element(donnees: Donnees) -> dict[str, Any]:
    """Return an actor as an element; what is unknown is left out."""
    lon, lat = donnees["lon"], donnees["lat"]
    adresse = {
        "streetAddress": donnees["adresse"],
        "postalCode": donnees["code_postal"],
        "addressLocality": donnees["commune_nom"],
        "addressCountry": "FR",
    }
    categories = [donnees["famille_libelle"], *donnees["thematiques_libelles"]]
    brut = {
        "id": donnees["reference"],
        "name": donnees["nom"],
        "geo": {} if lon is None or lat is None else {"latitude": lat, "longitude": lon},
        "address": {c: v for c, v in adresse.items() if v} if donnees["commune"] else {},
        "categories": [c for c in categories if c],
        "description": donnees["description"],
        "website": donnees["site_web"],
        "contact": donnees["contact_public"],
        "siret": donnees["siret"],
        "rna": donnees["rna"],
        "sourceKey": donnees["source"],
        "url": donnees["page"],
        "updatedAt": donnees["modifiee_le"],
    }
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def ecrire_gogocarto(donnees: Iterable[Donnees]) -> Iterator[bytes]:
    """Yield the pieces of the file."""
    elements = (orjson.dumps(en_element(d)) for d in donnees)
    return assembler(f'{{"licence":"{LICENCE.adresse}","data":['.encode(), elements, b"]}\n")
