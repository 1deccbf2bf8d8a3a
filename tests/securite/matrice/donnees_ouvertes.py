"""The public API and the OGC services: everybody reads what is published."""

from tests.securite.matrice.reponses import TOUT_LE_MONDE, Acces

LIGNES: dict[str, Acces] = {
    "api:documentation": Acces("", TOUT_LE_MONDE),
    "api:essai": Acces("", "404 404 404 404 404 404 404"),  # no operation asked for
    "api:territoires-list": Acces("", TOUT_LE_MONDE),
    "api:territoires-detail": Acces("territoire_api", TOUT_LE_MONDE),
    "api:communes-list": Acces("", TOUT_LE_MONDE),
    "api:communes-detail": Acces("commune_api", TOUT_LE_MONDE),
    "api:acteurs-list": Acces("", TOUT_LE_MONDE),
    "api:acteurs-detail": Acces("acteur", TOUT_LE_MONDE),
    "api:thematiques-list": Acces("", TOUT_LE_MONDE),
    "api:thematiques-detail": Acces("theme_api", TOUT_LE_MONDE),
    "ouverture:ogc": Acces("", TOUT_LE_MONDE),
    "ouverture:ogc_conformite": Acces("", TOUT_LE_MONDE),
    "ouverture:ogc_api": Acces("", TOUT_LE_MONDE),
    "ouverture:ogc_essai": Acces("", "404 404 404 404 404 404 404"),
    "ouverture:ogc_collections": Acces("", TOUT_LE_MONDE),
    "ouverture:ogc_collection": Acces("collection_ogc", TOUT_LE_MONDE),
    "ouverture:ogc_schema": Acces("collection_ogc", TOUT_LE_MONDE),
    "ouverture:ogc_filtres": Acces("collection_ogc", TOUT_LE_MONDE),
    "ouverture:ogc_objets": Acces("collection_ogc", TOUT_LE_MONDE),
    "ouverture:ogc_objet": Acces("objet_ogc", TOUT_LE_MONDE),
}
