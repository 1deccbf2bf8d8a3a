"""Application « Filières »."""

from django.apps import AppConfig


class FilieresConfig(AppConfig):
    """Django configuration of the application."""

    name = "filieres"
    verbose_name = "Filières"
