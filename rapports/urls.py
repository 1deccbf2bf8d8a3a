"""Addresses of reports."""

from django.urls import path

from rapports import views

app_name = "rapports"
urlpatterns = [
    path("rapports/<slug:reference>/", views.fiche, name="fiche"),
]
