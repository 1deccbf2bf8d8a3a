"""Long lists of actors: honest counts, stable pages, a sample for the drawing, sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F

from acteurs.classement import PAR_NOM, premiers, ranger
from acteurs.criteres import Criteres
from acteurs.models import Acteur, ActeurQuerySet, TypeActeur
from acteurs.points import point
from acteurs.recherche import lire
from socle.typographie import ecrire_nombre
from territoires.dessin import PointCarte

PLAFOND = 10_000
"""Actors counted and listed at most: beyond, the page says « plus de 10 000 »."""
PAR_PAGE = 30


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
    """Return the actors of these ids, in the same order, with what a row shows."""
    acteurs = Acteur.objects.select_related("type", "sous_type", "commune").in_bulk(list(ids))
    return [acteurs[pk] for pk in ids if pk in acteurs]


class Liste:
    """The list that criteria ask for: its count, its pages, a sample for the drawing."""

    def __init__(self, criteres: Criteres) -> None:
        self.criteres = criteres
        self.acteurs = criteres.appliquer()

    @cached_property
    def releve(self) -> Releve:
        """How many they are."""
        return relever(self.acteurs)

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
            lus = self._sans_index().places().order_by(*PAR_NOM)
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

    def _sans_index(self) -> ActeurQuerySet:
        """Return the same actors, found by reading names: so many answer that it is quicker."""
        return self.criteres.appliquer(index=False) if self.criteres.q else self.acteurs


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
        tous = liste._sans_index() if plafonne else liste.acteurs  # noqa: SLF001
        if self.sans_point:
            # Few, and the index of the map finds them at once.
            ranges = ranger(tous.a_localiser(), criteres, peu=True)
        elif plafonne and lire(criteres.q).mots:
            return _suite(*premiers(tous.places(), criteres.q), debut, fin)
        else:
            ranges = ranger(tous.places(), criteres, peu=not plafonne)
        return list(ranges.values_list("pk", flat=True)[debut:fin])


def _suite(tete: ActeurQuerySet, reste: ActeurQuerySet, debut: int, fin: int) -> list[int]:
    """Return the ids of ranks ``debut`` to ``fin`` of two lists, one after the other."""
    ids = list(tete.values_list("pk", flat=True)[debut:fin])
    manque = fin - debut - len(ids)
    if manque:
        avant = debut + len(ids) - (tete.count() if debut and not ids else debut + len(ids))
        ids += reste.values_list("pk", flat=True)[avant : avant + manque]
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
