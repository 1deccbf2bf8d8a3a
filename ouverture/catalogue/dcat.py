"""The catalogue in the words of DCAT-AP: JSON-LD, and Turtle made of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from ouverture.catalogue.modeles import NATURES, Distribution, Jeu
from ouverture.licence import LICENCE

EUROPE = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
CONTEXTE: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatap": "http://data.europa.eu/r5r/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def en_dcat(jeux: Iterable[Jeu]) -> dict[str, Any]:
    """Return the whole catalogue."""
    site = settings.TERREAU_URL
    ensembles = [en_jeu(jeu) for jeu in jeux]
    dates = [e["dct:modified"]["@value"] for e in ensembles if "dct:modified" in e]
    catalogue = {
        "@context": CONTEXTE,
        "@id": _adresse("ouverture:catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": _fr("Données ouvertes de Terreau"),
        "dct:description": _fr(
            "Annuaire national des acteurs de l’économie sociale et solidaire, plateformes, "
            "filières, relations et périmètres."
        ),
        "dct:publisher": _editeur(),
        "dct:language": _lien(f"{EUROPE}language/FRA"),
        "dct:license": _licence(),
        "dct:spatial": _lien(f"{EUROPE}country/FRA"),
        "foaf:homepage": _lien(f"{site}/"),
        "dcat:themeTaxonomy": _lien(f"{EUROPE}data-theme"),
        "dcat:dataset": ensembles,
    }
    if dates:
        catalogue["dct:modified"] = {"@value": max(dates), "@type": "xsd:dateTime"}
    return catalogue


def en_jeu(jeu: Jeu) -> dict[str, Any]:
    """Return a set."""
    page = _adresse("ouverture:jeu", jeu.code)
    brut = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:title": _fr(jeu.titre),
        "dct:description": _fr(jeu.description),
        "dct:identifier": jeu.code,
        "dct:publisher": _editeur(),
        "dcat:contactPoint": _contact(),
        "dcat:keyword": [_fr(mot) for mot in jeu.mots],
        "dcat:theme": _lien(f"{EUROPE}data-theme/{jeu.theme}"),
        "dct:accrualPeriodicity": _lien(f"{EUROPE}frequency/{jeu.frequence}"),
        "dct:language": _lien(f"{EUROPE}language/FRA"),
        "dct:spatial": _lien(f"{EUROPE}country/FRA"),
        "dct:accessRights": _lien(f"{EUROPE}access-right/PUBLIC"),
        "dct:conformsTo": {
            "@id": _adresse("ouverture:jeu_schema", jeu.code),
            "@type": "dct:Standard",
        },
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "dct:description": _fr(jeu.source),
        },
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dct:modified": _date(jeu.dater()),
        "dcat:distribution": [_distribution(jeu, d) for d in jeu.distributions()],
    }
    # One node cannot be both the set and the page that presents it.
    brut["@id"] = f"{page}#jeu"
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def _distribution(jeu: Jeu, distribution: Distribution) -> dict[str, Any]:
    nature = NATURES[distribution.nature]
    adresse = settings.TERREAU_URL + distribution.adresse
    brut = {
        "@id": f"{adresse}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _fr(f"{jeu.titre} ({distribution.libelle})"),
        "dct:license": _licence(),
        "dct:format": _lien(f"{EUROPE}file-type/{nature.europe}"),
        "dcat:mediaType": _lien(f"{IANA}{nature.mime}"),
        "dcat:accessURL": _lien(adresse),
        "dcat:downloadURL": None if distribution.service else _lien(adresse),
        "dcat:byteSize": (
            {"@value": str(distribution.octets), "@type": "xsd:nonNegativeInteger"}
            if distribution.octets
            else None
        ),
        "dcat:accessService": _service(jeu, distribution) if distribution.service else None,
        "dct:modified": _date(distribution.faite_le),
        "dcatap:availability": _lien(f"{EUROPE}planned-availability/STABLE"),
    }
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def _service(jeu: Jeu, distribution: Distribution) -> dict[str, Any]:
    """What answers questions on a set: where, and what describes it."""
    adresse = settings.TERREAU_URL + distribution.adresse
    return {
        "@id": f"{adresse}#service",
        "@type": "dcat:DataService",
        "dct:title": _fr(f"{jeu.titre}, {distribution.libelle}"),
        "dct:license": _licence(),
        "dcat:endpointURL": _lien(adresse),
        "dcat:endpointDescription": _lien(settings.TERREAU_URL + distribution.description),
        "dcat:servesDataset": _lien(f"{_adresse('ouverture:jeu', jeu.code)}#jeu"),
    }


def en_turtle(catalogue: dict[str, Any]) -> str:
    """Write the same graph in Turtle; its context is in it, nothing is fetched."""
    import orjson
    from rdflib import Graph

    texte: str = (
        Graph().parse(data=orjson.dumps(catalogue), format="json-ld").serialize(format="turtle")
    )
    return texte


def _editeur() -> dict[str, Any]:
    editeur = settings.EDITEUR
    return {
        "@id": f"{settings.TERREAU_URL}/#editeur",
        "@type": "foaf:Agent",
        "foaf:name": _fr(editeur["nom"] or "Terreau"),
    }


def _licence() -> dict[str, Any]:
    """The licence, and the same in the list that tools know."""
    return {
        "@id": LICENCE.adresse,
        "@type": "dct:LicenseDocument",
        "dct:title": _fr(LICENCE.nom),
        "owl:sameAs": _lien(LICENCE.spdx),
    }


def _contact() -> dict[str, Any]:
    """Who to ask; the page of legal notices when no address was given."""
    contact = settings.EDITEUR["contact"]
    brut: dict[str, Any] = {
        "@id": f"{settings.TERREAU_URL}/#contact",
        "@type": "vcard:Organization",
        "vcard:fn": settings.EDITEUR["nom"] or "Terreau",
    }
    if "@" in contact and " " not in contact:
        return brut | {"vcard:hasEmail": _lien(f"mailto:{contact}")}
    return brut | {"vcard:hasURL": _lien(_adresse("pages:mentions_legales"))}


def _adresse(nom: str, *arguments: Any) -> str:
    return settings.TERREAU_URL + reverse(nom, args=arguments)


def _fr(texte: str) -> dict[str, str]:
    return {"@value": texte, "@language": "fr"}


def _lien(adresse: str) -> dict[str, str]:
    return {"@id": adresse}


def _date(moment: datetime | None) -> dict[str, str] | None:
    if moment is None:
        return None
    return {"@value": moment.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}
