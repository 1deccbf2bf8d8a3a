"""Checks of the settings (``manage.py check``): an allow-list that allows nothing is told."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from acteurs.services.adresses import AdresseRefusee, lire_adresse


@register()
def verifier_sources(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every allowed prefix is a plain https address, and the server may go out at all."""
    messages: list[CheckMessage] = []
    for texte in settings.SOURCES_AUTORISEES:
        try:
            lire_adresse(texte.strip())
        except AdresseRefusee as refus:
            messages.append(
                Error(
                    f"TERREAU_SOURCES_AUTORISEES : « {texte} » n’autorise rien. {refus}",
                    hint="Donnez des débuts d’adresses complets, comme https://donnees.exemple.fr/ess/",
                    id="acteurs.E001",
                )
            )
    if settings.SOURCES_AUTORISEES and not settings.EN_LIGNE:
        messages.append(
            Warning(
                "TERREAU_SOURCES_AUTORISEES est renseigné, mais TERREAU_EN_LIGNE=non : "
                "aucune adresse ne sera lue.",
                id="acteurs.W001",
            )
        )
    return messages
