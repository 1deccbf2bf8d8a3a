"""A filière as calculations and drawings read it: frozen rows, keys instead of foreign keys.

A key (``cle``) is the public reference of the row. Quantities are as typed, with their unit:
``filieres.calculs.unites`` converts them. ``None`` always means « nobody said », never zero.

**Links.** Flows say who feeds whom. Where none says it, the order of the chain does: a maillon
that sends nothing further down feeds the next maillon of its chain, when nothing feeds that
one either (maillons of the same ``ordre`` stand side by side). Such a link is ``deduit``. A link is a ``retour`` (a loop) when it goes up the
chain, to a maillon of the same chain at the same place or before.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise


@dataclass(frozen=True)
class ChaineLue:
    """One chain of the filière; an ecosystem has several."""

    cle: str
    nom: str = ""
    ordre: int = 1


@dataclass(frozen=True)
class BesoinLu:
    """What a maillon lacks: ``nature`` is equipement, foncier, competence or debouche."""

    nature: str
    texte: str
    couvert: bool = False


@dataclass(frozen=True)
class MaillonLu:
    """A step of a chain. ``rendement`` is the share (0 to 1) of what comes in that goes out."""

    cle: str
    chaine: str
    intitule: str
    type: str = ""
    ordre: int = 1
    colonne: int | None = None
    ligne: int | None = None
    capacite: Decimal | None = None
    unite: str = ""
    annee: int | None = None
    rendement: Decimal | None = None
    statut_declare: str = "non-precise"
    achats_exterieurs: Decimal | None = None
    note: str = ""
    besoins: tuple[BesoinLu, ...] = ()


@dataclass(frozen=True)
class PositionLue:
    """Somebody at a maillon. ``acteur`` is the reference of the directory's entry, or ''."""

    cle: str
    maillon: str
    nom: str
    acteur: str = ""
    ess: bool | None = None
    forme: str = "inconnu"
    """Silhouette of the actor's family (``socle.formes``)."""
    role: str = ""
    commune: str = ""
    code_commune: str = ""
    lon: float | None = None
    lat: float | None = None
    capacite: Decimal | None = None
    unite: str = ""
    annee: int | None = None
    etp: Decimal | None = None
    etp_insertion: Decimal | None = None
    part_ca: Decimal | None = None
    certitude: str = "sure"
    source: str = ""
    potentielle: bool = False

    @property
    def identite(self) -> str:
        """What makes two positions the same actor: the directory's entry, else the name."""
        return self.acteur or self.nom.strip().casefold()


@dataclass(frozen=True)
class GisementLu:
    """A resource. ``maillon`` is where it enters; ``part_disponible`` is in percent."""

    cle: str
    ressource: str
    maillon: str | None = None
    quantite: Decimal | None = None
    bas: Decimal | None = None
    haut: Decimal | None = None
    unite: str = ""
    annee: int | None = None
    part_disponible: Decimal | None = None
    masse_unitaire_kg: Decimal | None = None
    lieu: str = ""
    code_commune: str = ""
    lon: float | None = None
    lat: float | None = None
    saison: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class FluxLu:
    """What goes from a maillon or a gisement to a maillon; ``arrivee`` None leaves the chain.

    ``prix`` is in euros per ``unite`` of matter (per tonne when the unit is « t/mois »).
    """

    cle: str
    depart: str | None = None
    gisement: str | None = None
    arrivee: str | None = None
    matiere: str = ""
    volume: Decimal | None = None
    bas: Decimal | None = None
    haut: Decimal | None = None
    unite: str = ""
    annee: int | None = None
    prix: Decimal | None = None
    distance_km: Decimal | None = None
    masse_unitaire_kg: Decimal | None = None
    position_depart: str | None = None
    position_arrivee: str | None = None
    certitude: str = "sure"
    source: str = ""


@dataclass(frozen=True)
class Lien:
    """One maillon feeds another."""

    depart: str
    arrivee: str
    deduit: bool = False
    """Said by the order of the chain, not by a flow."""
    retour: bool = False
    """Goes up the chain: a loop."""


@dataclass(frozen=True)
class Reseau:
    """A whole filière."""

    cle: str = ""
    nom: str = ""
    theme: str = ""
    conception: str = "chaine-de-valeur"
    chaines: tuple[ChaineLue, ...] = ()
    maillons: tuple[MaillonLu, ...] = ()
    positions: tuple[PositionLue, ...] = ()
    gisements: tuple[GisementLu, ...] = ()
    flux: tuple[FluxLu, ...] = ()
    exemple: bool = False
    """A documented example: what it does not say is unknown, not missing."""
    centre: tuple[float, float] | None = None
    """Longitude and latitude of the middle of the territory."""

    @cached_property
    def par_cle(self) -> Mapping[str, MaillonLu]:
        """Maillons by key."""
        return {m.cle: m for m in self.maillons}

    @cached_property
    def rangs(self) -> Mapping[str, tuple[int, int, int]]:
        """Place of each maillon: order of its chain, its own order, then as listed."""
        chaines = {c.cle: (c.ordre, i) for i, c in enumerate(self.chaines)}
        return {
            m.cle: (chaines.get(m.chaine, (0, 0))[1], m.ordre, i)
            for i, m in enumerate(self.maillons)
        }

    @cached_property
    def en_ordre(self) -> tuple[MaillonLu, ...]:
        """Maillons chain by chain, from upstream to downstream."""
        return tuple(sorted(self.maillons, key=lambda m: self.rangs[m.cle]))

    @cached_property
    def positions_par_maillon(self) -> Mapping[str, tuple[PositionLue, ...]]:
        """Positions of each maillon, actual and potential; every maillon has its entry."""
        rangees: dict[str, list[PositionLue]] = {m.cle: [] for m in self.maillons}
        for position in self.positions:
            rangees.setdefault(position.maillon, []).append(position)
        return {cle: tuple(siennes) for cle, siennes in rangees.items()}

    def actuelles(self, maillon: str) -> tuple[PositionLue, ...]:
        """Return who is at this maillon today."""
        return tuple(p for p in self.positions_par_maillon.get(maillon, ()) if not p.potentielle)

    def potentielles(self, maillon: str) -> tuple[PositionLue, ...]:
        """Return who could be at this maillon."""
        return tuple(p for p in self.positions_par_maillon.get(maillon, ()) if p.potentielle)

    @cached_property
    def entrants(self) -> Mapping[str, tuple[FluxLu, ...]]:
        """Flows that arrive at each maillon."""
        ranges: dict[str, list[FluxLu]] = {m.cle: [] for m in self.maillons}
        for flux in self.flux:
            if flux.arrivee is not None:
                ranges.setdefault(flux.arrivee, []).append(flux)
        return {cle: tuple(siens) for cle, siens in ranges.items()}

    @cached_property
    def sortants(self) -> Mapping[str, tuple[FluxLu, ...]]:
        """Flows that leave each maillon, for another one or for outside."""
        ranges: dict[str, list[FluxLu]] = {m.cle: [] for m in self.maillons}
        for flux in self.flux:
            if flux.depart is not None:
                ranges.setdefault(flux.depart, []).append(flux)
        return {cle: tuple(siens) for cle, siens in ranges.items()}

    @cached_property
    def par_gisement(self) -> Mapping[str, tuple[FluxLu, ...]]:
        """Flows that start from each gisement."""
        ranges: dict[str, list[FluxLu]] = {g.cle: [] for g in self.gisements}
        for flux in self.flux:
            if flux.gisement is not None:
                ranges.setdefault(flux.gisement, []).append(flux)
        return {cle: tuple(siens) for cle, siens in ranges.items()}

    @cached_property
    def gisements_directs(self) -> Mapping[str, tuple[GisementLu, ...]]:
        """Gisements that enter at each maillon without a flow to say so."""
        ranges: dict[str, list[GisementLu]] = {m.cle: [] for m in self.maillons}
        for gisement in self.gisements:
            if gisement.maillon is not None and not self.par_gisement[gisement.cle]:
                ranges.setdefault(gisement.maillon, []).append(gisement)
        return {cle: tuple(siens) for cle, siens in ranges.items()}

    @cached_property
    def liens(self) -> tuple[Lien, ...]:
        """Who feeds whom, each pair once; see the top of the module."""
        vus = {
            (f.depart, f.arrivee): None
            for f in self.flux
            if f.depart in self.par_cle and f.arrivee in self.par_cle
        }
        dits = [
            Lien(depart, arrivee, retour=self._remonte(depart, arrivee))
            for depart, arrivee in vus
            if depart is not None and arrivee is not None
        ]
        return (*dits, *self._liens_de_l_ordre(dits))

    def _remonte(self, depart: str, arrivee: str) -> bool:
        amont, aval = self.par_cle[depart], self.par_cle[arrivee]
        return amont.chaine == aval.chaine and self.rangs[arrivee] <= self.rangs[depart]

    def _liens_de_l_ordre(self, dits: list[Lien]) -> list[Lien]:
        nourrit = {lien.depart for lien in dits if not lien.retour}
        nourris = {lien.arrivee for lien in dits if not lien.retour}
        entrees = {g.maillon for g in self.gisements} | {
            f.arrivee for f in self.flux if f.gisement is not None
        }
        rangees: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for maillon in self.en_ordre:
            rangees[maillon.chaine][maillon.ordre].append(maillon.cle)
        return [
            Lien(amont, aval, deduit=True)
            for par_ordre in rangees.values()
            for amonts, avals in pairwise(par_ordre.values())
            for amont in amonts
            for aval in avals
            if amont not in nourrit
            and aval not in nourris
            and not (aval in entrees and self.sortants[amont])
        ]

    @cached_property
    def derniers(self) -> tuple[str, ...]:
        """Maillons that feed nobody further down: what reaches them has crossed the chain."""
        nourrit = {lien.depart for lien in self.liens if not lien.retour}
        restent = tuple(m.cle for m in self.en_ordre if m.cle not in nourrit)
        if restent or not self.maillons:
            return restent
        return (self.en_ordre[-1].cle,)
