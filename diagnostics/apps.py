"""Application « Démarches »."""

from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """Django configuration of the application."""

    name = "diagnostics"
    verbose_name = "Démarches"

    def ready(self) -> None:
        """Tell the accounts what to forget when one of them is deleted."""
        from comptes.services.donnees import a_la_suppression, avant_la_suppression
        from diagnostics.oubli import demarches_sans_pilote, quitter_les_demarches

        avant_la_suppression(demarches_sans_pilote)
        a_la_suppression(quitter_les_demarches)
