"""Application « Démarches »."""

from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """Django configuration of the application."""

    name = "diagnostics"
    verbose_name = "Démarches"
