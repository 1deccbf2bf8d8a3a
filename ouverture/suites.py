"""What open data are read from, a page after the other: actors, communes, territories.

A page begins after the last row of the page before it (keyset), whatever was added meanwhile:
nothing is skipped nor given twice. Actors are chosen and counted in the columns of the directory
when they are there, the others by SQL; their rows are read by their keys.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from acteurs.colonnes import choisir, lire_annuaire
from acteurs.colonnes.table import Table
from acteurs.criteres import Cadre, Criteres
from acteurs.models import Acteur
from ouverture.champs import Donnees, Lecteur
from ouverture.champs_lieux import BANDE, NATURES, lire_communes, lire_territoires
from ouverture.filtres import EGALITES, FAUX, VIDES, VRAI, Introuvable, lire_cadres
from socle.texte import normaliser
from territoires.models import Commune, ContourTerritoire, Territoire


class Page(NamedTuple):
    """Some rows, and where the next page begins (empty: there is none)."""

    lignes: list[Donnees]
    suite: str


class Suite(Protocol):
    """Rows in an order that never changes."""

    def compter(self) -> int:
        """How many they are in all, whatever the page."""

    def page(self, apres: str, nombre: int) -> Page:
        """Return at most ``nombre`` rows after the place ``apres`` (empty: the first)."""


class SuiteActeurs:
    """The published actors that an address asks for."""

    def __init__(self, demande: Mapping[str, str]) -> None:
        vides = {n for n in VIDES if demande.get(n) == ""}
        valeurs = {n: v for n, v in demande.items() if n not in {*EGALITES, *vides, "cadre"}}
        if "ess" in valeurs:
            valeurs["ess"] = "oui" if valeurs["ess"] in VRAI else "non"
        sans_esus = valeurs.get("esus") in FAUX
        if "esus" in valeurs:
            valeurs["esus"] = "" if sans_esus else "oui"
        # What everybody reads, whoever asks.
        self.criteres = Criteres.lire(valeurs, AnonymousUser())
        self.egalites: dict[str, Any] = {
            n: demande[n] for n in EGALITES if n in demande and n not in vides
        }
        if sans_esus:
            self.egalites["esus"] = False
        for nom in vides:
            colonne = Acteur._meta.get_field(VIDES[nom])
            self.egalites[VIDES[nom]] = None if colonne.is_relation else ""
        if self.egalites.get("commune"):
            commune = commune_actuelle(self.egalites.pop("commune"))
            # With its arrondissements, its associated and delegated parts.
            siennes = Commune.objects.filter(Q(pk=commune.pk) | Q(parent=commune)).order_by()
            self.egalites["commune__in"] = siennes.values("pk")
        if self.criteres.lieu and self.criteres.territoire is None:
            raise Introuvable(f"Aucun territoire « {self.criteres.lieu} ».")
        if self.criteres.autour and self.criteres.commune is None:
            raise Introuvable(f"Aucune commune « {self.criteres.autour} ».")
        self.cadres: list[Cadre | None] = [None]
        if "cadre" in demande:
            self.cadres = [*lire_cadres(demande["cadre"])]

    @cached_property
    def rangees(self) -> list[tuple[Table, Any]] | None:
        """Rows of the columns, by table; None when only SQL can tell."""
        if self.egalites:
            return None
        annuaire = lire_annuaire()
        parts = []
        for cadre in self.cadres:
            choix = choisir(self._dans(cadre), annuaire=annuaire)
            if choix is None:
                return None
            parts += choix.parts
        return parts

    def _dans(self, cadre: Cadre | None) -> Criteres:
        return replace(self.criteres, cadre=cadre) if cadre else self.criteres

    @property
    def acteurs(self) -> QuerySet[Acteur]:
        """The same, by queries."""
        tous = [self._dans(cadre).appliquer().order_by() for cadre in self.cadres]
        if len(tous) == 1:
            return tous[0].filter(**self.egalites)
        dans_l_un = Q(pk__in=[])
        for acteurs in tous:
            dans_l_un |= Q(pk__in=acteurs.values("pk"))
        return Acteur.objects.filter(dans_l_un, **self.egalites).order_by()

    def compter(self) -> int:
        """How many they are."""
        if self.rangees is None:
            return self.acteurs.count()
        return sum(
            rangees.stop - rangees.start if isinstance(rangees, slice) else len(rangees)
            for _, rangees in self.rangees
        )

    def page(self, apres: str, nombre: int) -> Page:
        """Return a page, in the order of keys: what comes later is added at the end."""
        ids = self._cles(int(apres or 0), nombre + 1)
        suite = str(ids[nombre - 1]) if len(ids) > nombre else ""
        return Page(Lecteur().lire_ids(ids[:nombre]), suite)

    def _cles(self, apres: int, nombre: int) -> list[int]:
        if self.rangees is None:
            suivants = self.acteurs.filter(pk__gt=apres).order_by("pk")
            return list(suivants.values_list("pk", flat=True)[:nombre])
        morceaux = [np.empty(0, np.int64)]
        for table, rangees in self.rangees:
            cles = table.id[rangees]
            morceaux.append(cles[cles > apres])
        cles = np.concatenate(morceaux)
        if len(cles) > nombre:
            cles = np.partition(cles, nombre - 1)[:nombre]
        return [int(cle) for cle in np.sort(cles)]


class SuiteLieux:
    """Communes or territories, in the order of their codes."""

    def __init__(
        self,
        lieux: QuerySet[Any],
        cles: tuple[str, ...],
        lire: Callable[[Any], Any],
    ) -> None:
        self.lieux, self.cles, self.lire = lieux, cles, lire

    def compter(self) -> int:
        """How many they are."""
        return self.lieux.order_by().count()

    def page(self, apres: str, nombre: int) -> Page:
        """Return a page, in the order of codes."""
        lieux = self.lieux.order_by(*self.cles)
        if apres:
            lieux = lieux.filter(self._apres(apres))
        lignes = list(self.lire(lieux[: nombre + 1]))
        if len(lignes) <= nombre:
            return Page(lignes, "")
        return Page(lignes[:nombre], lignes[nombre - 1]["identifiant"])

    def _apres(self, apres: str) -> Q:
        if len(self.cles) == 1:
            return Q(**{f"{self.cles[0]}__gt": apres})
        premier, second = self.cles
        valeur, _, autre = apres.partition(":")
        return Q(**{f"{premier}__gt": valeur}) | Q(**{premier: valeur, f"{second}__gt": autre})


def suite_communes(demande: Mapping[str, str]) -> SuiteLieux:
    """Return the communes in force that an address asks for, or parts of communes of one kind."""
    communes = Commune.objects.filter(
        actif=True, type=demande.get("type", Commune.Type.COMMUNE.value)
    )
    for nom in ("departement", "region"):
        if nom in demande:
            communes = communes.filter(**{nom: demande[nom]})
    if "territoire" in demande:
        nature, _, code = demande["territoire"].partition(":")
        territoire = Territoire.objects.filter(nature=nature, code=code).first()
        if territoire is None:
            raise Introuvable(f"Aucun territoire « {demande['territoire']} ».")
        communes = communes.filter(liens__territoire=territoire)
    if "q" in demande:
        communes = communes.recherche(demande["q"])
    if "cadre" in demande:
        communes = communes.filter(_au_centre(lire_cadres(demande["cadre"])))
    return SuiteLieux(communes, ("code",), lire_communes)


def suite_territoires(demande: Mapping[str, str]) -> SuiteLieux:
    """Return the official perimeters in force that an address asks for."""
    territoires = territoires_publics().filter(actif=True)
    if "nature" in demande:
        territoires = territoires.filter(nature=demande["nature"])
    if "commune" in demande:
        territoires = territoires.contenant(commune_actuelle(demande["commune"]))
    if "q" in demande:
        for mot in normaliser(demande["q"]).split():
            territoires = territoires.filter(nom_normalise__contains=mot)
    if "cadre" in demande:
        territoires = territoires.filter(_touchant(lire_cadres(demande["cadre"])))
    return SuiteLieux(territoires, ("nature", "code"), lire_territoires)


def territoires_publics() -> Any:
    """Return the official perimeters larger than a commune, old ones included."""
    return Territoire.objects.officiels().filter(nature__in=[nature for nature, _ in NATURES])


def commune_actuelle(code: str) -> Commune:
    """Return the commune in force that an INSEE code leads to, however old the code.

    Raises:
        Introuvable: no commune ever had this code.
    """
    commune = Commune.objects.select_related("successeur").filter(pk=code).first()
    if commune is None:
        raise Introuvable(f"Aucune commune « {code} ».")
    return commune.actuelle


def _au_centre(cadres: list[Cadre]) -> Q:
    """Those whose centre is in one of the frames."""
    dedans = Q(pk__in=[])
    for ouest, sud, est, nord in cadres:
        dedans |= Q(lon__range=(ouest, est), lat__range=(sud, nord))
    return dedans


def _touchant(cadres: list[Cadre]) -> Q:
    """Those whose outline may touch a frame; their centre tells when there is no outline."""
    traces = ContourTerritoire.objects.filter(bande=BANDE, approximatif=False).order_by()
    touchent = Q(pk__in=[])
    for ouest, sud, est, nord in cadres:
        proches = traces.filter(ouest__lte=est, est__gte=ouest, sud__lte=nord, nord__gte=sud)
        touchent |= Q(pk__in=proches.values("territoire"))
    return touchent | (~Q(pk__in=traces.values("territoire")) & _au_centre(cadres))
