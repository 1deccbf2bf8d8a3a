"""Addresses of the library of filières; everyone signed in may read it."""

from django.urls import path

from filieres import views

app_name = "filieres"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<slug:code>/", views.fiche, name="fiche"),
]
