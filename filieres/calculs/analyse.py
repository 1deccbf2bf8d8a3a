"""The whole analysis of a filière, from its rows: one call, no database.

**Status of a maillon**, the first that holds: *manquant* (nobody does it today) · *goulot* (more
comes in than it can take, or it holds the whole chain back) · *non précisé* (somebody does it,
nobody says who) · *fragile* (it rests on one actor, is subcontracted, is only supposed, or
is at more than 90 % of its capacity) · *couvert*.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from filieres.calculs.bilan import TOLERANCE, BilanMaillon, chercher_incoherences, dresser
from filieres.calculs.constats import constater
from filieres.calculs.mesures import Mesures, additionner
from filieres.calculs.mots import dire_part
from filieres.calculs.partage import mesurer_dependance, mesurer_ess
from filieres.calculs.passage import Etage, Traversee, traverser
from filieres.calculs.reseau import MaillonLu, Reseau
from filieres.calculs.resultats import (
    Analyse,
    Dependance,
    MaillonAnalyse,
    Passage,
    Plage,
    Statut,
)
from filieres.calculs.unites import MASSE, dire_unite
from filieres.calculs.valeur import construire_prix, mesurer_valeur, part_ess, totaliser

PLEIN: Final = Fraction(9, 10)
"""Rate of use from which a maillon has no room left."""


@lru_cache(maxsize=16)
def analyser(reseau: Reseau) -> Analyse:
    """Return everything that can be said of a filière; the same rows are analysed once."""
    mesures = Mesures(reseau)
    bilans = dresser(mesures)
    passage, traversee = _passage(mesures)
    maillons = {
        m.cle: _maillon(mesures, m, bilans[m.cle], passage, traversee) for m in reseau.en_ordre
    }
    valeurs = {cle: m.valeur for cle, m in maillons.items()}
    partage = part_ess(valeurs, {cle: m.part_ess for cle, m in maillons.items()})
    return Analyse(
        maillons=maillons,
        flux=mesures.flux,
        gisements=mesures.gisements,
        incoherences=chercher_incoherences(mesures, bilans),
        constats=constater(mesures, maillons, passage),
        passage=passage,
        prix=construire_prix(mesures),
        valeur_totale=totaliser(valeurs.values()),
        valeur_ess=partage[0] if partage else None,
        valeur_attribuee=partage[1] if partage else None,
    )


def _maillon(
    mesures: Mesures,
    maillon: MaillonLu,
    bilan: BilanMaillon,
    passage: Passage | None,
    traversee: Traversee | None,
) -> MaillonAnalyse:
    cle = maillon.cle
    dependance = mesurer_dependance(mesures, cle)
    limite = passage is not None and cle in passage.goulots
    etat = _Etat(mesures, maillon, bilan, dependance, limite=limite)
    statut, pourquoi = etat.juger()
    return MaillonAnalyse(
        cle=cle,
        intitule=maillon.intitule,
        statut=statut,
        entrant=bilan.entrant,
        sortant=bilan.sortant,
        capacite=bilan.capacite,
        capacite_partielle=bilan.partielle,
        unite=bilan.unite,
        taux=bilan.taux,
        passant=traversee.passant[cle] if traversee else None,
        limite=limite,
        acteurs=dependance.acteurs if dependance else 0,
        potentiels=len({p.identite for p in mesures.reseau.potentielles(cle)}),
        part_ess=mesurer_ess(mesures, cle),
        dependance=dependance,
        valeur=mesurer_valeur(mesures, maillon),
        pourquoi=pourquoi,
    )


@dataclass(frozen=True)
class _Etat:
    """What the status of a maillon is judged on."""

    mesures: Mesures
    maillon: MaillonLu
    bilan: BilanMaillon
    dependance: Dependance | None
    limite: bool

    def juger(self) -> tuple[Statut, str]:
        """Return the status and why."""
        if self.mesures.manque(self.maillon):
            venir = self.maillon.statut_declare == "a-venir"
            return Statut.MANQUANT, "À venir" if venir else "Aucun acteur"
        if goulot := self._goulot():
            return Statut.GOULOT, goulot
        dependance = self.dependance
        if dependance is None:
            return self._sans_acteur()
        if fragile := self._fragile(dependance):
            return Statut.FRAGILE, fragile
        n = dependance.acteurs
        return Statut.COUVERT, f"{n} acteur{'s' if n > 1 else ''}"

    def _goulot(self) -> str:
        bilan = self.bilan
        if bilan.taux is not None and bilan.taux > 1 + TOLERANCE and not bilan.partielle:
            return f"{dire_part(bilan.taux)} de sa capacité"
        return "Retient toute la filière" if self.limite else ""

    def _sans_acteur(self) -> tuple[Statut, str]:
        if self.maillon.statut_declare == "sous-traite":
            return Statut.FRAGILE, "Sous-traité"
        if self.maillon.statut_declare == "couvert":
            return Statut.COUVERT, "Dit couvert, sans acteur nommé"
        return Statut.INCONNU, "Aucun acteur nommé"

    def _fragile(self, dependance: Dependance) -> str:
        if dependance.acteurs == 1:
            return "Un seul acteur"
        if dependance.forte:
            return f"{dire_part(dependance.part)} de {dependance.base} chez un seul acteur"
        if self.maillon.statut_declare == "sous-traite":
            return "Sous-traité"
        taux = self.bilan.taux
        if taux is not None and taux > PLEIN and not self.bilan.partielle:
            return f"{dire_part(taux)} de sa capacité"
        return ""


def _passage(mesures: Mesures) -> tuple[Passage | None, Traversee | None]:
    """Compute what can cross, at the middle of the gisements and at both ends."""
    offres, unite = _offres(mesures)
    if not offres:
        return None, None
    reseau = mesures.reseau
    etages = {m.cle: _etage(mesures, m, unite) for m in reseau.maillons}
    entrees = [
        *((g.cle, g.maillon) for g in reseau.gisements if g.maillon is not None
          and not reseau.par_gisement[g.cle]),
        *((f.gisement, f.arrivee) for f in reseau.flux
          if f.gisement is not None and f.arrivee is not None),
        *((cle, cle) for cle in offres if cle in reseau.par_cle),
    ]  # fmt: skip
    liens = [(lien.depart, lien.arrivee) for lien in reseau.liens]

    def calculer(bout: str) -> Traversee:
        sources = {cle: getattr(offre, bout) for cle, offre in offres.items()}
        return traverser(etages, sources, entrees, liens, reseau.derniers, limites=bout == "centre")

    centre = calculer("centre")
    bas, haut = centre, centre
    if any(offre.large for offre in offres.values()):
        bas, haut = calculer("bas"), calculer("haut")
    offert = list(offres.values())
    disponible = Plage(
        sum((o.bas for o in offert), Fraction(0)),
        sum((o.centre for o in offert), Fraction(0)),
        sum((o.haut for o in offert), Fraction(0)),
        unite,
    )
    coupe = centre.goulots | centre.conjoints
    ordre = [m.cle for m in reseau.en_ordre]
    passage = Passage(
        unite=unite,
        disponible=disponible,
        au_mieux=Plage(bas.arrive, centre.arrive, haut.arrive, unite),
        goulots=tuple(cle for cle in ordre if cle in centre.goulots),
        conjoints=tuple(cle for cle in ordre if cle in centre.conjoints),
        bouches=tuple(cle for cle in ordre if cle in coupe and etages[cle].capacite == 0),
        sans_capacite=tuple(cle for cle in ordre if etages[cle].capacite is None),
    )
    return passage, centre


def _offres(mesures: Mesures) -> tuple[dict[str, Plage], str]:
    """Return what comes from upstream, in one unit: gisements, else what first maillons send.

    The unit is the tonne when a gisement is in tonnes, else that of most gisements.
    """
    reseau = mesures.reseau
    connues = {cle: offre for cle, offre in mesures.gisements.items() if offre is not None}
    if not connues:
        connues = {
            m.cle: sortant
            for m in reseau.en_ordre
            if m.cle not in {lien.arrivee for lien in reseau.liens if not lien.retour}
            and (sortant := _sortant(mesures, m)) is not None
        }
    unites = [offre.unite for offre in connues.values()]
    if not unites:
        return {}, ""
    unite = max(unites, key=lambda u: (u == dire_unite(MASSE), unites.count(u), u))
    return {cle: offre for cle, offre in connues.items() if offre.unite == unite}, unite


def _sortant(mesures: Mesures, maillon: MaillonLu) -> Plage | None:
    """Return what a first maillon takes in to send what it sends."""
    envois = additionner(
        m for f in mesures.reseau.sortants[maillon.cle] if (m := mesures.flux[f.cle])
    )
    if not envois:
        return None
    envoi = envois.get(dire_unite(MASSE)) or next(iter(envois.values()))
    r = Fraction(maillon.rendement) if maillon.rendement else Fraction(1)
    return Plage(envoi.bas / r, envoi.centre / r, envoi.haut / r, envoi.unite)


def _etage(mesures: Mesures, maillon: MaillonLu, unite: str) -> Etage:
    """Return what a maillon lets through; a capacity nobody fully knows is no limit."""
    rendement = Fraction(1) if maillon.rendement is None else Fraction(maillon.rendement)
    capacite = mesures.capacites[maillon.cle]
    if mesures.manque(maillon):
        return Etage(Fraction(0), rendement)
    if capacite.valeur is None or capacite.partielle or capacite.unite != unite:
        return Etage(None, rendement)
    return Etage(capacite.valeur, rendement)
