"""Application « Acteurs »."""

from django.apps import AppConfig


class ActeursConfig(AppConfig):
    """Django configuration of the application."""

    name = "acteurs"
    verbose_name = "Acteurs"
