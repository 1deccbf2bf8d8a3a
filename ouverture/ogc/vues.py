"""Views of ``/ogc/``: OGC API – Features, part 1 (core, GeoJSON, HTML, OpenAPI 3.0)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ouverture.champs import dire
from ouverture.curseurs import ouvrir, sceller
from ouverture.documentation import Operation, adresse_essayee, lire_operations
from ouverture.filtres import Introuvable, lire_parametres
from ouverture.ogc.collections import COLLECTIONS, Collection, etendue
from ouverture.ogc.demande import (
    FORMAT,
    GEOJSON,
    HTML,
    JSON,
    adresse,
    deux_liens,
    en_html,
    en_json,
    lien,
    ouverte,
)
from ouverture.ogc.openapi import GENERAUX, LIMITE, LIMITE_MAX, document, forme
from ouverture.retrouver import Ailleurs

NORMES = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{nom}"
    for nom in ("core", "oas30", "html", "geojson")
]
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def _chemin(nom: str, *arguments: str) -> str:
    return reverse(f"ouverture:{nom}", args=arguments)


def _sans_parametre(request: HttpRequest) -> None:
    lire_parametres(request.GET, (FORMAT,))


def _trouver(nom: str) -> Collection:
    if nom not in COLLECTIONS:
        raise Introuvable(f"Aucune collection « {nom} ».")
    return COLLECTIONS[nom]


@ouverte
def accueil(request: HttpRequest) -> HttpResponse:
    """Landing page."""
    _sans_parametre(request)
    if en_html(request):
        return render(
            request,
            "ouverture/ogc/accueil.html",
            {
                "collections": COLLECTIONS.values(),
                "service": adresse(request, _chemin("ogc")),
                "limite": LIMITE_MAX,
            },
        )
    api = adresse(request, _chemin("ogc_api"))
    return en_json(
        {
            "title": "Services cartographiques de Terreau",
            "description": "Acteurs de l’économie solidaire, communes et territoires.",
            "links": [
                *deux_liens(request, _chemin("ogc"), "Accueil"),
                lien(f"{api}?f=json", "service-desc", OPENAPI, "Description OpenAPI"),
                lien(f"{api}?f=html", "service-doc", HTML, "Documentation"),
                lien(
                    adresse(request, _chemin("ogc_conformite")),
                    "conformance",
                    JSON,
                    "Normes suivies",
                ),
                lien(adresse(request, _chemin("ogc_collections")), "data", JSON, "Collections"),
                lien(LICENCE, "license", HTML, "Licence Ouverte 2.0"),
            ],
        }
    )


@ouverte
def conformite(request: HttpRequest) -> HttpResponse:
    """What is followed of the standard."""
    _sans_parametre(request)
    if en_html(request):
        return render(request, "ouverture/ogc/conformite.html", {"normes": NORMES})
    return en_json({"conformsTo": NORMES})


@ouverte
def api(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, or its page."""
    _sans_parametre(request)
    if en_html(request):
        return render(request, "ouverture/ogc/api.html", {"groupes": _operations()})
    decrite = document(adresse(request, _chemin("ogc")).rstrip("/"))
    return en_json(decrite, sorte=OPENAPI)


@ouverte
def essai(request: HttpRequest) -> HttpResponse:
    """Go to the address that a form of the page describes."""
    voulue = adresse_essayee(_operations(), request.GET.dict())
    if voulue is None:
        raise Introuvable("Cette adresse n’est pas décrite.")
    return redirect(voulue)


def _operations() -> list[tuple[str, list[Operation]]]:
    """Return what is worth explaining to people: the features, one by one or by pages."""
    decrite = document("")
    racine = _chemin("ogc").rstrip("/")
    decrite["paths"] = {
        f"{racine}{chemin}": dit
        for chemin, dit in decrite["paths"].items()
        if chemin.endswith(("/items", "{featureId}"))
    }
    return lire_operations(decrite)


@ouverte
def collections(request: HttpRequest) -> HttpResponse:
    """The collections."""
    _sans_parametre(request)
    if en_html(request):
        return render(
            request, "ouverture/ogc/collections.html", {"collections": COLLECTIONS.values()}
        )
    return en_json(
        {
            "links": deux_liens(request, _chemin("ogc_collections"), "Collections"),
            "collections": [_decrire(request, c) for c in COLLECTIONS.values()],
        }
    )


@ouverte
def collection(request: HttpRequest, nom: str) -> HttpResponse:
    """One collection."""
    _sans_parametre(request)
    trouvee = _trouver(nom)
    if en_html(request):
        return render(
            request,
            "ouverture/ogc/collection.html",
            {"collection": trouvee, "service": adresse(request, _chemin("ogc"))},
        )
    return en_json(_decrire(request, trouvee))


def _decrire(request: HttpRequest, decrite: Collection) -> dict[str, Any]:
    objets = adresse(request, _chemin("ogc_objets", decrite.id))
    champs = adresse(request, _chemin("ogc_schema", decrite.id))
    filtres = adresse(request, _chemin("ogc_filtres", decrite.id))
    return {
        "id": decrite.id,
        "title": decrite.titre,
        "description": decrite.description,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [etendue(decrite)], "crs": CRS84}},
        "links": [
            *deux_liens(request, _chemin("ogc_collection", decrite.id), decrite.titre),
            lien(objets, "items", GEOJSON, "Objets (GeoJSON)"),
            lien(f"{objets}?f=html", "items", HTML, "Objets (page)"),
            lien(champs, "describedby", SCHEMA, "Champs"),
            lien(
                filtres, "http://www.opengis.net/def/rel/ogc/1.0/queryables", SCHEMA, "Filtres"
            ),
            lien(LICENCE, "license", HTML, "Licence Ouverte 2.0"),
        ],
    }  # fmt: skip


@ouverte
def champs(request: HttpRequest, nom: str) -> HttpResponse:
    """Fields of the features, as a JSON schema."""
    _sans_parametre(request)
    trouvee = _trouver(nom)
    proprietes: dict[str, Any] = {c.nom: forme(c) for c in trouvee.proprietes}
    proprietes["geometry"] = {"format": trouvee.geometrie, "x-ogc-role": "primary-geometry"}
    return _schema(request, "ogc_schema", trouvee, proprietes)


@ouverte
def filtres(request: HttpRequest, nom: str) -> HttpResponse:
    """Filters of the features, as a JSON schema."""
    _sans_parametre(request)
    trouvee = _trouver(nom)
    dits = {f.nom: {**f.schema, "description": f.description} for f in trouvee.filtres}
    return _schema(request, "ogc_filtres", trouvee, dits)


def _schema(
    request: HttpRequest, nom: str, decrite: Collection, proprietes: dict[str, Any]
) -> HttpResponse:
    return en_json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": adresse(request, _chemin(nom, decrite.id)),
            "type": "object",
            "title": decrite.titre,
            "properties": proprietes,
        },
        sorte=SCHEMA,
    )


@ouverte
def objets(request: HttpRequest, nom: str) -> HttpResponse:
    """A page of features."""
    trouvee = _trouver(nom)
    demande = lire_parametres(request.GET, (*GENERAUX, *trouvee.filtres))
    nombre = min(int(demande.pop("limit", LIMITE)), LIMITE_MAX)
    curseur = demande.pop("curseur", "")
    for sans_effet in ("datetime", "f"):
        demande.pop(sans_effet, None)
    if "bbox" in demande:
        demande["cadre"] = demande.pop("bbox")
    suite = trouvee.suite(demande)
    page = suite.page(ouvrir(curseur, nom) if curseur else "", nombre)
    nombre_total = suite.compter()
    suivante = ""
    if page.suite:
        parametres = request.GET.copy()
        parametres["curseur"] = sceller(page.suite, nom)
        suivante = f"{request.path}?{parametres.urlencode()}"
    if en_html(request):
        contexte = {
            "collection": trouvee,
            "lignes": [
                (d["identifiant"], d["nom"], d.get("commune_nom") or d.get("departement_nom") or "")
                for d in page.lignes
            ],
            "nombre": nombre_total,
            "suivante": suivante,
            "donnees": _autrement(request.GET, "json"),
        }
        return render(request, "ouverture/ogc/objets.html", contexte)
    base = adresse(request, request.path)
    liens = [
        lien(f"{base}{_autrement(request.GET, 'json')}", "self", GEOJSON, "Cette page"),
        lien(f"{base}{_autrement(request.GET, 'html')}", "alternate", HTML, "Cette page, à lire"),
        lien(adresse(request, _chemin("ogc_collection", nom)), "collection", JSON, trouvee.titre),
    ]
    if suivante:
        liens.append(lien(adresse(request, suivante), "next", GEOJSON, "Page suivante"))
    features = trouvee.tracer(page.lignes)
    return en_json(
        {
            "type": "FeatureCollection",
            "numberMatched": nombre_total,
            "numberReturned": len(features),
            "timeStamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "links": liens,
            "features": features,
        },
        sorte=GEOJSON,
    )


def _autrement(parametres: QueryDict, forme_voulue: str) -> str:
    """Return the same question, answered in another form."""
    autres = parametres.copy()
    autres["f"] = forme_voulue
    return f"?{autres.urlencode()}"


@ouverte
def objet(request: HttpRequest, nom: str, identifiant: str) -> HttpResponse:
    """One feature."""
    _sans_parametre(request)
    trouvee = _trouver(nom)
    try:
        donnees = trouvee.retrouver(identifiant)
    except Ailleurs as ailleurs:
        return _envoyer(trouvee, ailleurs.identifiant)
    if en_html(request):
        lues = [
            (champ, dire(champ, donnees[champ.nom]))
            for champ in trouvee.champs
            if donnees[champ.nom] not in (None, "", [])
        ]
        contexte = {"collection": trouvee, "donnees": donnees, "lues": lues}
        return render(request, "ouverture/ogc/objet.html", contexte)
    (feature,) = trouvee.tracer([donnees])
    chemin = _chemin("ogc_objet", nom, donnees["identifiant"])
    feature["links"] = [
        *deux_liens(request, chemin, "Cet objet", GEOJSON),
        lien(adresse(request, _chemin("ogc_collection", nom)), "collection", JSON, trouvee.titre),
    ]
    return en_json(feature, sorte=GEOJSON)


def _envoyer(trouvee: Collection, identifiant: str) -> HttpResponse:
    """Send to the row that replaces one; a territory of one commune is that commune."""
    ou = "communes" if trouvee.id == "territoires" else trouvee.id
    return HttpResponsePermanentRedirect(_chemin("ogc_objet", ou, identifiant))
