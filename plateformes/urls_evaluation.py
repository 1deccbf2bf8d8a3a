"""Addresses of the glossary, of the evaluations of a platform's nature, of the cards."""

from django.urls import path

from plateformes import views_glossaire

urlpatterns = [
    path("glossaire/", views_glossaire.glossaire, name="glossaire"),
]
