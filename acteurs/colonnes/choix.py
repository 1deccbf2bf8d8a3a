"""The actors that criteria ask for, as rows of columns: counted, grouped, named."""

from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from acteurs.colonnes.etat import Annuaire, Etat, lire_etat
from acteurs.colonnes.filtre import Filtre, connait
from acteurs.colonnes.table import SANS_POINT, Table
from acteurs.criteres import Criteres

Tableau = np.ndarray[Any, Any]


def choisir(
    criteres: Criteres,
    *,
    plage: tuple[int, int] | None = None,
    sauf: Collection[str] = (),
    annuaire: Annuaire | None = None,
) -> "Choix | None":
    """Return the actors of ``criteres.appliquer(sauf=sauf)``, or None when only SQL can tell.

    Args:
        criteres: what is asked for, by whom.
        plage: first and last Morton codes that matter (a tile).
        sauf: criteria to leave out, as ``Criteres.appliquer`` does.
        annuaire: the state of the directory, when it was just read.
    """
    if not connait(criteres):
        return None
    etat = lire_etat(annuaire)
    return None if etat is None else Choix(etat, Filtre(criteres, etat, sauf), plage)


class Choix:
    """Actors chosen in the two tables of a state: the file, and what changed since."""

    def __init__(self, etat: Etat, filtre: Filtre, plage: tuple[int, int] | None) -> None:
        self.etat = etat
        self.parts: list[tuple[Table, Any]] = []
        """Each table and its rows chosen: a slice, or their numbers, in the order of codes."""
        for table in (etat.base, etat.ajouts):
            debut, fin = table.plage(plage)
            if debut == fin:
                continue
            masque = filtre.masque(table, slice(debut, fin))
            rangees = slice(debut, fin) if masque is None else np.flatnonzero(masque) + debut
            if not isinstance(rangees, slice) and not len(rangees):
                continue
            self.parts.append((table, rangees))

    def __len__(self) -> int:
        return len(self.morton)

    def _colonne(self, nom: str) -> Tableau:
        morceaux = [getattr(table, nom)[rangees] for table, rangees in self.parts]
        if len(morceaux) == 1:
            return morceaux[0]
        if not morceaux:
            return np.empty(0, np.int64)
        return np.concatenate(morceaux)[self._ordre]

    @cached_property
    def _ordre(self) -> Tableau:
        """How to put the rows of both tables in the order of codes, then of keys."""
        codes, cles = (
            np.concatenate([getattr(table, nom)[rangees] for table, rangees in self.parts])
            for nom in ("morton", "id")
        )
        return np.lexsort((cles, codes))

    @cached_property
    def morton(self) -> Tableau:
        """Codes, in order; ``SANS_POINT`` comes first."""
        return self._colonne("morton")

    @cached_property
    def id(self) -> Tableau:
        """Keys, in the order of codes."""
        return self._colonne("id")

    @property
    def lon(self) -> Tableau:
        """Longitudes, in the order of codes."""
        return self._colonne("lon")

    @property
    def lat(self) -> Tableau:
        """Latitudes, in the order of codes."""
        return self._colonne("lat")

    @cached_property
    def silhouettes(self) -> Tableau:
        """Ranks in ``FORMES_RANGEES``, in the order of codes."""
        morceaux = [t.silhouettes.take(t.type[rangees]) for t, rangees in self.parts]
        if len(morceaux) < 2:  # noqa: PLR2004
            return morceaux[0] if morceaux else np.empty(0, np.int8)
        return np.concatenate(morceaux)[self._ordre]

    # ── For lists ───────────────────────────────────────────────────────────
    @property
    def sans_point(self) -> int:
        """How many have no point."""
        return int(np.searchsorted(self.morton, SANS_POINT, side="right"))

    @property
    def places(self) -> int:
        """How many have a point."""
        return len(self) - self.sans_point

    def par_nom(self, debut: int, fin: int, *, sans_point: bool | None = None) -> list[int]:
        """Return the keys of the ranks ``debut`` to ``fin`` in the order of names, then of keys.

        Args:
            debut: first rank.
            fin: rank after the last.
            sans_point: False: those with a point only; True: those without.
        """
        parts = list(self.rangees(sans_point=sans_point))
        if not parts:
            return []
        rang = np.concatenate([self.rang_des_noms(*part) for part in parts])
        cle = np.concatenate([table.id[rangees] for table, rangees in parts])
        return premiers(cle, rang, debut, fin)

    def rangees(self, *, sans_point: bool | None = None) -> Iterator[tuple[Table, Tableau]]:
        """Give each table and the numbers of its rows chosen; ``sans_point`` as in ``par_nom``."""
        for table, choisies in self.parts:
            rangees = (
                np.arange(choisies.start, choisies.stop)
                if isinstance(choisies, slice)
                else choisies
            )
            if sans_point is not None:
                # In the order of codes, those without a point come first.
                bord = np.searchsorted(table.morton, SANS_POINT, side="right")
                place = np.searchsorted(rangees, bord)
                rangees = rangees[:place] if sans_point else rangees[place:]
            if len(rangees):
                yield table, rangees

    def rang_des_noms(self, table: Table, rangees: Tableau) -> Tableau:
        """Return numbers that put these rows, of either table, in the order of names and keys."""
        entre = self.etat.ajouts.n + 1
        rang = table.rang[rangees].astype(np.int64)
        if table is self.etat.base:
            return rang * entre + entre - 1
        # Changed actors that fall between the same two names of the file keep their own order.
        return self._intercales[rang] * entre + rang

    @cached_property
    def _intercales(self) -> Tableau:
        """Before which rank of the file each changed actor comes, in the order of their names."""
        ajouts, base = self.etat.ajouts, self.etat.base
        places = [
            base.avant(ajouts.nom(rang), int(ajouts.id[ajouts.par_nom[rang]]))
            for rang in range(ajouts.n)
        ]
        return np.array(places, np.int64)

    def points(self, maximum: int) -> list[int]:
        """Return the keys of about ``maximum`` actors with a point, spread as all of them are."""
        places = self.id[self.sans_point :]
        pas = max(1, -(-len(places) // maximum))
        return [int(pk) for pk in places[::pas]]

    def par_commune(self) -> dict[str | None, int]:
        """Return how many each commune has."""
        comptes: Counter[str | None] = Counter()
        for table, rangees in self.parts:
            codes = table.dictionnaires["commune"]
            nombres = np.bincount(table.commune[rangees], minlength=len(codes))
            for rang in np.flatnonzero(nombres):
                comptes[codes[rang]] += int(nombres[rang])
        return dict(comptes)


def premiers(cles: Tableau, rangs: Tableau, debut: int, fin: int) -> list[int]:
    """Return the keys of the ranks ``debut`` to ``fin``, without putting the others in order."""
    if fin < len(rangs):
        gardes = np.argpartition(rangs, fin)[:fin]
        rangs, cles = rangs[gardes], cles[gardes]
    return [int(cle) for cle in cles[np.argsort(rangs)[debut:fin]]]
