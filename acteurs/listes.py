"""Cheap honest counts and stable pages of long lists of actors."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count

from acteurs.models import Acteur, ActeurQuerySet, TypeActeur
from socle.typographie import ecrire_nombre

PLAFOND = 10_000
"""Actors counted at most: beyond, the page says « plus de 10 000 »."""
PAR_PAGE = 50


@dataclass(frozen=True)
class Compte:
    """Number of actors of a list, exact up to ``PLAFOND``."""

    total: int
    places: int

    @property
    def plafonne(self) -> bool:
        """Whether there are more than we counted."""
        return self.total > PLAFOND

    @property
    def a_localiser(self) -> int:
        """Those without a point."""
        return self.total - self.places

    @property
    def nombre(self) -> str:
        """« 15 acteurs », « plus de 10 000 acteurs »."""
        if self.plafonne:
            return f"plus de {ecrire_nombre(PLAFOND)}\u00a0acteurs"
        return f"{ecrire_nombre(self.total)}\u00a0acteur{'s' if self.total > 1 else ''}"


def compter(acteurs: ActeurQuerySet) -> Compte:
    """Count a list and its points in one query that stops at the ceiling."""
    lignes = acteurs.order_by().values("pk", "lon")[: PLAFOND + 1]
    resultat = lignes.aggregate(total=Count("pk"), places=Count("lon"))
    return Compte(resultat["total"], resultat["places"])


class PagesPlafonnees(Paginator):
    """Pages of a list whose number of rows is already known, and capped."""

    def __init__(self, acteurs: ActeurQuerySet, lignes: int, par_page: int = PAR_PAGE) -> None:
        super().__init__(acteurs, par_page)
        self.lignes = min(lignes, PLAFOND)

    @property
    def count(self) -> Any:
        """Rows offered page after page."""
        return self.lignes


APERCU = 6
"""Actors named on the page of a territory."""


def resumer_territoire(territoire: Any) -> dict[str, Any]:
    """Return what the page of a territory says of its actors: number, families, first names.

    ``familles`` lists (kind or None, number), most numerous first.
    """
    acteurs = Acteur.objects.publies().dans(territoire)
    familles = (
        acteurs.order_by()
        .values("type")
        .annotate(nombre=Count("pk"))
        .order_by("-nombre", "type__ordre")
    )
    types = TypeActeur.objects.in_bulk()
    return {
        "compte": compter(acteurs),
        "familles": [(types.get(f["type"]), f["nombre"]) for f in familles],
        "apercu": list(
            acteurs.order_by("nom_normalise", "pk").select_related("type", "sous_type", "commune")[
                :APERCU
            ]
        ),
    }
