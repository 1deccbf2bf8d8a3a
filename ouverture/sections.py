"""What open data adds to the page of an actor: its data in every format, and schema.org's words."""

from typing import Any

from django.http import HttpRequest

from acteurs.models import Acteur
from ouverture.champs import Lecteur
from ouverture.formats import FORMATS
from ouverture.formats.jsonld import en_organisation
from socle.jsonld import script_jsonld

PAR_FICHE = ("jsonld", "geojson", "csv")
"""Formats offered on the page of one actor."""


def section_fiche(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """Values of ``ouverture/section_fiche.html``; nothing for an entry that is not published."""
    donnees = Lecteur().lire_un(acteur)
    if donnees is None:
        return None
    return {
        "formats": [FORMATS[code] for code in PAR_FICHE],
        "schema": script_jsonld(en_organisation(donnees)),
    }
