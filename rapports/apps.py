"""Application « Rapports »."""

from django.apps import AppConfig


class RapportsConfig(AppConfig):
    """Django configuration of the application."""

    name = "rapports"
    verbose_name = "Rapports"

    def ready(self) -> None:
        """Add the reports to the page of a démarche."""
        from diagnostics.sections import enregistrer_bloc, enregistrer_onglet
        from rapports.bloc import block_context

        enregistrer_bloc("rapports", "Rapports", "rapports/bloc.html", block_context, ordre=80)
        enregistrer_onglet("rapports", "Rapports", "rapports:liste")
