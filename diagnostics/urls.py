"""Addresses of démarches."""

from django.urls import path

from diagnostics import views

app_name = "diagnostics"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<slug:reference>/", views.fiche, name="fiche"),
]
