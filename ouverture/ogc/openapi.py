"""The OpenAPI document of ``/ogc/``, made from the collections and their filters."""

from typing import Any

from ouverture.champs import Champ
from ouverture.curseurs import MOTIF
from ouverture.filtres import CADRE_OU_BOITE, Filtre
from ouverture.ogc.collections import COLLECTIONS, Collection
from ouverture.ogc.demande import FORMAT, GEOJSON, HTML, JSON

LIMITE, LIMITE_MAX = 100, 2000
BBOX = Filtre(
    "bbox",
    "Cadre ouest,sud,est,nord en degrés (EPSG:4326)",
    CADRE_OU_BOITE,
    "2.9,50.5,3.3,50.8",
)
LIMIT = Filtre(
    "limit",
    f"Nombre d’objets par page ({LIMITE} si rien n’est dit, jamais plus de {LIMITE_MAX})",
    {"type": "integer", "minimum": 1, "default": LIMITE},
)
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})"
DATETIME = Filtre(
    "datetime",
    "Instant ou intervalle\u00a0: accepté comme le veut la norme, sans effet sur ces objets sans date",
    {"type": "string", "pattern": rf"^({_INSTANT}|({_INSTANT}|\.\.)?/({_INSTANT}|\.\.)?)$"},
)
CURSEUR = Filtre(
    "curseur",
    "Début de la page\u00a0: suivez le lien « next » plutôt que de l’écrire",
    {"type": "string", "pattern": MOTIF},
)
GENERAUX = (BBOX, LIMIT, DATETIME, CURSEUR, FORMAT)
_TYPES: dict[str, dict[str, Any]] = {
    "texte": {"type": "string"},
    "adresse": {"type": "string"},
    "choix": {"type": "string"},
    "entier": {"type": "integer"},
    "nombre": {"type": "number"},
    "booleen": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time"},
    "liste": {"type": "array", "items": {"type": "string"}},
}


def forme(champ: Champ) -> dict[str, Any]:
    """Return the JSON schema of a field."""
    dit = {**_TYPES[champ.nature], "title": champ.titre, "description": champ.description}
    return {**dit, "nullable": True} if champ.nul else dit


def document(serveur: str) -> dict[str, Any]:
    """Return the whole document."""
    chemins: dict[str, Any] = {
        "/": _page("Accueil des services", "Accueil", "accueil"),
        "/conformance": _page("Normes suivies", "Accueil", "conformite"),
        "/api": _page("Description OpenAPI", "Accueil", "description"),
        "/collections": _page("Collections", "Accueil", "collections"),
    }
    for collection in COLLECTIONS.values():
        racine, nom = f"/collections/{collection.id}", collection.titre
        id_ = collection.id
        chemins[racine] = _page(f"{nom}\u00a0: la collection", nom, f"{id_}.decrire")
        chemins[f"{racine}/schema"] = _page(f"{nom}\u00a0: les champs", nom, f"{id_}.schema")
        chemins[f"{racine}/queryables"] = _page(f"{nom}\u00a0: les filtres", nom, f"{id_}.filtres")
        chemins[f"{racine}/items"] = _objets(collection)
        chemins[f"{racine}/items/{{featureId}}"] = _objet(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Services cartographiques de Terreau",
            "description": "OGC API – Features\u00a0: acteurs, communes et territoires pour QGIS, GDAL "
            "et les autres outils de cartographie. Licence Ouverte 2.0.",
            "version": "1.0",
            "license": {
                "name": "Licence Ouverte 2.0",
                "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            },
        },
        "servers": [{"url": serveur}],
        "paths": chemins,
        "components": {
            "schemas": {
                "exception": {
                    "type": "object",
                    "required": ["code"],
                    "properties": {
                        "code": {"type": "string"},
                        "description": {"type": "string"},
                    },
                },
                **{f"{c.id}Feature": _feature(c) for c in COLLECTIONS.values()},
            },
            "securitySchemes": {"cle": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"cle": []}],
    }


def parametre(filtre: Filtre) -> dict[str, Any]:
    """Return a filter as a parameter."""
    dit: dict[str, Any] = {
        "name": filtre.nom,
        "in": "query",
        "required": False,
        "description": filtre.description,
        "schema": filtre.schema,
        "style": "form",
        "explode": False,
    }
    if filtre.exemple:
        dit["example"] = (
            [float(n) for n in filtre.exemple.split(",")] if filtre is BBOX else filtre.exemple
        )
    return dit


def _erreurs() -> dict[str, Any]:
    contenu = {
        JSON: {"schema": {"$ref": "#/components/schemas/exception"}},
        HTML: {"schema": {"type": "string"}},
    }
    dits = {
        "400": "Paramètre inconnu ou mal écrit",
        "401": "Clé inconnue, expirée ou révoquée",
        "404": "Rien à cette adresse",
        "414": "Adresse trop longue",
        "429": "Trop de demandes",
    }
    contenus = {"414": {"text/html": {"schema": {"type": "string"}}}}
    return {
        code: {"description": dit, "content": contenus.get(code, contenu)}
        for code, dit in dits.items()
    }


def _reponse(dit: str, schema: dict[str, Any], sorte: str = JSON) -> dict[str, Any]:
    contenu = {sorte: {"schema": schema}, HTML: {"schema": {"type": "string"}}}
    return {"200": {"description": dit, "content": contenu}, **_erreurs()}


def _page(titre: str, groupe: str, cle: str) -> dict[str, Any]:
    sorte = "application/vnd.oai.openapi+json;version=3.0" if cle == "description" else JSON
    if cle.endswith((".schema", ".filtres")):
        sorte = "application/schema+json"
    return {
        "get": {
            "summary": titre,
            "operationId": cle,
            "tags": [groupe],
            "parameters": [parametre(FORMAT)],
            "responses": _reponse(titre, {"type": "object"}, sorte),
        }
    }


def _objets(collection: Collection) -> dict[str, Any]:
    reponse = {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{collection.id}Feature"},
            },
            "numberMatched": {"type": "integer", "description": "Nombre total d’objets"},
            "numberReturned": {"type": "integer", "description": "Nombre d’objets de cette page"},
            "timeStamp": {"type": "string", "format": "date-time"},
            "links": {"type": "array", "items": {"type": "object"}},
        },
    }
    return {
        "get": {
            "summary": f"{collection.titre}\u00a0: les objets",
            "description": collection.description,
            "operationId": f"{collection.id}.lister",
            "tags": [collection.titre],
            "parameters": [parametre(f) for f in (*GENERAUX, *collection.filtres)],
            "responses": _reponse("Une page d’objets", reponse, GEOJSON),
        }
    }


def _objet(collection: Collection) -> dict[str, Any]:
    reponse = {"$ref": f"#/components/schemas/{collection.id}Feature"}
    return {
        "get": {
            "summary": f"{collection.titre}\u00a0: un objet",
            "operationId": f"{collection.id}.lire",
            "tags": [collection.titre],
            "parameters": [
                {
                    "name": "featureId",
                    "in": "path",
                    "required": True,
                    "description": collection.champs[0].description,
                    "schema": {"type": "string"},
                },
                parametre(FORMAT),
            ],
            "responses": {
                **_reponse("Un objet", reponse, GEOJSON),
                "301": {"description": "Un autre objet l’a remplacé"},
            },
        }
    }


def _feature(collection: Collection) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "description": collection.champs[0].description},
            "geometry": {"type": "object", "nullable": True},
            "properties": {
                "type": "object",
                "properties": {c.nom: forme(c) for c in collection.proprietes},
            },
        },
    }
