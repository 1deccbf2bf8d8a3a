"""Addresses of the application."""

from django.urls import path

from filieres import views

app_name = "filieres"
urlpatterns = [path("", views.liste, name="liste")]
