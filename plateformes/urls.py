"""Addresses of the library of platforms; everyone signed in may read it."""

from django.urls import path

from plateformes import urls_evaluation, views

app_name = "plateformes"
urlpatterns = [
    path("", views.liste, name="liste"),
    *urls_evaluation.urlpatterns,
    path("<slug:code>/", views.fiche, name="fiche"),
]
