"""Which actors criteria ask for, and their public data a batch at a time.

The columns of the directory name them at once, whatever the filters; data is then read by keys, so
that no query stays open while a slow client downloads.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from acteurs.colonnes import choisir
from acteurs.criteres import Criteres
from acteurs.exports import PREMIERES
from acteurs.models import ActeurQuerySet
from ouverture.champs import LOT, Donnees, Lecteur

if TYPE_CHECKING:
    from numpy.typing import NDArray

RANGES_MAX = 20_000
"""Lists up to this length come by name; longer ones by key: they are read as they lie."""


def choisir_ids(criteres: Criteres) -> "NDArray[np.int64]":
    """Return the keys of the actors that criteria ask for."""
    choix = choisir(criteres)
    if choix is not None:
        if len(choix) > RANGES_MAX:
            return np.sort(choix.id)
        return np.array(choix.par_nom(0, len(choix)), np.int64)
    acteurs = criteres.appliquer().order_by("pk").values_list("pk", flat=True)
    ids = np.fromiter(acteurs.iterator(), np.int64)
    if len(ids) > RANGES_MAX:
        return ids
    return np.fromiter(acteurs.order_by("nom_normalise", "pk"), np.int64)


def lire_donnees(
    ids: "NDArray[np.int64]", parmi: ActeurQuerySet | None = None
) -> Iterator[Donnees]:
    """Yield the public data of these actors, in their order; those gone meanwhile are left out.

    Only the published ones, unless ``parmi`` says those that who asks may see.
    """
    lecteur = Lecteur()
    # A few to begin with: the first piece of a file leaves at once.
    for lot in (ids[:PREMIERES], *(ids[i : i + LOT] for i in range(PREMIERES, len(ids), LOT))):
        yield from lecteur.lire_ids(lot.tolist(), parmi)
