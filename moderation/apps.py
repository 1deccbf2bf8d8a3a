"""Application « Modération »."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Django configuration of the application."""

    name = "moderation"
    verbose_name = "Modération"

    def ready(self) -> None:
        """Register mails, permissions of entries, what their page offers, what is kept on people."""
        import moderation.rules_fiches
        import moderation.services.courriels
        import moderation.services.courriels_tenues  # noqa: F401
        from acteurs.attentes import enregistrer_attente
        from acteurs.sections import enregistrer_gestes, enregistrer_section_acteur
        from moderation.fiche import inscrire
        from moderation.gestes import (
            compter_propositions,
            contributions_en_attente,
            gestes_de_fiche,
        )
        from moderation.personnes import declarer_les_personnes

        enregistrer_gestes("moderation", gestes_de_fiche, ordre=200)
        enregistrer_attente(compter_propositions)
        enregistrer_section_acteur(
            "moderation-contributions",
            "moderation/bandeau_contributions.html",
            contributions_en_attente,
            ordre=10,
            colonne="bandeau",
        )
        inscrire()
        declarer_les_personnes()
