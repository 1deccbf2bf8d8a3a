"""A list read from the database alone: counts that stop at a ceiling, pages found by their rank."""

import hashlib
from functools import cached_property

from django.db import connection
from django.db.models import Count, F

from acteurs.classement import PAR_NOM, PAR_NOM_APRES, premiers, ranger
from acteurs.criteres import Criteres
from acteurs.models import ActeurQuerySet
from acteurs.recherche import compter_candidats, lire
from acteurs.releves import Releve
from territoires.dessin.memoire import memoire

PLAFOND = 10_000
"""Actors counted and listed at most: beyond, the page says « plus de 10 000 »."""
VENUS_MAX = 2 * PLAFOND
"""Answers of the index of words that are looked at when they are more."""
GARDE_S = 3600
TRIES_MAX = 1_000
"""Actors found by what narrows them most, then sorted; beyond, names are read in their order."""
CLASSES_MAX = 3_000
"""Answers to a search that are all compared; beyond, names that begin so come first."""


def relever(acteurs: ActeurQuerySet) -> Releve:
    """Count a list in one query that stops at the ceiling, in whatever order is the quickest."""
    bornes = acteurs.order_by().values("lon")[: PLAFOND + 1]
    compte = bornes.aggregate(tous=Count("*"), places=Count("lon"))
    if compte["tous"] <= PLAFOND:
        return Releve(compte["places"], compte["tous"] - compte["places"])
    return Releve(min(compte["places"], PLAFOND), 0, plafond=PLAFOND)


class LectureSQL:
    """The actors that criteria ask for, by queries."""

    def __init__(self, criteres: Criteres, revision: int) -> None:
        self.criteres = criteres
        self.revision = revision
        self.acteurs = criteres.appliquer()

    @cached_property
    def releve(self) -> Releve:
        """How many they are; kept until an actor changes, but for words being typed."""
        if self.criteres.q:
            return self._relever_recherche()
        cle = f"acteurs:releve:{self.criteres.cle}:{self.criteres.cle_droits}:{self.revision}"
        cle = hashlib.sha256(cle.encode()).hexdigest()
        garde = memoire().get(cle)
        if garde is None:
            garde = relever(self.acteurs)
            memoire().set(cle, garde, GARDE_S)
        return garde

    @cached_property
    def candidats(self) -> int | None:
        """How many the index of words proposes, at most one more than ``VENUS_MAX``."""
        return compter_candidats(self.criteres.q, connection, VENUS_MAX + 1)

    @property
    def foisonne(self) -> bool:
        """Whether so many hold the words searched that the first to come tell enough."""
        return (self.candidats or 0) > VENUS_MAX

    def _relever_recherche(self) -> Releve:
        if self.candidats is not None and self.candidats <= CLASSES_MAX:
            places = sum(self.classes.values())
            return Releve(places, len(self.classes) - places)
        if self.foisonne:
            releve = relever(self.premiers_venus)
            if releve.plafonne:
                return releve
        return relever(self.acteurs)

    @cached_property
    def classes(self) -> dict[int, bool]:
        """Ids of the answers to a search, the best first, and whether they have a point."""
        ranges = ranger(self.acteurs, self.criteres).values_list("pk", "lon")[: PLAFOND + 1]
        return {pk: lon is not None for pk, lon in ranges}

    @cached_property
    def premiers_venus(self) -> ActeurQuerySet:
        """Those that the index of words proposes first."""
        return self.criteres.appliquer(candidats=VENUS_MAX)

    @cached_property
    def sans_index(self) -> ActeurQuerySet:
        """The same actors, found by reading them by name: so many answer that it is quicker."""
        return self.criteres.appliquer(index=False)

    def compter_sans_point(self) -> int:
        """How many have no point, even in a list too long to be counted."""
        if self.releve.plafonne:
            return relever(self.acteurs.a_localiser()).sans_point
        return self.releve.sans_point

    def ids(self, debut: int, fin: int, *, sans_point: bool) -> list[int]:
        """Return the keys of the ranks ``debut`` to ``fin``, of placed actors or of those to place."""
        criteres, plafonne = self.criteres, self.releve.plafonne
        if criteres.q and self.releve.total <= CLASSES_MAX and not plafonne:
            return [pk for pk, place in self.classes.items() if place != sans_point][debut:fin]
        if sans_point:
            # Few, and the index of the map finds them at once.
            ranges = self.acteurs.a_localiser().order_by(*PAR_NOM_APRES)
        elif self.releve.total > CLASSES_MAX and lire(criteres.q).mots:
            venus = [self.premiers_venus] if plafonne and self.foisonne else []
            for acteurs in (*venus, self.acteurs):
                ids = _suite(premiers(acteurs, self.sans_index, criteres.q), debut, fin)
                if len(ids) == fin - debut:
                    break
            return ids
        elif self.releve.total > TRIES_MAX:
            ranges = self.sans_index.places().order_by(*PAR_NOM)
        else:
            ranges = ranger(self.acteurs.places(), criteres)
        return list(ranges.values_list("pk", flat=True)[debut:fin])

    def par_commune(self) -> dict[str | None, int]:
        """Nothing: counting them all would cost more than the drawing is worth."""
        return {}

    def echantillon(self, maximum: int) -> list[int]:
        """Return the keys of placed actors: all of them, else about ``maximum``, from all over."""
        if self.releve.plafonne:
            # The alphabet knows nothing of geography: the first names are spread over it.
            mots = bool(lire(self.criteres.q).mots)
            lus = (self.acteurs if mots else self.sans_index).places()
            lus = lus.order_by("pk" if mots else "nom_normalise")
        else:
            # One key in « pas »: entries close in age, from all over the list.
            pas = -(-self.releve.places // maximum)
            lus = self.acteurs.places().order_by()
            if pas > 1:
                lus = lus.alias(reste=F("pk") % pas).filter(reste=0)
            maximum *= 2
        return list(lus.values_list("pk", flat=True)[:maximum])


def _suite(listes: list[ActeurQuerySet], debut: int, fin: int) -> list[int]:
    """Return the ids of ranks ``debut`` to ``fin`` of lists put one after the other."""
    ids: list[int] = []
    for numero, liste in enumerate(listes, 1):
        lus = list(liste.values_list("pk", flat=True)[debut:fin])
        ids += lus
        if len(lus) == fin - debut:
            break
        if numero < len(listes):
            # How many the list holds is only needed when the page begins beyond it.
            nombre = debut + len(lus) if lus or not debut else liste.order_by().count()
            debut, fin = max(0, debut - nombre), fin - nombre
    return ids
