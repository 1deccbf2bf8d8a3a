"""Long lists of actors: honest counts, stable pages, a sample for the drawing, sections.

The columns of the directory answer when they are there (``acteurs.colonnes``): exact counts,
every page, whatever the filters. The database does otherwise (``acteurs.lecture_sql``).
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.db.models import Count

from acteurs.colonnes import lire_annuaire
from acteurs.colonnes.lecture import lire_colonnes
from acteurs.criteres import Criteres
from acteurs.lecture_sql import LectureSQL, relever
from acteurs.models import Acteur, TypeActeur
from acteurs.points import point
from acteurs.rangs import Rang, charger
from acteurs.releves import Releve
from acteurs.semis import Ville
from territoires.dessin import PointCarte
from territoires.models import Commune

PAR_PAGE = 30


class Lecture(Protocol):
    """What knows the actors that criteria ask for."""

    @property
    def releve(self) -> Releve:
        """How many they are."""

    def compter_sans_point(self) -> int:
        """How many have no point, whatever the ceiling."""

    def ids(self, debut: int, fin: int, *, sans_point: bool) -> list[int]:
        """Return the keys of the ranks ``debut`` to ``fin``, of placed actors or of those to place."""

    def echantillon(self, maximum: int) -> list[int]:
        """Return the keys of placed actors: all of them, else about ``maximum``, from all over."""

    def par_commune(self) -> dict[str | None, int]:
        """How many each commune has, by INSEE code; nothing when it would cost too much."""


class Liste:
    """The list that criteria ask for: its count, its pages, a sample for the drawing."""

    def __init__(self, criteres: Criteres) -> None:
        self.criteres = criteres
        annuaire = lire_annuaire()
        self.revision = annuaire.numero
        """That of the directory, for the keys of caches."""
        colonnes = lire_colonnes(criteres, annuaire)
        self.lecture: Lecture = colonnes or LectureSQL(criteres, annuaire.numero)

    @cached_property
    def releve(self) -> Releve:
        """How many they are."""
        return self.lecture.releve

    def page(self, numero: str | None, *, sans_point: bool = False) -> Page[Any]:
        """Return a page of placed actors, or of those to place; a wrong number: the nearest."""
        nombre = self.lecture.compter_sans_point() if sans_point else self.releve.places
        return Paginator(_Rangs(self.lecture, nombre, sans_point=sans_point), PAR_PAGE).get_page(
            numero
        )

    def a_localiser(self, maximum: int) -> list[Rang]:
        """Return the first actors without a point; none of a list too long to be counted."""
        nombre = min(self.releve.sans_point, maximum)
        return charger(self.lecture.ids(0, nombre, sans_point=True)) if nombre else []

    def points(self, maximum: int) -> list[PointCarte]:
        """Return placed actors to be drawn: all of them, else about ``maximum``, from all over."""
        champs = ("nom", "lon", "lat", "type_id", "commune__nom", "precision")
        ids = self.lecture.echantillon(maximum)
        choisis = Acteur.objects.filter(pk__parmi=ids).order_by("pk").values_list(*champs)
        return [point(*valeurs) for valeurs in choisis]

    def villes(self, maximum: int) -> list[Ville]:
        """Return the towns with the most actors; none when only the database could tell."""
        comptes = Counter(self.lecture.par_commune())
        del comptes[None]
        # A few more than asked for: the arrondissements of a town are one.
        premieres = [code for code, _ in comptes.most_common(maximum * 2)]
        if not premieres:
            return []
        lues = Commune.objects.filter(pk__in=premieres).select_related("parent")
        nombres: Counter[Commune] = Counter()
        for commune in lues:
            entiere = commune.parent if commune.type == Commune.Type.ARRONDISSEMENT else None
            nombres[entiere or commune] += comptes[commune.pk]
        return [
            Ville(commune.nom, commune.lon, commune.lat)
            for commune, _ in nombres.most_common(maximum)
            if commune.lon is not None and commune.lat is not None
        ]


class _Rangs(Sequence[Rang]):
    """The actors of a list by their rank, read a page at a time."""

    def __init__(self, lecture: Lecture, nombre: int, *, sans_point: bool) -> None:
        self.lecture = lecture
        self.nombre = nombre
        self.sans_point = sans_point

    def __len__(self) -> int:
        return self.nombre

    def __getitem__(self, rangs: Any) -> Any:
        if not isinstance(rangs, slice):
            return self[rangs : rangs + 1][0]
        debut, fin, _ = rangs.indices(self.nombre)
        if debut >= fin:
            return []
        return charger(self.lecture.ids(debut, fin, sans_point=self.sans_point))


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
