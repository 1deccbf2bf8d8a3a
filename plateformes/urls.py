"""Addresses of the application."""

from django.urls import path

from plateformes import views

app_name = "plateformes"
urlpatterns = [path("", views.liste, name="liste")]
