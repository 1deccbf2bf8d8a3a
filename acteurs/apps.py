"""Application « Acteurs »."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class ActeursConfig(AppConfig):
    """Django configuration of the application."""

    name = "acteurs"
    verbose_name = "Acteurs"

    def ready(self) -> None:
        """Add the actors to the territory page; keep the index of words after migrations."""
        from django.db.models.signals import post_migrate

        import acteurs.services.oubli_contacts
        import acteurs.verifications  # noqa: F401  registers the checks
        from acteurs.contacts import section_contacts
        from acteurs.personnes import declarer_les_personnes
        from acteurs.sections import enregistrer_section_acteur
        from territoires.sections import enregistrer_section

        enregistrer_section(
            "acteurs", "Acteurs", "acteurs/section_territoire.html", _section, ordre=20
        )
        enregistrer_section_acteur(
            "contacts",
            "acteurs/contacts/section.html",
            section_contacts,
            ordre=10,
            colonne="droite",
        )
        declarer_les_personnes()
        post_migrate.connect(_apres_migration, sender=self)


def _section(request: HttpRequest, territoire: Any) -> dict[str, Any]:
    """Values of ``acteurs/section_territoire.html``."""
    from urllib.parse import urlencode

    from django.urls import reverse

    from acteurs.listes import resumer_territoire

    organisation = getattr(request, "organisation", None)
    choix = f"{territoire.nature}:{territoire.code}"
    carte = f"{reverse('acteurs:liste')}?{urlencode({'territoire': choix})}"
    return {
        **resumer_territoire(territoire),
        "choix": choix,
        "suites": [{"libelle": "Voir ses acteurs sur la carte", "url": carte, "icone": "carte"}],
        "peut_creer": bool(organisation)
        and request.user.has_perm("acteurs.creer_acteur", organisation),
    }


def _apres_migration(using: str, **kwargs: Any) -> None:
    """Make or repair the index of words of the database just migrated."""
    from django.db import connections

    from acteurs.index_texte import installer

    installer(connections[using])
