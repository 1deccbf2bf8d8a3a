"""Addresses of the OGC services."""

from django.urls import path

from ouverture.ogc import vues

urlpatterns = [
    path("ogc/", vues.accueil, name="ogc"),
    path("ogc/conformance", vues.conformite, name="ogc_conformite"),
    path("ogc/api", vues.api, name="ogc_api"),
    path("ogc/essai", vues.essai, name="ogc_essai"),
    path("ogc/collections", vues.collections, name="ogc_collections"),
    path("ogc/collections/<str:nom>", vues.collection, name="ogc_collection"),
    path("ogc/collections/<str:nom>/schema", vues.champs, name="ogc_schema"),
    path("ogc/collections/<str:nom>/queryables", vues.filtres, name="ogc_filtres"),
    path("ogc/collections/<str:nom>/items", vues.objets, name="ogc_objets"),
    path("ogc/collections/<str:nom>/items/<str:identifiant>", vues.objet, name="ogc_objet"),
]
