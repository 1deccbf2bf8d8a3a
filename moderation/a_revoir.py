"""Published entries nobody saw for two years, the oldest first."""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from acteurs.fraicheur import ANCIENNE, lecture_du_registre, limite
from acteurs.models import Acteur

TENUES, REGISTRE = "", "registre"
CONNUES: Final = [
    (TENUES, "Complétées par quelqu’un"),
    (REGISTRE, "Connues du seul registre"),
]


def fiches_a_revoir(
    *, connues: str = TENUES, territoire: Any = None, famille: str = ""
) -> QuerySet[Acteur]:
    """Return the entries to look at again.

    Those that only a register knows were seen when it was last read: none is to be looked at
    while that is recent.
    """
    avant = limite()
    fiches = Acteur.objects.publies()
    if connues == REGISTRE:
        lecture = lecture_du_registre()
        fiches = fiches.filter(vu_le=None, cree_le__lt=timezone.now() - ANCIENNE)
        if lecture and lecture >= avant:
            fiches = fiches.exclude(origine=Acteur.Origine.SIRENE)
        fiches = fiches.order_by("nom_normalise", "pk")
    else:
        fiches = fiches.filter(vu_le__lt=avant).order_by("vu_le", "pk")
    if territoire:
        fiches = fiches.dans(territoire)
    if famille:
        fiches = fiches.filter(type=famille)
    return fiches
