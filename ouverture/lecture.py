"""Which actors criteria ask for, and their public data a batch at a time.

The columns of the directory name them at once, whatever the filters; data is then read by keys, so
that no query stays open while a slow client downloads.
"""

from collections.abc import Iterator, Sequence

from acteurs.colonnes import choisir
from acteurs.criteres import Criteres
from ouverture.champs import LOT, Donnees, Lecteur

RANGES_MAX = 20_000
"""Lists up to this length come by name; longer ones by key: they are read as they lie."""


def choisir_ids(criteres: Criteres) -> Sequence[int]:
    """Return the keys of the published actors that criteria ask for."""
    choix = choisir(criteres)
    if choix is None:
        acteurs = criteres.appliquer().publies().order_by("pk")
        ids = list(acteurs.values_list("pk", flat=True))
        if len(ids) > RANGES_MAX:
            return ids
        return list(acteurs.order_by("nom_normalise", "pk").values_list("pk", flat=True))
    if len(choix) <= RANGES_MAX:
        return choix.par_nom(0, len(choix))
    return sorted(choix.id.tolist())


def lire_donnees(ids: Sequence[int]) -> Iterator[Donnees]:
    """Yield the public data of these actors, in their order; those gone meanwhile are left out."""
    lecteur = Lecteur()
    for debut in range(0, len(ids), LOT):
        yield from lecteur.lire_ids(ids[debut : debut + LOT])
