"""The criteria of a list, applied to columns: the same conditions as ``Criteres.appliquer``.

Each condition is a function of a table and of some of its rows; it returns which of them
meet it. What does not depend on the tile asked for, on a file that never changes, is kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

import numpy as np
from django.db import connection

from acteurs.autour import Zone, zone_autour
from acteurs.colonnes.etat import Etat
from acteurs.colonnes.table import SANS_POINT, Table
from acteurs.criteres import INCONNU, Criteres
from acteurs.models import TypeActeur, communes_de
from acteurs.recherche import LETTRES_MIN, lire
from territoires.models import Referentiel, Territoire

Tableau = np.ndarray[Any, Any]
Condition = Callable[[Table, slice], Tableau]
GARDES_MAX = 24
"""Whole columns of answers kept by a process: a quarter of a megabyte each for 250,000 actors."""


class _Memoire(OrderedDict[Any, Any]):
    """The last answers asked for."""

    def demander(self, cle: Any, faire: Callable[[], Any], maximum: int = GARDES_MAX) -> Any:
        """Return what is kept under ``cle``, else make it."""
        try:
            valeur = self[cle]
        except KeyError:
            self[cle] = valeur = faire()
            while len(self) > maximum:
                self.popitem(last=False)
        return valeur


_masques = _Memoire()
_communes = _Memoire()


def connait(criteres: Criteres) -> bool:
    """Whether columns can answer: published entries, found by anything but an official number."""
    demande = lire(criteres.q) if criteres.q else None
    numero = demande and (demande.siren or demande.siret or demande.rna)
    return not criteres.statut and not numero


class Filtre:
    """The conditions of one list."""

    def __init__(self, criteres: Criteres, etat: Etat, sauf: Collection[str] = ()) -> None:
        self.criteres = criteres
        self.etat = etat
        self.conditions: list[Condition] = []
        if criteres.q:
            self._mots()
        self._valeurs()
        if criteres.a_localiser and "localisation" not in sauf:
            self.conditions.append(lambda table, s: table.morton[s] == SANS_POINT)
        if criteres.cadre and "cadre" not in sauf:
            self._cadre(*criteres.cadre)
        if criteres.autour:
            self._autour()
        self._perimetre()

    def masque(self, table: Table, rangees: slice) -> Tableau | None:
        """Return which rows meet every condition; None: all of them."""
        resultat = None
        for condition in self.conditions:
            masque = condition(table, rangees)
            resultat = masque if resultat is None else resultat & masque
        if table is self.etat.base and len(self.etat.morts):
            morts = self.etat.morts
            morts = morts[slice(*np.searchsorted(morts, (rangees.start, rangees.stop)))]
            if resultat is None:
                resultat = np.ones(rangees.stop - rangees.start, bool)
            elif not resultat.flags.writeable or resultat.base is not None:
                resultat = resultat.copy()
            resultat[morts - rangees.start] = False
        return resultat

    # ── Conditions ──────────────────────────────────────────────────────────
    def _valeurs(self) -> None:
        criteres = self.criteres
        if criteres.famille:
            famille = None if criteres.famille == INCONNU else criteres.famille
            self._codes("type", lambda code: code == famille)
        if criteres.forme:
            self._codes("forme", lambda code: code == criteres.forme)
        if criteres.theme:
            bit = criteres.bit
            masque = 0 if bit is None else 1 << bit
            self.conditions.append(lambda table, s: (table.masque[s] & masque) != 0)
        if criteres.ess:
            self._ess(oui=criteres.ess == "oui")
        if criteres.taille:
            self._codes("taille", lambda code: code == criteres.taille)
        if criteres.esus:
            self.conditions.append(lambda table, s: table.esus[s])
        if criteres.naf:
            self._codes("naf", lambda code: bool(code) and code.startswith(criteres.naf))

    def _codes(self, colonne: str, convient: Callable[[Any], bool]) -> None:
        """Keep the rows whose code in a dictionary is right."""

        def condition(table: Table, rangees: slice) -> Tableau:
            codes = table.dictionnaires[colonne]
            bons = [rang for rang, code in enumerate(codes) if convient(code)]
            valeurs = getattr(table, colonne)[rangees]
            if len(bons) == 1:
                return valeurs == bons[0]
            oui = np.zeros(len(codes), bool)
            oui[bons] = True
            return oui.take(valeurs)

        self.conditions.append(condition)

    def _ess(self, *, oui: bool) -> None:
        par_type = TypeActeur.Ess.OUI if oui else TypeActeur.Ess.NON
        types = set(TypeActeur.objects.filter(ess=par_type).order_by().values_list("pk", flat=True))

        def condition(table: Table, rangees: slice) -> Tableau:
            du_type = np.array([code in types for code in table.dictionnaires["type"]])
            ess = table.ess[rangees]
            return (ess == oui) | ((ess == -1) & du_type.take(table.type[rangees]))

        self.conditions.append(condition)

    def _cadre(self, ouest: float, sud: float, est: float, nord: float) -> None:
        def condition(table: Table, rangees: slice) -> Tableau:
            lon, lat = table.lon[rangees], table.lat[rangees]
            return (lon >= ouest) & (lon <= est) & (lat >= sud) & (lat <= nord)

        self.conditions.append(condition)

    def _mots(self) -> None:
        mots = lire(self.criteres.q).mots
        if len(mots) == 1 and len(mots[0]) == 1:
            debut = mots[0].encode()
            self.conditions.append(lambda table, s: _debutant(table, debut, s))
            return
        for mot in mots:
            self._entier(("mot", mot), partial(self._porteurs, mot))

    def _porteurs(self, mot: str, table: Table) -> Tableau:
        if table is self.etat.base:
            return table.mots.porteurs(mot, table.n)
        court = len(mot) < LETTRES_MIN
        return np.array(
            [f" {mot}" in f" {t}" if court else mot in t for t in self.etat.textes], bool
        )

    def _autour(self) -> None:
        commune = self.criteres.commune
        if commune is None:
            self.conditions.append(lambda table, s: np.zeros(len(table.morton[s]), bool))
            return
        zone = zone_autour(commune, self.criteres.rayon, self.criteres.contour, self._points)
        self._entier(("autour", *zone.cle), lambda table: _dans_la_zone(table, zone))

    def _points(self, communes: frozenset[str]) -> Tableau:
        """Where the actors of communes are."""

        def lus() -> Tableau:
            tous = Filtre(Criteres(utilisateur=None), self.etat)
            places = []
            for table in (self.etat.base, self.etat.ajouts):
                ici = _des_communes(table, communes) & (table.morton != SANS_POINT)
                vivants = tous.masque(table, slice(0, table.n))
                rangees = np.flatnonzero(ici if vivants is None else ici & vivants)
                places.append(np.column_stack([table.lon[rangees], table.lat[rangees]]))
            return np.vstack(places)

        cle = ("points", self.etat.annuaire, communes)
        return _garder(_communes, cle, lus, not connection.in_atomic_block)

    def _perimetre(self) -> None:
        criteres, territoire = self.criteres, self.criteres.territoire_carte
        for ids in criteres.choisis.values():
            self._parmi(ids)
        if territoire is None or (criteres.selections and criteres.hors_perimetre):
            return
        siennes, cle = _communes_de(territoire)
        cites = [] if criteres.selections else criteres.cites

        def condition(table: Table, rangees: slice) -> Tableau:
            def convenables() -> Tableau:
                codes = table.dictionnaires["commune"]
                return np.fromiter((code in siennes for code in codes), bool, len(codes))

            oui = _garder(_communes, (table.cle, cle), convenables, bool(table.cle and cle))
            commune = table.commune[rangees]
            resultat = oui.take(commune)
            if criteres.selections:
                resultat |= commune == 0  # no commune
            elif cites:
                dehors = _parmi(table, cites)[rangees]
                if not criteres.hors_perimetre:
                    dehors &= commune == 0
                resultat |= dehors
            return resultat

        self.conditions.append(condition)

    def _parmi(self, ids: Iterable[int]) -> None:
        self.conditions.append(lambda table, s: _parmi(table, ids)[s])

    def _entier(self, cle: tuple[Any, ...], faire: Callable[[Table], Tableau]) -> None:
        """Add a condition answered for a whole table at once, and kept."""

        def condition(table: Table, rangees: slice) -> Tableau:
            return _garder(_masques, (table.cle, *cle), lambda: faire(table), bool(table.cle))[
                rangees
            ]

        self.conditions.append(condition)


def _garder(memoire: _Memoire, cle: Any, faire: Callable[[], Any], durable: bool) -> Any:  # noqa: FBT001
    return memoire.demander(cle, faire) if durable else faire()


def _parmi(table: Table, ids: Iterable[int]) -> Tableau:
    masque = np.zeros(table.n, bool)
    masque[table.rangs(ids)] = True
    return masque


def _debutant(table: Table, debut: bytes, rangees: slice) -> Tableau:
    """Those whose name begins so: a run in the order of names."""
    rang = table.rang[rangees]
    return (rang >= table.avant(debut)) & (rang < table.avant(debut + b"\xff"))


def _des_communes(table: Table, communes: Collection[str]) -> Tableau:
    """Those of these communes."""
    codes = table.dictionnaires["commune"]
    return np.fromiter((c in communes for c in codes), bool, len(codes)).take(table.commune)


def _dans_la_zone(table: Table, zone: Zone) -> Tableau:
    """Those of the commune, and those whose point is in the zone."""
    masque = _des_communes(table, zone.communes)
    if zone.forme is not None:
        ouest, sud, est, nord = zone.cadre
        proches = np.flatnonzero(
            (table.lon >= ouest) & (table.lon <= est) & (table.lat >= sud) & (table.lat <= nord)
        )
        masque[proches[zone.contient(table.lon[proches], table.lat[proches])]] = True
    return masque


def _communes_de(territoire: Territoire) -> tuple[frozenset[str], tuple[Any, ...]]:
    """Return the communes of a territory, and what changes when they do."""
    cle: tuple[Any, ...] = ()
    if not connection.in_atomic_block:
        marques = Referentiel.objects.order_by("cle").values_list("cle", "empreinte")
        cle = (territoire.pk, territoire.version, territoire.modifie_le, *marques)

    def lues() -> frozenset[str]:
        return frozenset(communes_de(territoire).values_list("pk", flat=True))

    return _garder(_communes, ("codes", *cle), lues, bool(cle)), cle
