"""Addresses of what people propose to the directory, and of those who decide."""

from typing import Any

app_name = "moderation"
urlpatterns: list[Any] = []
