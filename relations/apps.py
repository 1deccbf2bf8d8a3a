"""Application « Relations »."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """Django configuration of the application."""

    name = "relations"
    verbose_name = "Relations"
