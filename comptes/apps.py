"""Application « Comptes et organisations »."""

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Django configuration of the application."""

    name = "comptes"
    verbose_name = "Comptes et organisations"
