"""Application « Plateformes »."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class PlateformesConfig(AppConfig):
    """Django configuration of the application."""

    name = "plateformes"
    verbose_name = "Plateformes"

    def ready(self) -> None:
        """Register rights on evaluations and mails; add the platforms to the territory page."""
        import plateformes.rules_evaluation
        import plateformes.services.courriels  # noqa: F401
        from plateformes.personnes import declarer_les_personnes
        from socle.chauffe import chauffer_page
        from territoires.sections import enregistrer_section

        declarer_les_personnes()
        # The catalogue in memory, and the API.
        chauffer_page("/plateformes/")
        chauffer_page("/api/v1/plateformes/")
        enregistrer_section(
            "plateformes", "Plateformes", "plateformes/section_territoire.html", _section, ordre=60
        )


def _section(request: HttpRequest, territoire: Any) -> dict[str, Any]:
    """Values of ``plateformes/section_territoire.html``."""
    from plateformes.vitrine.usages import resumer_territoire

    return resumer_territoire(territoire)
