"""Application « Données ouvertes »."""

from django.apps import AppConfig


class OuvertureConfig(AppConfig):
    """Django configuration of the application."""

    name = "ouverture"
    verbose_name = "Données ouvertes"

    def ready(self) -> None:
        """Offer the data of an actor on its page."""
        from acteurs.sections import enregistrer_section_acteur
        from ouverture.sections import section_fiche

        enregistrer_section_acteur(
            "donnees", "ouverture/section_fiche.html", section_fiche, ordre=900, colonne="droite"
        )
