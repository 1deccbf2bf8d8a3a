"""Addresses of the general pages."""

from django.urls import path

from pages import sante, views

app_name = "pages"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("sante/", sante.sante, name="sante"),
]
