"""Addresses of open data: catalogue, files, OGC API, embedded map."""

from typing import Any

app_name = "ouverture"
urlpatterns: list[Any] = []
