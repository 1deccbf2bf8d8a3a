"""Application « Données ouvertes »."""

from django.apps import AppConfig


class OuvertureConfig(AppConfig):
    """Django configuration of the application."""

    name = "ouverture"
    verbose_name = "Données ouvertes"
