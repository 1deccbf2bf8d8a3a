"""Prices along the chain and the value each maillon adds, in euros a year.

**Amount of a flow** = volume typed × periods in a year × price per typed unit of matter.
**Value added of a maillon** = Σ amounts that leave − Σ amounts that arrive − outside purchases.
Where every flow has its price, what one maillon sells is what the next one buys: the total is
therefore what the chain sells outside, less the gisements it pays for and outside purchases.
A flow without a price or a volume is left out and counted as lacking, never taken for free; a
maillon that would seem to lose money while one of its sales has no price has no known value.

**Part going to the ESS** = Σ positive value added × ESS share of the maillon, where both are known.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from filieres.calculs.mesures import Mesures
from filieres.calculs.reseau import FluxLu, MaillonLu
from filieres.calculs.resultats import Etape, PartEss, Valeur
from filieres.calculs.unites import convertir, dire_unite, lire_unite, prix_par_base


def montant(flux: FluxLu) -> Fraction | None:
    """Return the euros a flow is worth in a year; ``None`` without a volume or a price."""
    volume = flux.volume
    if volume is None and flux.bas is not None and flux.haut is not None:
        volume = (flux.bas + flux.haut) / 2
    if volume is None or flux.prix is None:
        return None
    return Fraction(volume) * lire_unite(flux.unite).par_an * Fraction(flux.prix)


def mesurer_valeur(mesures: Mesures, maillon: MaillonLu) -> Valeur | None:
    """Return the value added at a maillon; ``None`` when no sale of its own has a price."""
    ventes = [montant(f) for f in mesures.reseau.sortants[maillon.cle]]
    achats = [montant(f) for f in mesures.reseau.entrants[maillon.cle]]
    manques = sum(v is None for v in (*ventes, *achats))
    if not any(ventes) and (manques or not ventes):
        # Purchases, or matter given away, with the rest unsaid: no value can be told from it.
        return None
    dehors = maillon.achats_exterieurs
    valeur = Valeur(
        ventes=sum((v for v in ventes if v is not None), Fraction(0)),
        achats=sum((v for v in achats if v is not None), Fraction(0)),
        achats_exterieurs=Fraction(dehors) if dehors is not None else Fraction(0),
        manques=manques,
        achats_exterieurs_connus=dehors is not None,
    )
    if valeur.ajoutee < 0 and any(v is None for v in ventes):
        # Something is sold at a price nobody gave: a loss would be told without knowing it.
        return None
    return valeur


def totaliser(valeurs: Iterable[Valeur | None]) -> Fraction | None:
    """Return the sum of the values added that are known; ``None`` without any."""
    connues = [v.ajoutee for v in valeurs if v is not None]
    return sum(connues, Fraction(0)) if connues else None


def part_ess(
    valeurs: Mapping[str, Valeur | None], parts: Mapping[str, PartEss]
) -> tuple[Fraction, Fraction] | None:
    """Return the value that goes to the ESS and the value whose holder is known."""
    sienne = connue = Fraction(0)
    trouve = False
    for cle, valeur in valeurs.items():
        part = parts[cle].part
        if valeur is None or part is None or valeur.ajoutee <= 0:
            continue
        trouve = True
        connue += valeur.ajoutee
        sienne += valeur.ajoutee * part
    return (sienne, connue) if trouve else None


def construire_prix(mesures: Mesures) -> tuple[Etape, ...]:
    """Return the price build-up: mean price after each maillon, and what it added to it.

    Means are weighted by volumes (all equal when one of them is unknown). Prices of different
    kinds of matter are not compared: the step then has no difference.
    """
    etapes = []
    retours = {(lien.depart, lien.arrivee) for lien in mesures.reseau.liens if lien.retour}
    for maillon in mesures.reseau.en_ordre:
        sortants = [
            f for f in mesures.reseau.sortants[maillon.cle] if (f.depart, f.arrivee) not in retours
        ]
        sortie = _prix_moyens(sortants)
        if not sortie:
            continue
        entrants = [
            f for f in mesures.reseau.entrants[maillon.cle] if (f.depart, f.arrivee) not in retours
        ]
        entree = _prix_moyens(entrants)
        base = max(sortie, key=lambda b: (b in entree, b))
        prix = sortie[base]
        if not prix:
            continue
        ecart = prix - entree[base] if base in entree else None
        unite = dire_unite(base, par_an=False)
        etapes.append(Etape(maillon.cle, maillon.intitule, prix, unite, ecart))
    return tuple(etapes)


def _prix_moyens(flux: Iterable[FluxLu]) -> dict[str, Fraction]:
    """Return the mean price of flows by kind of matter."""
    prix: dict[str, list[tuple[Fraction, Fraction | None]]] = {}
    for f in flux:
        if f.prix is None:
            continue
        unitaire, base = prix_par_base(f.prix, f.unite, f.masse_unitaire_kg)
        volume = convertir(f.volume, f.unite, f.masse_unitaire_kg)
        prix.setdefault(base, []).append((unitaire, volume.valeur if volume else None))
    moyens = {}
    for base, couples in prix.items():
        poids = [v for _, v in couples if v]
        if len(poids) < len(couples):
            couples = [(p, Fraction(1)) for p, _ in couples]  # noqa: PLW2901
        total = sum((v or Fraction(0) for _, v in couples), Fraction(0))
        moyens[base] = sum((p * (v or 0) for p, v in couples), Fraction(0)) / total
    return moyens
