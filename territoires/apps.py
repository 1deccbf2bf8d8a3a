"""Application « Territoires »."""

from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    """Django configuration of the application."""

    name = "territoires"
    verbose_name = "Territoires"
