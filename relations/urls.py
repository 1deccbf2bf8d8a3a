"""Addresses of the relations between actors."""

from typing import Any

app_name = "relations"
urlpatterns: list[Any] = []
