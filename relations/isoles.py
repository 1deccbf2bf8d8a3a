"""The published actors of a territory that no relation names, in the order of names.

Chosen in the columns of the directory when they are there: tens of thousands of actors are
counted in milliseconds. By SQL otherwise (``acteurs.listes`` does the same).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator

from acteurs.colonnes import choisir
from acteurs.criteres import Criteres
from acteurs.models import Acteur
from acteurs.rangs import charger
from relations.models import Relation

PAR_PAGE: Final = 24


def paginer(territoire: Any, utilisateur: Any, page: str | None) -> Page[Any]:
    """Return a page of them; a wrong number: the nearest."""
    return Paginator(_Isoles(territoire, utilisateur), PAR_PAGE).get_page(page)


class _Isoles(Sequence[Any]):
    """They, by their rank, read a page at a time."""

    def __init__(self, territoire: Any, utilisateur: Any) -> None:
        relations = Relation.objects.visibles_par(utilisateur).dans(territoire).order_by()
        self.territoire = territoire
        self.lies = {pk for deux in relations.values_list("depart", "arrivee") for pk in deux}
        # What everybody reads, whoever asks: published actors.
        adresse = {"territoire": f"{territoire.nature}:{territoire.code}"}
        criteres = Criteres.lire(adresse, AnonymousUser())
        self.choix = choisir(criteres) if criteres.territoire == territoire else None

    @cached_property
    def _par_sql(self) -> Any:
        return (
            Acteur.objects.publies()
            .dans(self.territoire)
            .exclude(pk__parmi=sorted(self.lies))
            .order_by("nom_normalise", "pk")
            .values_list("pk", flat=True)
        )

    @cached_property
    def _ecartes(self) -> int:
        """How many of the actors chosen are linked."""
        return int(np.isin(self.choix.id, list(self.lies)).sum()) if self.choix else 0

    def __len__(self) -> int:
        if self.choix is None:
            return self._nombre_sql
        return len(self.choix) - self._ecartes

    @cached_property
    def _nombre_sql(self) -> int:
        return self._par_sql.count()

    def __getitem__(self, rangs: Any) -> Any:
        if not isinstance(rangs, slice):
            return self[rangs : rangs + 1][0]
        debut, fin, _ = rangs.indices(len(self))
        if self.choix is None:
            return charger(list(self._par_sql[debut:fin]))
        # As many more as may have to be left out.
        premiers = self.choix.par_nom(0, fin + self._ecartes)
        return charger([pk for pk in premiers if pk not in self.lies][debut:fin])
