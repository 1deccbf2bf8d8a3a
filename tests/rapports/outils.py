"""Shorthands of the tests of reports."""

from typing import Any

from django.urls import reverse

from rapports.models import Rapport
from socle import travaux


def make_rapport(demarche: Any, audience: str = "publique", demandeur: Any = None) -> Rapport:
    """A finished report; the layout must be replaced by the fixture ``mise_en_page``."""
    rapport = Rapport.objects.create(
        diagnostic=demarche.diagnostic,
        audience=audience,
        demandeur=demandeur or demarche.pilote,
        options={},
    )
    travaux.executer(rapport, battre_en_fond=False)
    rapport.refresh_from_db()
    return rapport


def adresse_de(nom: str, *args: str) -> str:
    """The address of a screen of reports."""
    return reverse(f"rapports:{nom}", args=args)
