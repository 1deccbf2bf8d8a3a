"""Who follows a proposal, of people or registers: taken, entrusted to a colleague, left to all."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from acteurs.models import PropositionOfficielle
from acteurs.rules import ECRIVENT
from acteurs.services.propositions import propositions_de
from comptes.models import Utilisateur
from moderation.models import Contribution
from moderation.portee import reseaux_de
from moderation.services.courriels import NatureCourriel
from moderation.services.decisions import Bilan, essayer
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
    contribution = _confier(contribution, a, par)
    if a is not None and a.pk != par.pk:
        annoncer(NatureCourriel.ATTRIBUTION, contribution, [a.email])
    return contribution


def _confier(contribution: Contribution, a: Any, par: Any) -> Contribution:
    contribution = prendre(contribution, par)
    if a is not None and not a.has_perm("moderation.decider", contribution):
        raise ValidationError(f"{a} ne peut pas en décider.")
    contribution.attribuee_a = a
    signer(contribution, par, f"Confiée à {a}" if a is not None else "Laissée à qui veut")
    contribution.save()
    return contribution


def entrust_lot(
    *,
    a: Any,
    par: Any,
    contributions: Iterable[Contribution] = (),
    officielles: Iterable[PropositionOfficielle] = (),
) -> Bilan:
    """Entrust many proposals to ``a`` (oneself: take them; None: leave them to all).

    Each stands or fails alone; a colleague gets one mail for all.
    """
    bilan = Bilan()
    with transaction.atomic():
        for contribution in contributions:
            essayer(bilan, contribution.nom, _confier, contribution, a, par)
        for officielle in officielles:
            essayer(bilan, officielle.acteur.nom, _confier_officielle, officielle, a, par)
        if bilan.faites and a is not None and a.pk != par.pk:
            annoncer(NatureCourriel.CONFIEES, a, [a.email])
    return bilan


def _confier_officielle(officielle: PropositionOfficielle, a: Any, par: Any) -> None:
    prise = PropositionOfficielle.objects.select_for_update(of=("self",)).get(pk=officielle.pk)
    if not prise.attend:
        raise ValidationError("quelqu’un a déjà décidé.")
    if not propositions_de(par).filter(pk=prise.pk).exists():
        raise PermissionDenied
    if a is not None and not propositions_de(a).filter(pk=prise.pk).exists():
        raise ValidationError(f"{a} ne peut pas en décider.")
    prise.attribuee_a = a
    prise.save(update_fields=["attribuee_a", "modifie_le"])
