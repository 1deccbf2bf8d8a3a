"""Addresses of open data: all public."""

from django.urls import path, re_path

from ouverture import vues_acteurs
from ouverture.catalogue import vues as catalogue

urlpatterns = [
    path("donnees/", catalogue.catalogue, name="catalogue"),
    re_path(
        r"^donnees/catalogue\.(?P<extension>jsonld|ttl)$", catalogue.dcat, name="catalogue_dcat"
    ),
    path("donnees/acteurs/exporter/", vues_acteurs.exporter, name="exporter"),
    path("donnees/fichiers/<slug:reference>/", vues_acteurs.fichier, name="fichier"),
    path(
        "donnees/fichiers/<slug:reference>/telecharger/",
        vues_acteurs.telecharger,
        name="fichier_telecharger",
    ),
    path(
        "donnees/fichiers/<slug:reference>/relancer/",
        vues_acteurs.relancer,
        name="fichier_relancer",
    ),
    re_path(
        r"^donnees/acteurs\.(?P<extension>csv|xlsx|geojson|jsonld)$",
        vues_acteurs.acteurs,
        name="acteurs",
    ),
    re_path(r"^acteurs/export\.(?P<extension>csv|xlsx)$", vues_acteurs.liste, name="liste"),
    path(
        "donnees/acteurs-gogocarto.json",
        vues_acteurs.acteurs,
        {"extension": "gogocarto"},
        name="acteurs_gogocarto",
    ),
    re_path(
        r"^donnees/acteurs/(?P<reference>[0-9a-zA-Z]+)\.(?P<extension>csv|xlsx|geojson|jsonld)$",
        vues_acteurs.acteur,
        name="acteur",
    ),
    path("donnees/<slug:code>/", catalogue.jeu, name="jeu"),
    path("donnees/<slug:code>/schema.json", catalogue.schema, name="jeu_schema"),
    re_path(
        r"^donnees/(?P<code>[a-z]+)\.(?P<extension>csv|json|geojson)$",
        catalogue.fichier,
        name="jeu_fichier",
    ),
]
