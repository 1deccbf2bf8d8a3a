"""Published entries nobody saw for two years, the oldest first."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from acteurs.fraicheur import ANCIENNE, dernier_numero_avant, lecture_du_registre, limite
from acteurs.models import Acteur
from moderation.portee import codes_lus
from territoires.models import Territoire

TENUES, REGISTRE = "", "registre"
CONNUES: Final = [
    (TENUES, "Complétées par quelqu’un"),
    (REGISTRE, "Connues du seul registre"),
]
PAR_PAGE: Final = 50
LUS: Final = (
    "pk", "reference", "nom", "vu_le", "cree_le", "statut", "source", "origine", "type__libelle",
    "type__code", "commune__nom", "organisation__nom",
)  # fmt: skip


def fiches_a_revoir(
    *, connues: str = TENUES, territoires: Sequence[Territoire] = (), famille: str = ""
) -> QuerySet[Acteur]:
    """Return the entries to look at again.

    Those that only a register knows were seen when it was last read: none is to be looked at
    while that is recent.
    """
    avant = limite()
    fiches = Acteur.objects.publies()
    if connues == REGISTRE:
        lecture = lecture_du_registre()
        limite_arrivee = timezone.now() - ANCIENNE
        fiches = fiches.filter(
            vu_le=None,
            cree_le__lt=limite_arrivee,
            pk__lte=dernier_numero_avant(limite_arrivee),
        )
        if lecture and lecture >= avant:
            fiches = fiches.exclude(origine=Acteur.Origine.SIRENE)
        fiches = fiches.order_by("nom_normalise", "pk")
    else:
        fiches = fiches.filter(vu_le__lt=avant).order_by("vu_le", "pk")
    if territoires:
        fiches = fiches.filter(commune__in=codes_lus(territoires))
    if famille:
        fiches = fiches.filter(type=famille)
    return fiches


def paginer(fiches: QuerySet[Acteur], numero: str | None) -> Page[Any]:
    """Return a page of them, as the screen reads them; a wrong number: the nearest."""
    return Paginator(_Lues(fiches), PAR_PAGE).get_page(numero)


class _Lues(Sequence[Any]):
    """Counted and put in order by their keys alone; only those shown are read."""

    def __init__(self, fiches: QuerySet[Acteur]) -> None:
        self.fiches = fiches

    def __len__(self) -> int:
        return self.fiches.order_by().count()

    def __getitem__(self, rangs: Any) -> Any:
        if not isinstance(rangs, slice):
            return self[rangs : rangs + 1][0]
        cles = list(self.fiches.values_list("pk", flat=True)[rangs])
        lues = {fiche["pk"]: fiche for fiche in Acteur.objects.filter(pk__in=cles).values(*LUS)}
        return [lues[pk] for pk in cles if pk in lues]
