"""Addresses of the screens about reading a filière: drawings, map, files."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
