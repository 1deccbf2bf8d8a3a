"""Application « Modération »."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Django configuration of the application."""

    name = "moderation"
    verbose_name = "Modération"

    def ready(self) -> None:
        """Register the mails, the permissions of entries, what their page offers."""
        import moderation.rules_fiches
        import moderation.services.courriels  # noqa: F401
        from moderation.fiche import inscrire

        inscrire()
