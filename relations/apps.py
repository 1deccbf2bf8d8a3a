"""Application « Relations »."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """Django configuration of the application."""

    name = "relations"
    verbose_name = "Relations"

    def ready(self) -> None:
        """Add relations to the pages of actors and territories."""
        from acteurs.sections import enregistrer_section_acteur
        from relations.pages_voisines import section_acteur, section_territoire
        from territoires.sections import enregistrer_section

        enregistrer_section_acteur(
            "relations", "relations/section_acteur.html", section_acteur, ordre=40
        )
        enregistrer_section(
            "relations",
            "Qui travaille avec qui",
            "relations/section_territoire.html",
            section_territoire,
            ordre=30,
        )
