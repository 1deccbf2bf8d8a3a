"""Application « Rapports »."""

from django.apps import AppConfig


class RapportsConfig(AppConfig):
    """Django configuration of the application."""

    name = "rapports"
    verbose_name = "Rapports"
