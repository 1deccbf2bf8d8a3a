"""Application « Alertes »."""

from django.apps import AppConfig


class AlertesConfig(AppConfig):
    """Django configuration of the application."""

    name = "alertes"
    verbose_name = "Alertes"
