"""Application « Comptes et organisations »."""

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Django configuration of the application."""

    name = "comptes"
    verbose_name = "Comptes et organisations"

    def ready(self) -> None:
        """Say what accounts keep on people."""
        from comptes.services.personnes import declarer_les_comptes

        declarer_les_comptes()
