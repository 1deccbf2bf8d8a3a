"""Application « Relations »."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """Django configuration of the application."""

    name = "relations"
    verbose_name = "Relations"

    def ready(self) -> None:
        """Add relations to the pages of actors."""
        from acteurs.sections import enregistrer_section_acteur
        from relations.pages_acteur import section_acteur

        enregistrer_section_acteur(
            "relations", "relations/section_acteur.html", section_acteur, ordre=40
        )
