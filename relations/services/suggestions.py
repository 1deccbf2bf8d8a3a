"""Accept or dismiss what interviews and filières suggest."""

from typing import Any

from django.db import transaction

from relations.models import Relation, SuggestionEcartee
from relations.services.ecriture import creer
from relations.suggestions import Suggestion, suggerer


def trouver(utilisateur: Any, organisation: Any, cle: str) -> Suggestion | None:
    """Return the suggestion named by any of its sources, if this user may read it."""
    toutes = suggerer(utilisateur, organisation)
    return next((s for s in toutes if any(p.cle == cle for p in s.pistes)), None)


def accepter(suggestion: Suggestion, *, organisation: Any, par: Any) -> Relation:
    """Enter a suggestion as it is: what was said in confidence stays within the organisation.

    Raises:
        ValidationError: it was entered meanwhile.
    """
    return creer(
        depart=suggestion.depart,
        arrivee=suggestion.arrivee,
        nature=suggestion.nature,
        source=suggestion.source,
        visibilite=suggestion.visibilite,
        organisation=organisation,
        par=par,
        raison="Suggestion acceptée",
    )


@transaction.atomic
def ecarter(suggestion: Suggestion, *, organisation: Any) -> None:
    """Remember that an organisation does not want it."""
    for piste in suggestion.pistes:
        SuggestionEcartee.objects.get_or_create(organisation=organisation, cle=piste.cle)


def reprendre(*, organisation: Any, cle: str) -> None:
    """Forget that an organisation dismissed a suggestion."""
    SuggestionEcartee.objects.filter(organisation=organisation, cle=cle).delete()
