"""Addresses of the screens about reading a filière: drawings, map, files."""

from django.urls import URLPattern, URLResolver, path

from filieres import views_lecture as vues

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:reference>/ecran/", vues.ecran, name="ecran"),
    path("<slug:reference>/carte/", vues.carte, name="carte"),
    path("<slug:reference>/placer/", vues.placer, name="placer"),
    path("<slug:reference>/schema.svg", vues.schema_svg, name="schema_svg"),
    path("<slug:reference>/schema.csv", vues.schema_csv, name="schema_csv"),
    path("<slug:reference>/fichiers/", vues.fichiers, name="fichiers"),
    path("<slug:reference>/fichiers/<slug:fichier>/", vues.fichier, name="fichier"),
    path(
        "<slug:reference>/fichiers/<slug:fichier>/telecharger/",
        vues.fichier_telecharger,
        name="fichier_telecharger",
    ),
    path(
        "<slug:reference>/fichiers/<slug:fichier>/relancer/",
        vues.fichier_relancer,
        name="fichier_relancer",
    ),
]
