"""Addresses of the filières; what is read without signing in: ``config/vues_publiques.py``."""

from django.urls import include, path

from filieres import views, views_exemples

app_name = "filieres"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("exemples/", views_exemples.liste, name="liste"),
    path("exemples/<slug:code>/", views_exemples.fiche, name="fiche"),
    path("lien/<str:jeton>/", views.lien, name="lien"),
    path("", include("filieres.urls_edition")),
    path("", include("filieres.urls_analyse")),
    path("", include("filieres.urls_lecture")),
    path("<slug:reference>/", views.filiere, name="filiere"),
]
