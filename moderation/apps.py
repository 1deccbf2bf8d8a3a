"""Application « Modération »."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Django configuration of the application."""

    name = "moderation"
    verbose_name = "Modération"

    def ready(self) -> None:
        """Register the mails."""
        import moderation.services.courriels  # noqa: F401
