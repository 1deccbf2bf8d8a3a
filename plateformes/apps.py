"""Application « Plateformes »."""

from django.apps import AppConfig


class PlateformesConfig(AppConfig):
    """Django configuration of the application."""

    name = "plateformes"
    verbose_name = "Plateformes"
