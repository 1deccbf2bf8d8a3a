"""Ask for a report."""

from typing import Any, Final

from django.db import transaction

from diagnostics.models import Diagnostic
from rapports.models import Rapport
from rapports.services.options import Options
from socle.travaux import lancer_travail

EN_COURS_MAX: Final = 3
"""Reports one person may have in the making at a time."""


class TropDeRapports(Exception):
    """The requester already has several reports in the making."""


def request_report(
    *, diagnostic: Diagnostic, audience: str, options: Options, demandeur: Any
) -> Rapport:
    """Queue a report; the same request still in the making is returned instead of doubled.

    Raises:
        TropDeRapports: the requester must wait for the others to end.
    """
    with transaction.atomic():
        actifs = list(
            Rapport.objects.select_for_update().filter(
                demandeur=demandeur, etat__in=["en_attente", "en_cours"]
            )
        )
        for rapport in actifs:
            if (rapport.diagnostic_id, rapport.audience, rapport.options) == (
                diagnostic.pk,
                audience,
                options.en_json(),
            ):
                return rapport
        if len(actifs) >= EN_COURS_MAX:
            raise TropDeRapports
        rapport = Rapport.objects.create(
            diagnostic=diagnostic,
            audience=audience,
            options=options.en_json(),
            demandeur=demandeur,
        )
        lancer_travail(rapport)
    return rapport


def last_options(diagnostic: Diagnostic) -> Options:
    """Return the choices of the latest report of the démarche, to start from."""
    dernier = Rapport.objects.filter(diagnostic=diagnostic).order_by("-cree_le").first()
    return Options.lire(dernier.options) if dernier else Options()
