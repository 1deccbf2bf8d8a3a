"""Addresses of the general pages."""

from django.urls import path

from pages import sante, style, views

app_name = "pages"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("aide/", views.aide, name="aide"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions-legales/", views.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
    path("style/", style.style, name="style"),
    path("sante/", sante.sante, name="sante"),
]
