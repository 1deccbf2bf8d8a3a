"""Shared ground: abstract models, background work, rights helper, components."""

from django.apps import AppConfig


class SocleConfig(AppConfig):
    """Lowest floor: imported by every application, imports none."""

    name = "socle"
    verbose_name = "Socle"
