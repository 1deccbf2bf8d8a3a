"""Demonstration data: two documented processes and one account per role."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Django configuration of the application."""

    name = "demo"
    verbose_name = "Démonstration"
