"""Support votes: one per person and statement."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from comptes.models import Organisation
from diagnostics.models import ElementMoff, GenreActeur, Voix


@transaction.atomic
def soutenir(*, element: ElementMoff, utilisateur: Any, soutien: bool = True) -> int:
    """Give (or take back) the vote of ``utilisateur`` and return the number of votes.

    Saying the wanted state makes it safe to repeat: a double click, a retry
    after a lost network or two tabs cannot count twice nor cancel each other.

    Raises:
        ValidationError: the statement is no longer in the matrix.
    """
    # Locked, so that a vote cannot slip onto a statement while it is being merged.
    if not ElementMoff.objects.actifs().select_for_update().filter(pk=element.pk).first():
        raise ValidationError(
            "Cet énoncé n’est plus dans la matrice\u00a0: il vient d’être retiré ou fusionné.",
            code="absent",
        )
    if soutien:
        Voix.objects.bulk_create(
            [Voix(element=element, utilisateur=utilisateur, genre=genre_de(utilisateur))],
            ignore_conflicts=True,
        )
    else:
        Voix.objects.filter(element=element, utilisateur=utilisateur).delete()
    return compter_voix(element)


def compter_voix(element: ElementMoff) -> int:
    """Return the voices of a statement, hands raised in sessions included."""
    return Voix.objects.filter(element=element).aggregate(n=Sum("nombre"))["n"] or 0


def genre_de(utilisateur: Any) -> str:
    """Return the kind of actor a member speaks for: that of the organisation they work for."""
    adhesion = utilisateur.adhesions.select_related("organisation").order_by("pk").first()
    return _GENRES.get(adhesion.organisation.nature, GenreActeur.AUTRE) if adhesion else "autre"


_GENRES: Final[dict[str, str]] = {
    Organisation.Nature.COLLECTIVITE: GenreActeur.COLLECTIVITE,
    Organisation.Nature.RESEAU_ESS: GenreActeur.RESEAU,
    Organisation.Nature.ACCOMPAGNEMENT: GenreActeur.RESEAU,
    Organisation.Nature.STRUCTURE_ESS: GenreActeur.ESS,
}
