"""The part of schema.org our JSON-LD may use: type → its parent, its properties and their values.

Written from the definitions of schema.org (release 29). ``verifier`` walks an object and says
what that vocabulary does not know.
"""

from typing import Any

PARENTS = {
    "Thing": None, "Organization": "Thing", "NGO": "Organization",
    "GovernmentOrganization": "Organization", "CreativeWork": "Thing", "WebPage": "CreativeWork",
    "Place": "Thing", "Intangible": "Thing", "StructuredValue": "Intangible",
    "PropertyValue": "StructuredValue", "QuantitativeValue": "StructuredValue",
    "ContactPoint": "StructuredValue", "PostalAddress": "ContactPoint",
    "GeoCoordinates": "StructuredValue",
}  # fmt: skip
TEXTE, NOMBRE, ADRESSE, DATE = "Text", "Number", "URL", "DateTime"
PROPRIETES: dict[str, dict[str, tuple[str, ...]]] = {
    "Thing": {
        "name": (TEXTE,), "alternateName": (TEXTE,), "description": (TEXTE,), "url": (ADRESSE,),
        "identifier": (TEXTE, ADRESSE, "PropertyValue"), "sameAs": (ADRESSE,),
        "mainEntityOfPage": (ADRESSE, "CreativeWork"), "subjectOf": ("CreativeWork",),
    },
    "Organization": {
        "address": (TEXTE, "PostalAddress"), "location": (TEXTE, "Place", "PostalAddress"),
        "email": (TEXTE,), "telephone": (TEXTE,), "keywords": (TEXTE, ADRESSE),
        "numberOfEmployees": ("QuantitativeValue",), "legalName": (TEXTE,),
    },
    "CreativeWork": {
        "dateModified": (DATE,), "license": (ADRESSE, "CreativeWork"), "creditText": (TEXTE,),
    },
    "Place": {"geo": ("GeoCoordinates",), "address": (TEXTE, "PostalAddress")},
    "PropertyValue": {"propertyID": (TEXTE, ADRESSE), "value": (TEXTE, NOMBRE)},
    "QuantitativeValue": {"value": (TEXTE, NOMBRE), "minValue": (NOMBRE,), "maxValue": (NOMBRE,)},
    "PostalAddress": {
        "streetAddress": (TEXTE,), "postalCode": (TEXTE,), "addressLocality": (TEXTE,),
        "addressCountry": (TEXTE,),
    },
    "GeoCoordinates": {"latitude": (NOMBRE, TEXTE), "longitude": (NOMBRE, TEXTE)},
}  # fmt: skip


def lignee(type_: str) -> list[str]:
    """A type and its ancestors."""
    suite = []
    courant: str | None = type_
    while courant:
        suite.append(courant)
        courant = PARENTS[courant]
    return suite


def verifier(objet: dict[str, Any], chemin: str = "") -> list[str]:
    """Say what schema.org does not know in an object; nothing when all is well."""
    type_ = objet.get("@type", "")
    if type_ not in PARENTS:
        return [f"{chemin}: unknown type {type_!r}"]
    connues: dict[str, tuple[str, ...]] = {}
    for ancetre in lignee(type_):
        connues |= PROPRIETES.get(ancetre, {})
    fautes = []
    for nom, valeur in objet.items():
        if nom in {"@context", "@id", "@type"}:
            continue
        if nom not in connues:
            fautes.append(f"{chemin}: {type_} has no {nom}")
            continue
        for une in valeur if isinstance(valeur, list) else [valeur]:
            fautes += _juger(une, connues[nom], f"{chemin}/{nom}")
    return fautes


def _juger(valeur: Any, admis: tuple[str, ...], ici: str) -> list[str]:
    """Say why a property may not hold a value."""
    if isinstance(valeur, dict):
        place = set(lignee(valeur.get("@type", "Thing"))) & set(admis)
        return verifier(valeur, ici) + ([] if place else [f"{ici}: no {valeur.get('@type')}"])
    if isinstance(valeur, bool) or valeur in ("", None):
        return [f"{ici}: {valeur!r}"]
    if isinstance(valeur, int | float):
        return [] if NOMBRE in admis else [f"{ici}: no number there"]
    if {TEXTE, ADRESSE, DATE}.isdisjoint(admis):
        return [f"{ici}: no text there"]
    seule = {TEXTE, DATE}.isdisjoint(admis)
    return [f"{ici}: {valeur!r} is no address"] if seule and "://" not in valeur else []
