"""Long lists of actors: honest counts, stable pages, a sample for the drawing, sections."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, F

from acteurs.classement import PAR_NOM, PAR_NOM_APRES, premiers, ranger
from acteurs.criteres import Criteres
from acteurs.models import Acteur, ActeurQuerySet, TypeActeur
from acteurs.points import point
from acteurs.recherche import compter_candidats, lire
from acteurs.services.revision import lire_revision
from socle.typographie import ecrire_nombre
from territoires.dessin import PointCarte
from territoires.dessin.memoire import memoire

PLAFOND = 10_000
"""Actors counted and listed at most: beyond, the page says « plus de 10 000 »."""
PAR_PAGE = 30
CHAMPS_D_UN_RANG = (
    "reference", "nom", "statut", "precision", "lon", "type__libelle", "sous_type__libelle",
    "sous_type__sigle", "commune__nom",
)  # fmt: skip
"""What ``acteurs/_rangs.html`` shows of an actor."""
VENUS_MAX = 2 * PLAFOND
"""Answers of the index of words that are looked at when they are more."""
GARDE_S = 3600
TRIES_MAX = 1_000
"""Actors found by what narrows them most, then sorted; beyond, names are read in their order."""
CLASSES_MAX = 3_000
"""Answers to a search that are all compared; beyond, names that begin so come first."""


@dataclass(frozen=True)
class Releve:
    """How many actors a list holds, with and without a point.

    Exact up to ``PLAFOND``; ``plafonne`` says that there are more.
    """

    places: int
    sans_point: int
    plafonne: bool = False

    @property
    def total(self) -> int:
        """How many actors are listed."""
        return self.places + self.sans_point

    @property
    def nombre(self) -> str:
        """« 15 acteurs », « plus de 10 000 acteurs »."""
        if self.plafonne:
            return f"plus de {ecrire_nombre(PLAFOND)}\u00a0acteurs"
        if not self.total:
            return "Aucun acteur"
        return f"{ecrire_nombre(self.total)}\u00a0acteur{'s' if self.total > 1 else ''}"


def relever(acteurs: ActeurQuerySet) -> Releve:
    """Count a list in one query that stops at the ceiling, in whatever order is the quickest."""
    bornes = acteurs.order_by().values("lon")[: PLAFOND + 1]
    compte = bornes.aggregate(tous=Count("*"), places=Count("lon"))
    if compte["tous"] <= PLAFOND:
        return Releve(compte["places"], compte["tous"] - compte["places"])
    return Releve(min(compte["places"], PLAFOND), 0, plafonne=True)


def charger(ids: Sequence[int]) -> list[Acteur]:
    """Return the actors of these ids, in the same order, with what a row shows and no more."""
    lus = Acteur.objects.select_related("type", "sous_type", "commune").only(*CHAMPS_D_UN_RANG)
    acteurs = lus.order_by().in_bulk(list(ids))
    return [acteurs[pk] for pk in ids if pk in acteurs]


class Liste:
    """The list that criteria ask for: its count, its pages, a sample for the drawing."""

    def __init__(self, criteres: Criteres) -> None:
        self.criteres = criteres
        self.acteurs = criteres.appliquer()

    @cached_property
    def releve(self) -> Releve:
        """How many they are; kept until an actor changes, but for words being typed."""
        if self.criteres.q:
            return self._relever_recherche()
        cle = f"acteurs:releve:{self.criteres.cle}:{self.criteres.cle_droits}:{lire_revision()}"
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

    def page(self, numero: str | None, *, sans_point: bool = False) -> Page[Any]:
        """Return a page of placed actors, or of those to place; a wrong number: the nearest."""
        nombre = self.releve.sans_point if sans_point else self.releve.places
        if sans_point and self.releve.plafonne:
            nombre = relever(self.acteurs.a_localiser()).sans_point
        rangs = _Rangs(self, nombre, sans_point=sans_point)
        return Paginator(rangs, PAR_PAGE).get_page(numero)

    def a_localiser(self, maximum: int) -> list[Acteur]:
        """Return the first actors without a point; none of a list too long to be counted."""
        if not self.releve.sans_point:
            return []
        return list(_Rangs(self, self.releve.sans_point, sans_point=True)[:maximum])

    def points(self, maximum: int) -> list[PointCarte]:
        """Return placed actors to be drawn: all of them, else about ``maximum``, from all over."""
        champs = ("nom", "lon", "lat", "type_id", "commune__nom", "precision")
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
        # The primary keys first: the rows are then fetched for these alone.
        ids = list(lus.values_list("pk", flat=True)[:maximum])
        choisis = Acteur.objects.filter(pk__parmi=ids).order_by("pk").values_list(*champs)
        return [point(*valeurs) for valeurs in choisis]

    @cached_property
    def sans_index(self) -> ActeurQuerySet:
        """The same actors, found by reading them by name: so many answer that it is quicker."""
        return self.criteres.appliquer(index=False)


class _Rangs(Sequence[Acteur]):
    """The actors of a list by their rank, read a page at a time."""

    def __init__(self, liste: Liste, nombre: int, *, sans_point: bool) -> None:
        self.liste = liste
        self.nombre = nombre
        self.sans_point = sans_point

    def __len__(self) -> int:
        return self.nombre

    def __getitem__(self, rangs: Any) -> Any:
        if not isinstance(rangs, slice):
            return self[rangs : rangs + 1][0]
        debut, fin, _ = rangs.indices(self.nombre)
        return charger(self._ids(debut, fin)) if debut < fin else []

    def _ids(self, debut: int, fin: int) -> list[int]:
        liste, criteres = self.liste, self.liste.criteres
        plafonne = liste.releve.plafonne
        if criteres.q and liste.releve.total <= CLASSES_MAX and not plafonne:
            return [pk for pk, place in liste.classes.items() if place != self.sans_point][
                debut:fin
            ]
        if self.sans_point:
            # Few, and the index of the map finds them at once.
            ranges = liste.acteurs.a_localiser().order_by(*PAR_NOM_APRES)
        elif liste.releve.total > CLASSES_MAX and lire(criteres.q).mots:
            venus = [liste.premiers_venus] if plafonne and liste.foisonne else []
            for acteurs in (*venus, liste.acteurs):
                ids = _suite(premiers(acteurs, liste.sans_index, criteres.q), debut, fin)
                if len(ids) == fin - debut:
                    break
            return ids
        elif liste.releve.total > TRIES_MAX:
            ranges = liste.sans_index.places().order_by(*PAR_NOM)
        else:
            ranges = ranger(liste.acteurs.places(), criteres)
        return list(ranges.values_list("pk", flat=True)[debut:fin])


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
    par_nom = acteurs.order_by("nom_normalise", "pk").values_list("pk", flat=True)
    apercu = [*par_nom.filter(lon__isnull=False)[:APERCU]]
    if len(apercu) < APERCU:
        apercu += par_nom.filter(lon__isnull=True)[: APERCU - len(apercu)]
    return {
        "releve": relever(acteurs),
        "familles": [(types.get(f["type"]), f["nombre"]) for f in familles],
        "apercu": charger(apercu),
    }
