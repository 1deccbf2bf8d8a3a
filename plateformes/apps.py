"""Application « Plateformes »."""

from django.apps import AppConfig


class PlateformesConfig(AppConfig):
    """Django configuration of the application."""

    name = "plateformes"
    verbose_name = "Plateformes"

    def ready(self) -> None:
        """Register the rights on evaluations."""
        import plateformes.rules_evaluation  # noqa: F401
