"""The collections that mapping tools read: actors, communes, territories."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Min

from acteurs.models import Acteur
from ouverture.api.vues import FILTRES_COMMUNE, FILTRES_TERRITOIRE
from ouverture.champs import CHAMPS, POSITION, Champ, Donnees, Lecteur, en_feature
from ouverture.champs_lieux import (
    CHAMPS_COMMUNE,
    CHAMPS_TERRITOIRE,
    lire_communes,
    lire_contours,
    lire_territoires,
)
from ouverture.filtres import FILTRE_CADRE, FILTRES_ACTEUR, Filtre, ou_vide
from ouverture.retrouver import retrouver_acteur, retrouver_commune, retrouver_territoire
from ouverture.suites import Suite, SuiteActeurs, suite_communes, suite_territoires
from territoires.models import Commune

MONDE = [-180.0, -90.0, 180.0, 90.0]
ETENDUE_S = 3600


@dataclass(frozen=True)
class Collection:
    """What one may read, and how."""

    id: str
    titre: str
    description: str
    geometrie: str
    """Format of its geometries in a JSON schema."""
    champs: tuple[Champ, ...]
    filtres: tuple[Filtre, ...]
    suite: Callable[[Mapping[str, str]], Suite]
    retrouver: Callable[[str], Donnees]
    """Public data of one row; raises ``Introuvable`` or ``Ailleurs``."""
    tracer: Callable[[list[Donnees]], list[dict[str, Any]]]
    """Make features."""

    @property
    def proprietes(self) -> tuple[Champ, ...]:
        """Fields that features have besides their geometry."""
        return tuple(champ for champ in self.champs if champ.nom not in POSITION)


def _points(lignes: Iterable[Donnees]) -> list[dict[str, Any]]:
    return [en_feature(donnees) for donnees in lignes]


def _contours(lignes: list[Donnees]) -> list[dict[str, Any]]:
    contours = lire_contours(donnees["identifiant"] for donnees in lignes)
    features = _points(lignes)
    for feature in features:
        feature["geometry"] = contours.get(feature["id"])
    return features


def _acteur(identifiant: str) -> Donnees:
    return Lecteur().lire_ids([retrouver_acteur(identifiant)])[0]


def _commune(code: str) -> Donnees:
    return next(lire_communes(Commune.objects.filter(pk=retrouver_commune(code))))


def _territoire(identifiant: str) -> Donnees:
    return next(lire_territoires(retrouver_territoire(identifiant)))


def _sans_cadre(filtres: tuple[Filtre, ...]) -> tuple[Filtre, ...]:
    """The frame is called ``bbox`` here."""
    return tuple(filtre for filtre in filtres if filtre is not FILTRE_CADRE)


COLLECTIONS: dict[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection(
            "acteurs", "Acteurs de l’économie solidaire",
            "Fiches publiées de l’annuaire\u00a0: qui elles sont, ce qu’elles font, où elles sont.",
            "geometry-point", CHAMPS, tuple(map(ou_vide, FILTRES_ACTEUR)), SuiteActeurs, _acteur, _points,
        ),
        Collection(
            "communes", "Communes",
            "Communes du code officiel géographique en vigueur, à leur centre.",
            "geometry-point", CHAMPS_COMMUNE, _sans_cadre(FILTRES_COMMUNE), suite_communes,
            _commune, _points,
        ),
        Collection(
            "territoires", "Territoires",
            "Périmètres officiels\u00a0: intercommunalités, départements, régions, bassins de vie… "
            "Leur contour, simplifié, est là quand il a été chargé.",
            "geometry-any", CHAMPS_TERRITOIRE, _sans_cadre(FILTRES_TERRITOIRE), suite_territoires,
            _territoire, _contours,
        ),
    )
}  # fmt: skip


def etendue(collection: Collection) -> list[float]:
    """Return west, south, east, north of a collection, measured once an hour."""
    cle = f"ouverture:etendue:{collection.id}"
    bords = cache.get(cle)
    if bords is None:
        lieux: Any = (
            Acteur.objects.publies()
            if collection.id == "acteurs"
            else Commune.objects.filter(actif=True)
        )
        mesures = lieux.order_by().aggregate(
            ouest=Min("lon"), sud=Min("lat"), est=Max("lon"), nord=Max("lat")
        )
        bords = [*mesures.values()] if mesures["ouest"] is not None else MONDE
        cache.set(cle, bords, ETENDUE_S)
    return list(bords)
