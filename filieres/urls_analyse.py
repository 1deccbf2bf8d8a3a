"""Addresses of the screens about what a filière's figures say."""

from django.urls import URLPattern, URLResolver, path

from filieres import views_analyse as vues

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:reference>/analyse/", vues.analyse, name="analyse"),
    path("<slug:reference>/analyse/voisins/", vues.voisins, name="voisins"),
    path("<slug:reference>/analyse/<slug:maillon>/", vues.suggestions, name="suggestions"),
]
