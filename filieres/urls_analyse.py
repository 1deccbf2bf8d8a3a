"""Addresses of the screens about what a filière's figures say."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
