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
        from acteurs.sections import enregistrer_gestes
        from moderation.fiche import inscrire
        from moderation.gestes import compter_propositions, gestes_de_fiche
        from moderation.personnes import declarer_les_personnes

        enregistrer_gestes("moderation", gestes_de_fiche, ordre=200)
        enregistrer_attente(compter_propositions)
        inscrire()
        declarer_les_personnes()
