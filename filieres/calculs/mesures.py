"""Everything typed on a filière, brought to one unit per year and per kind of quantity.

**Weights.** A capacity in things (bouteilles/jour) is compared with flows in tonnes when the
flows and gisements around its maillon agree on what one thing weighs.

**Capacity of a maillon**: the one said for the maillon; else the sum of those of its actors of
today. When some of them did not say theirs, the sum is a floor (``partielle``). A **missing**
maillon (nobody there, nothing said) has capacity zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from filieres.calculs.reseau import FluxLu, GisementLu, MaillonLu, PositionLue, Reseau
from filieres.calculs.resultats import Plage
from filieres.calculs.unites import (
    MASSE,
    convertir,
    dire_unite,
    lire_unite,
    masse_par_base,
    plage,
)

TENU = frozenset({"couvert", "sous-traite"})
ABSENT = frozenset({"manquant", "a-venir"})


@dataclass(frozen=True)
class Capacite:
    """Capacity of a maillon, or of an actor there, in ``unite`` per year; None: unknown."""

    valeur: Fraction | None
    unite: str = ""
    partielle: bool = False
    somme: Fraction | None = None
    """Sum of those of the actors, when the maillon says its own."""


class Mesures:
    """The quantities of a filière."""

    def __init__(self, reseau: Reseau) -> None:
        self.reseau = reseau

    @cached_property
    def flux(self) -> Mapping[str, Plage | None]:
        """Volume of each flow."""
        return {
            f.cle: plage(f.volume, f.bas, f.haut, f.unite, f.masse_unitaire_kg)
            for f in self.reseau.flux
        }

    @cached_property
    def gisements_entiers(self) -> Mapping[str, Plage | None]:
        """Quantity of each gisement, available or not."""
        return {
            g.cle: plage(g.quantite, g.bas, g.haut, g.unite, g.masse_unitaire_kg)
            for g in self.reseau.gisements
        }

    @cached_property
    def gisements(self) -> Mapping[str, Plage | None]:
        """What is available of each gisement: quantity × share available (all, when unsaid)."""
        return {
            g.cle: _fois(self.gisements_entiers[g.cle], g.part_disponible)
            for g in self.reseau.gisements
        }

    def autour(self, maillon: str) -> Iterable[FluxLu | GisementLu]:
        """Return flows and gisements that touch a maillon."""
        reseau = self.reseau
        yield from reseau.entrants[maillon]
        yield from reseau.sortants[maillon]
        yield from reseau.gisements_directs[maillon]

    @cached_property
    def poids(self) -> Mapping[str, Mapping[str, frozenset[Fraction]]]:
        """Tonnes per thing said around each maillon, by kind of thing; several: they disagree."""
        tous: dict[str, dict[str, frozenset[Fraction]]] = {}
        for maillon in self.reseau.maillons:
            dits: dict[str, set[Fraction]] = {}
            for ligne in self.autour(maillon.cle):
                lue = lire_unite(ligne.unite)
                if ligne.masse_unitaire_kg and not lue.est_masse:
                    poids = masse_par_base(lue, ligne.masse_unitaire_kg)
                    dits.setdefault(lue.base, set()).add(poids)
            tous[maillon.cle] = {base: frozenset(poids) for base, poids in dits.items()}
        return tous

    def _capacite(
        self, porteur: MaillonLu | PositionLue, maillon: str
    ) -> tuple[Fraction, str] | None:
        """Return the typed capacity, in tonnes when what things weigh is known."""
        typee = convertir(porteur.capacite, porteur.unite)
        if typee is None:
            return None
        poids = self.poids[maillon].get(typee.base, frozenset())
        if len(poids) == 1:
            return typee.valeur * next(iter(poids)), dire_unite(MASSE)
        return typee.valeur, dire_unite(typee.base)

    @cached_property
    def positions(self) -> Mapping[str, Capacite]:
        """Capacity of each position, actual or potential."""
        lues = {}
        for p in self.reseau.positions:
            mesure = self._capacite(p, p.maillon)
            lues[p.cle] = Capacite(*mesure) if mesure else Capacite(None)
        return lues

    @cached_property
    def capacites(self) -> Mapping[str, Capacite]:
        """Capacity of each maillon."""
        return {m.cle: self._capacite_de(m) for m in self.reseau.maillons}

    def _capacite_de(self, maillon: MaillonLu) -> Capacite:
        presentes = self.reseau.actuelles(maillon.cle)
        dites = [
            self.positions[p.cle] for p in presentes if self.positions[p.cle].valeur is not None
        ]
        par_unite: dict[str, Fraction] = {}
        for dite in dites:
            par_unite[dite.unite] = par_unite.get(dite.unite, Fraction(0)) + (dite.valeur or 0)
        entiere = len(dites) == len(presentes) and len(par_unite) == 1
        sienne = self._capacite(maillon, maillon.cle)
        if sienne is not None:
            somme = par_unite.get(sienne[1]) if entiere else None
            return Capacite(*sienne, somme=somme)
        if par_unite:
            unite = max(par_unite, key=lambda u: (u == dire_unite(MASSE), par_unite[u]))
            return Capacite(par_unite[unite], unite, partielle=not entiere)
        if self.manque(maillon):
            return Capacite(Fraction(0))
        return Capacite(None)

    def manque(self, maillon: MaillonLu) -> bool:
        """Whether nobody does this today: no actor, no capacity, and nobody says otherwise."""
        if self.reseau.actuelles(maillon.cle) or maillon.capacite:
            return False
        if maillon.statut_declare in ABSENT or maillon.capacite is not None:
            return True
        return maillon.statut_declare not in TENU and not self.reseau.exemple


def _fois(mesure: Plage | None, part: Decimal | None) -> Plage | None:
    if mesure is None or part is None:
        return mesure
    facteur = Fraction(part) / 100
    return Plage(mesure.bas * facteur, mesure.centre * facteur, mesure.haut * facteur, mesure.unite)


def additionner(mesures: Iterable[Plage]) -> dict[str, Plage]:
    """Add quantities unit by unit; ranges add end by end."""
    sommes: dict[str, Plage] = {}
    for m in mesures:
        deja = sommes.get(m.unite)
        sommes[m.unite] = (
            Plage(deja.bas + m.bas, deja.centre + m.centre, deja.haut + m.haut, m.unite)
            if deja
            else m
        )
    return sommes
