"""Who holds a maillon: dependence on one actor, share of the ESS.

Shares are measured on capacities when every actor of the maillon says a comparable one, else on
what flows say each receives, else actor by actor (each counts for one). The base is always said.

**Dependence**: share of the first actor; Herfindahl index Σ share² (1 for a single actor, 1/n for n
equal ones). **ESS share**: share of the actors of the ESS among those whose answer is known.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from filieres.calculs.mesures import Mesures
from filieres.calculs.reseau import PositionLue
from filieres.calculs.resultats import Dependance, PartEss

DEUX_TIERS: Final = Fraction(2, 3)
CONCENTRE: Final = Fraction(1, 4)
TRES_CONCENTRE: Final = Fraction(1, 2)
CAPACITE: Final = "la capacité"
FLUX: Final = "les flux reçus"
NOMBRE: Final = "le nombre d’acteurs"


def peser(mesures: Mesures, positions: Sequence[PositionLue]) -> tuple[Mapping[str, Fraction], str]:
    """Return the weight of each position and what it is measured on."""
    capacites = [mesures.positions[p.cle] for p in positions]
    unites = {c.unite for c in capacites}
    if all(c.valeur is not None for c in capacites) and len(unites) == 1:
        poids = {p.cle: c.valeur or Fraction(0) for p, c in zip(positions, capacites, strict=True)}
        if any(poids.values()):
            return poids, CAPACITE
    recus = _recus(mesures, positions)
    if recus:
        return recus, FLUX
    return {p.cle: Fraction(1) for p in positions}, NOMBRE


def _recus(mesures: Mesures, positions: Sequence[PositionLue]) -> dict[str, Fraction]:
    """Return what each position receives, when all receive something in the same unit."""
    recus = {p.cle: Fraction(0) for p in positions}
    unites = set()
    for maillon in {p.maillon for p in positions}:
        for flux in mesures.reseau.entrants[maillon]:
            mesure = mesures.flux[flux.cle]
            if mesure and flux.position_arrivee in recus:
                recus[flux.position_arrivee] += mesure.centre
                unites.add(mesure.unite)
    return recus if len(unites) == 1 and all(recus.values()) else {}


def mesurer_dependance(mesures: Mesures, maillon: str) -> Dependance | None:
    """Measure how much a maillon rests on its first actor; ``None`` without any."""
    positions = mesures.reseau.actuelles(maillon)
    if not positions:
        return None
    poids, base = peser(mesures, positions)
    par_acteur: dict[str, Fraction] = {}
    noms: dict[str, str] = {}
    for p in positions:
        qui = p.identite
        par_acteur[qui] = par_acteur[qui] + poids[p.cle] if qui in par_acteur else poids[p.cle]
        noms.setdefault(qui, p.nom)
    if base == NOMBRE:
        # An actor with several positions at one maillon is still one actor.
        par_acteur = dict.fromkeys(par_acteur, Fraction(1))
    total = sum(par_acteur.values(), Fraction(0))
    premier = max(par_acteur, key=lambda qui: par_acteur[qui])
    part = par_acteur[premier] / total
    return Dependance(
        premier=noms[premier],
        part=part,
        concentration=sum((p * p for p in par_acteur.values()), Fraction(0)) / (total * total),
        acteurs=len(par_acteur),
        base=base,
        forte=part >= DEUX_TIERS,
    )


def dire_concentration(dependance: Dependance) -> str:
    """Say the Herfindahl index in words."""
    if dependance.acteurs == 1:
        return "un seul acteur"
    if dependance.concentration >= TRES_CONCENTRE:
        return "très concentré"
    if dependance.concentration >= CONCENTRE:
        return "concentré"
    return "réparti"


def mesurer_ess(mesures: Mesures, maillon: str) -> PartEss:
    """Measure the share of the ESS at a maillon."""
    positions = mesures.reseau.actuelles(maillon)
    connues = [p for p in positions if p.ess is not None]
    gens: dict[bool | None, set[str]] = {True: set(), False: set(), None: set()}
    for p in positions:
        gens[p.ess].add(p.identite)
    comptes = {"ess": len(gens[True]), "hors": len(gens[False]), "inconnus": len(gens[None])}
    if not connues:
        return PartEss(None, "", **comptes)
    poids, base = peser(mesures, connues)
    if base == NOMBRE:
        return PartEss(Fraction(comptes["ess"], comptes["ess"] + comptes["hors"]), base, **comptes)
    total = sum(poids.values())
    sienne = sum((poids[p.cle] for p in connues if p.ess), Fraction(0))
    return PartEss(sienne / total, base, **comptes)
