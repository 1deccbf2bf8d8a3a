"""Who follows a contribution: taken, entrusted to a colleague, or left to all."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from acteurs.rules import ECRIVENT
from comptes.models import Utilisateur
from moderation.models import Contribution
from moderation.portee import reseaux_de
from moderation.services.courriels import NatureCourriel
from moderation.services.prise import prendre, signer
from socle.courriels import annoncer


def collegues_de(utilisateur: Any) -> QuerySet[Utilisateur]:
    """Return who a contribution may be entrusted to: those who write for the same networks."""
    return (
        Utilisateur.objects.filter(
            is_active=True,
            adhesions__organisation__in=reseaux_de(utilisateur),
            adhesions__role__in=ECRIVENT,
        )
        .distinct()
        .order_by("nom", "pk")
    )


@transaction.atomic
def entrust_contribution(*, contribution: Contribution, a: Any, par: Any) -> Contribution:
    """Entrust a contribution to ``a`` (oneself: take it; None: leave it to all).

    Raises:
        PermissionDenied: not theirs to decide.
        ValidationError: decided meanwhile, or ``a`` may not decide it.
    """
    contribution = prendre(contribution, par)
    if a is not None and not a.has_perm("moderation.decider", contribution):
        raise ValidationError(f"{a} ne peut pas décider de cette contribution.")
    contribution.attribuee_a = a
    signer(contribution, par, f"Confiée à {a}" if a is not None else "Laissée à qui veut")
    contribution.save()
    if a is not None and a.pk != par.pk:
        annoncer(NatureCourriel.ATTRIBUTION, contribution, [a.email])
    return contribution
