"""Addresses of actors."""

from django.urls import path

from acteurs import views

app_name = "acteurs"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<slug:reference>/", views.fiche, name="fiche"),
]
