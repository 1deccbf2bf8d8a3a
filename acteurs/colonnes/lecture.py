"""A list read from columns: exact counts, any page, the best answers to a search first."""

import math
from functools import cached_property
from typing import Any

import numpy as np

from acteurs.classement import SANS_PLACE
from acteurs.colonnes.choix import Choix, choisir, premiers
from acteurs.colonnes.etat import Annuaire
from acteurs.colonnes.table import Table
from acteurs.criteres import Criteres
from acteurs.recherche import lire
from acteurs.releves import Releve

Tableau = np.ndarray[Any, Any]
_BITS_DU_NOM = 48
"""Room for the rank of a name."""


def lire_colonnes(criteres: Criteres, annuaire: Annuaire) -> "LectureColonnes | None":
    """Return what columns know of a list, or None when only the database can answer."""
    choix = choisir(criteres, annuaire=annuaire)
    return None if choix is None else LectureColonnes(criteres, choix)


class LectureColonnes:
    """The actors that criteria ask for, by rows of columns."""

    def __init__(self, criteres: Criteres, choix: Choix) -> None:
        self.criteres = criteres
        self.choix = choix

    @cached_property
    def releve(self) -> Releve:
        """How many they are, exactly."""
        return Releve(self.choix.places, self.choix.sans_point)

    def compter_sans_point(self) -> int:
        """How many have no point."""
        return self.releve.sans_point

    def echantillon(self, maximum: int) -> list[int]:
        """Return the keys of placed actors: all of them, else about ``maximum``, from all over."""
        return self.choix.points(maximum)

    def par_commune(self) -> dict[str | None, int]:
        """How many each commune has."""
        return self.choix.par_commune()

    def ids(self, debut: int, fin: int, *, sans_point: bool) -> list[int]:
        """Return the keys of the ranks ``debut`` to ``fin``, placed actors or those to place."""
        if lire(self.criteres.q).mots:
            return self._par_pertinence(debut, fin, sans_point=sans_point)
        return self.choix.par_nom(debut, fin, sans_point=sans_point)

    @cached_property
    def _classes(self) -> dict[int, Tableau]:
        """Class of each row that answers, in the place of the row, for each table."""
        classes = {}
        for table, rangees in self.choix.rangees():
            toutes = np.empty(table.n, np.int8)
            toutes[rangees] = table.classes.classer(rangees, self.criteres.q)
            classes[id(table)] = toutes
        return classes

    def _par_pertinence(self, debut: int, fin: int, *, sans_point: bool) -> list[int]:
        """The order of ``classement.ranger``: class, near before far, name, key."""
        parts = list(self.choix.rangees(sans_point=sans_point))
        if not parts:
            return []
        classes = np.concatenate([self._classes[id(t)][r] for t, r in parts])
        # Whole classes before the page, and after it, need no order.
        cumuls = np.cumsum(np.bincount(classes))
        premiere = int(np.searchsorted(cumuls, debut, side="right"))
        derniere = int(np.searchsorted(cumuls, fin, side="left"))
        if premiere:
            debut, fin = debut - int(cumuls[premiere - 1]), fin - int(cumuls[premiere - 1])
        utiles = (classes >= premiere) & (classes <= derniere)
        noms = np.concatenate([self.choix.rang_des_noms(t, r) for t, r in parts])[utiles]
        cles = np.concatenate([t.id[r] for t, r in parts])[utiles]
        classes = classes[utiles]
        if not self.criteres.centre:
            # One number: the class, then the name.
            return premiers(cles, (classes.astype(np.int64) << _BITS_DU_NOM) + noms, debut, fin)
        loin = np.concatenate([eloigner(t, r, *self.criteres.centre) for t, r in parts])
        ordre = np.lexsort((noms, loin[utiles], classes))
        return [int(cle) for cle in cles[ordre[debut:fin]]]


def eloigner(table: Table, rangees: Tableau, lon: float, lat: float) -> Tableau:
    """Return what ``classement.eloignement`` tells of these rows."""
    etroit = math.cos(math.radians(lat)) ** 2
    dx, dy = table.lon[rangees] - lon, table.lat[rangees] - lat
    return np.nan_to_num(dx * dx * etroit + dy * dy, nan=SANS_PLACE)
