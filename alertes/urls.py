"""Addresses of saved searches, followed actors and their mails."""

from typing import Any

app_name = "alertes"
urlpatterns: list[Any] = []
