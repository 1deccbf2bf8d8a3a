"""Application « Alertes »."""

from django.apps import AppConfig


class AlertesConfig(AppConfig):
    """Django configuration of the application."""

    name = "alertes"
    verbose_name = "Alertes"

    def ready(self) -> None:
        """Offer to follow actors and territories; write the mails; forget with the account."""
        import alertes.services.resumes  # noqa: F401  registers the mail
        from acteurs.sections import enregistrer_gestes
        from alertes.inscriptions import declarer_les_personnes, gestes, section_territoire
        from alertes.services.alertes import oublier_les_alertes
        from comptes.services.donnees import a_la_suppression
        from territoires.sections import enregistrer_section

        enregistrer_gestes("alertes", gestes, ordre=90)
        enregistrer_section(
            "alertes",
            "Ce qui change ici",
            "alertes/section_territoire.html",
            section_territoire,
            ordre=90,
        )
        a_la_suppression(oublier_les_alertes)
        declarer_les_personnes()
