"""Addresses of what people propose to the directory, and of those who decide."""

from typing import Any

from moderation import urls_fiches

app_name = "moderation"
urlpatterns: list[Any] = [*urls_fiches.urlpatterns]
