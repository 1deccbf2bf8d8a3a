"""Actors as schema.org organisations (JSON-LD): what is unknown is left out.

Every property used here is one schema.org gives to its type; ``tests/ouverture/schema_org.py``
holds the table they are checked against.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from ouverture.champs import Donnees
from ouverture.formats.morceaux import assembler
from ouverture.licence import LICENCE

CONTEXTE = "https://schema.org"
TYPES = {
    "association": "NGO",
    "fondation": "NGO",
    "collectivite": "GovernmentOrganization",
    "operateur_public": "GovernmentOrganization",
}
"""Families whose schema.org type says more than « Organization »."""
_NUMEROS = (("siret", "SIRET"), ("siren", "SIREN"), ("rna", "RNA"))
_EFFECTIF = re.compile(r"(\d+)(?:-(\d+)|\+)?")
_COURRIEL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TELEPHONE = re.compile(r"\+?[\d\s().-]{9,20}")


def en_organisation(donnees: Donnees, *, contexte: bool = True) -> dict[str, Any]:
    """Return an actor as a schema.org organisation.

    Args:
        donnees: its public data.
        contexte: whether it stands alone, and says in which words it is written.
    """
    contact = donnees["contact_public"].strip()
    brut = {
        "@context": CONTEXTE if contexte else "",
        "@type": TYPES.get(donnees["famille"], "Organization"),
        "@id": donnees["page"],
        "name": donnees["nom"],
        "alternateName": donnees["sigle"],
        "description": donnees["description"],
        "url": donnees["site_web"] or donnees["page"],
        "mainEntityOfPage": donnees["page"],
        "identifier": _identifiants(donnees),
        "address": _adresse(donnees),
        "location": _lieu(donnees),
        "email": contact if _COURRIEL.fullmatch(contact) else "",
        "telephone": contact if _TELEPHONE.fullmatch(contact) else "",
        "keywords": donnees["thematiques_libelles"],
        "numberOfEmployees": _effectif(donnees["taille"]),
        "subjectOf": _page(donnees),
    }
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def _identifiants(donnees: Donnees) -> list[dict[str, str]]:
    connus = [
        {"@type": "PropertyValue", "propertyID": dit, "value": donnees[nom]}
        for nom, dit in _NUMEROS
        if donnees[nom]
    ]
    return connus or [
        {"@type": "PropertyValue", "propertyID": "Terreau", "value": donnees["reference"]}
    ]


def _adresse(donnees: Donnees) -> dict[str, str]:
    if not donnees["commune"]:
        return {}
    brut = {
        "@type": "PostalAddress",
        "streetAddress": donnees["adresse"],
        "postalCode": donnees["code_postal"],
        "addressLocality": donnees["commune_nom"],
        "addressCountry": "FR",
    }
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def _lieu(donnees: Donnees) -> dict[str, Any]:
    if donnees["lon"] is None or donnees["lat"] is None:
        return {}
    point = {
        "@type": "GeoCoordinates",
        "latitude": donnees["lat"],
        "longitude": donnees["lon"],
    }
    return {"@type": "Place", "geo": point}


def _effectif(taille: str) -> dict[str, Any]:
    lu = _EFFECTIF.fullmatch(taille)
    if not lu:
        return {}
    minimum, maximum = int(lu[1]), lu[2]
    if not minimum:
        return {"@type": "QuantitativeValue", "value": 0}
    bornes: dict[str, Any] = {"@type": "QuantitativeValue", "minValue": minimum}
    return bornes | ({"maxValue": int(maximum)} if maximum else {})


def _page(donnees: Donnees) -> dict[str, Any]:
    brut = {
        "@type": "WebPage",
        "url": donnees["page"],
        "dateModified": donnees["modifiee_le"],
        "license": LICENCE.adresse,
        "creditText": donnees["source"],
    }
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def ecrire_jsonld(donnees: Iterable[Donnees]) -> Iterator[bytes]:
    """Yield the pieces of a graph of organisations."""
    noeuds = (orjson.dumps(en_organisation(d, contexte=False)) for d in donnees)
    return assembler(f'{{"@context":"{CONTEXTE}","@graph":['.encode(), noeuds, b"]}\n")
