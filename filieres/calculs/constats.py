"""What a filière shows, in plain French, each finding with what it rests on."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from filieres.calculs.mesures import Mesures, additionner
from filieres.calculs.mots import (
    dire_euros,
    dire_liste,
    dire_part,
    dire_plage,
    dire_quantite,
)
from filieres.calculs.partage import dire_concentration
from filieres.calculs.reseau import MaillonLu
from filieres.calculs.resultats import Constat, MaillonAnalyse, Passage, Statut
from socle.typographie import FINE, INSECABLE, accorder, ecrire_nombre

MAILLONS_TENUS: Final = 3
"""Maillons held by one actor from which the whole chain is said to rest on them."""
CA_FORT: Final = 50
"""Share of turnover, in percent, from which an actor depends on the filière."""
LOIN_KM: Final = 100
MARGE: Final = Fraction(3, 10)
RESTE: Final = Fraction(1, 5)
NATURES: Final = {
    "equipement": "équipement", "foncier": "foncier", "competence": "compétence",
    "debouche": "débouché",
}  # fmt: skip


def dit(nom: str) -> str:
    """Quote a name."""
    return f"«{INSECABLE}{nom}{INSECABLE}»"


def constater(
    mesures: Mesures, maillons: Mapping[str, MaillonAnalyse], passage: Passage | None
) -> tuple[Constat, ...]:
    """Return the findings: what stops the chain, then what weakens it, then what is left over."""
    reseau = mesures.reseau
    trouves: list[Constat] = []
    for maillon in reseau.en_ordre:
        trouves += _manque(mesures, maillon, maillons[maillon.cle])
    if passage is not None:
        trouves += _passage(passage, maillons)
    for maillon in reseau.en_ordre:
        trouves += _goulot(maillons[maillon.cle], passage)
    for maillon in reseau.en_ordre:
        trouves += _dependance(maillons[maillon.cle])
    trouves += _acteurs(mesures, len(maillons))
    trouves += _valeur(maillons)
    for maillon in reseau.en_ordre:
        trouves += _besoins(maillon)
        trouves += _marge(maillons[maillon.cle])
    trouves += _restes(mesures)
    trouves += _distances(mesures)
    return tuple(trouves)


def _manque(mesures: Mesures, maillon: MaillonLu, analyse: MaillonAnalyse) -> Iterator[Constat]:
    nom = dit(maillon.intitule)
    if analyse.statut == Statut.MANQUANT:
        phrase = f"Aucun acteur au maillon {nom}"
        if maillon.statut_declare == "a-venir":
            phrase = f"Le maillon {nom} est encore à venir"
        yield Constat("manquant", f"{phrase}{_pourraient(mesures, maillon)}.", maillon=maillon.cle)
    elif analyse.statut == Statut.INCONNU:
        phrase = f"On ne sait pas qui tient le maillon {nom}{_pourraient(mesures, maillon)}."
        yield Constat("inconnu", phrase, maillon=maillon.cle)
    elif maillon.statut_declare == "sous-traite":
        phrase = f"Le maillon {nom} est sous-traité{_pourraient(mesures, maillon)}."
        yield Constat("sous-traite", phrase, maillon=maillon.cle)


def _pourraient(mesures: Mesures, maillon: MaillonLu) -> str:
    noms = list(dict.fromkeys(p.nom for p in mesures.reseau.potentielles(maillon.cle)))
    if not noms:
        return ""
    return f"{FINE}; {dire_liste(noms)} pourrai{'en' if len(noms) > 1 else ''}t le tenir"


def _passage(passage: Passage, maillons: Mapping[str, MaillonAnalyse]) -> Iterator[Constat]:
    offert = dire_plage(passage.disponible)
    appui = f"{offert} disponibles en entrée"
    if passage.sans_capacite:
        noms = dire_liste([dit(maillons[c].intitule) for c in passage.sans_capacite])
        appui += f"{FINE}; capacité inconnue, tenue pour suffisante, de {noms}"
    if passage.bouches and not passage.au_mieux.centre:
        noms = dire_liste([dit(maillons[c].intitule) for c in passage.bouches])
        phrase = f"Rien ne peut traverser la filière tant que {noms} manque{_ent(passage.bouches)}."
        yield Constat("bouchee", phrase, appui)
        return
    part = passage.part
    if part is None:
        return
    phrase = (
        f"Au mieux, {dire_plage(passage.au_mieux)} peuvent traverser la filière, soit "
        f"{dire_part(part)} de ce qui est disponible."
    )
    yield Constat("passage", phrase, appui, alerte=part < 1)
    if passage.conjoints:
        noms = dire_liste([dit(maillons[c].intitule) for c in passage.conjoints])
        phrase = f"Plusieurs maillons sont pleins ensemble{INSECABLE}: agrandir seulement {noms} ne suffirait pas."
        if len(maillons) > 1:
            yield Constat("conjoints", phrase, appui)


def _ent(cles: tuple[str, ...]) -> str:
    return "nt" if len(cles) > 1 else ""


def _goulot(analyse: MaillonAnalyse, passage: Passage | None) -> Iterator[Constat]:
    if analyse.statut != Statut.GOULOT:
        return
    nom = dit(analyse.intitule)
    appuis, phrases = [], []
    if analyse.capacite is not None:
        appuis.append(f"capacité{INSECABLE}: {dire_quantite(analyse.capacite, analyse.unite)}")
    if analyse.taux is not None and analyse.taux > 1 and analyse.entrant is not None:
        phrases.append(f"il y arrive {dire_part(analyse.taux)} de sa capacité")
        appuis.append(f"il arrive {dire_plage(analyse.entrant)}")
    if analyse.limite and passage is not None:
        phrases.append("l’agrandir laisserait passer davantage dans toute la filière")
        appuis.append(f"au mieux {dire_plage(passage.au_mieux)} traversent")
    phrase = f"{nom} est un goulot{INSECABLE}: {dire_liste(phrases)}."
    yield Constat("goulot", phrase, f"{FINE}; ".join(appuis), analyse.cle)


def _dependance(analyse: MaillonAnalyse) -> Iterator[Constat]:
    dependance = analyse.dependance
    if dependance is None or not dependance.forte:
        return
    nom = dit(analyse.intitule)
    if dependance.acteurs == 1:
        phrase = f"Le maillon {nom} ne repose que sur un acteur{INSECABLE}: {dependance.premier}."
        yield Constat("dependance", phrase, "1 acteur nommé", analyse.cle)
        return
    phrase = f"Le maillon {nom} repose à {dire_part(dependance.part)} sur {dependance.premier}."
    appui = (
        f"{dependance.acteurs} acteurs, part mesurée sur {dependance.base}{FINE}; "
        f"{dire_concentration(dependance)}"
    )
    yield Constat("dependance", phrase, appui, analyse.cle)


def _acteurs(mesures: Mesures, total: int) -> Iterator[Constat]:
    """Say who holds several maillons, and who lives on the filière."""
    tenus: dict[str, dict[str, None]] = {}
    noms: dict[str, str] = {}
    dependants: dict[str, str] = {}
    for p in mesures.reseau.positions:
        if p.potentielle:
            continue
        noms.setdefault(p.identite, p.nom)
        tenus.setdefault(p.identite, {})[mesures.reseau.par_cle[p.maillon].intitule] = None
        if p.part_ca is not None and p.part_ca >= CA_FORT:
            dependants.setdefault(p.identite, f"{ecrire_nombre(p.part_ca)}{INSECABLE}%")
    for qui, maillons in tenus.items():
        if len(maillons) >= MAILLONS_TENUS and 2 * len(maillons) >= total:
            phrase = f"{noms[qui]} tient {len(maillons)} maillons sur {total}{INSECABLE}: son départ les toucherait tous."
            yield Constat("acteur-central", phrase, dire_liste(list(maillons)))
    for qui, part in dependants.items():
        phrase = f"{noms[qui]} réalise {part} de son chiffre d’affaires dans cette filière."
        yield Constat("acteur-dependant", phrase, "part dite de son chiffre d’affaires")


def _valeur(maillons: Mapping[str, MaillonAnalyse]) -> Iterator[Constat]:
    """Say where most value is made, and whether the ESS is there."""
    creees = {c: m.valeur.ajoutee for c, m in maillons.items() if m.valeur and m.valeur.ajoutee > 0}
    if len(creees) <= 1:
        return
    premier = maillons[max(creees, key=lambda c: creees[c])]
    valeur, part = premier.valeur, premier.part_ess
    if valeur is None:
        return
    total = sum(creees.values(), Fraction(0))
    nom = dit(premier.intitule)
    combien = f"{dire_euros(valeur.ajoutee)} par an, {dire_part(valeur.ajoutee / total)} du total"
    appui = "valeur ajoutée = ventes − achats"
    if not valeur.complete:
        n = valeur.manques
        appui += f"{FINE}; {n} flux sans prix ou sans volume n’y {'sont' if n > 1 else 'est'} pas"
    if part.part == 0:
        phrase = (
            f"L’ESS est absente là où la valeur est la plus forte{INSECABLE}: {nom} ({combien})."
        )
        yield Constat("ess-absente", phrase, appui, premier.cle)
    elif part.part is not None:
        phrase = f"C’est à {nom} que se crée le plus de valeur ({combien})."
        mesure = f"l’ESS y tient {dire_part(part.part)}, mesurés sur {part.base}"
        yield Constat("valeur", phrase, f"{appui}{FINE}; {mesure}", premier.cle, alerte=False)
    else:
        phrase = f"C’est à {nom} que se crée le plus de valeur ({combien}), sans qu’on sache si l’ESS y est."
        yield Constat("valeur", phrase, appui, premier.cle, alerte=False)
    for m in maillons.values():
        if m.valeur and m.valeur.complete and m.valeur.ajoutee < 0:
            phrase = (
                f"{dit(m.intitule)} perd {dire_euros(-m.valeur.ajoutee)} par an aux prix donnés."
            )
            achats = m.valeur.achats + m.valeur.achats_exterieurs
            appui = f"ventes {dire_euros(m.valeur.ventes)}, achats {dire_euros(achats)}"
            yield Constat("perte", phrase, appui, m.cle)


def _besoins(maillon: MaillonLu) -> Iterator[Constat]:
    manquants = [
        f"{NATURES.get(b.nature, b.nature)} ({b.texte})" if b.texte else NATURES.get(b.nature, "")
        for b in maillon.besoins
        if not b.couvert
    ]
    if manquants:
        n = len(manquants)
        phrase = (
            f"Au maillon {dit(maillon.intitule)}, il manque{INSECABLE}: {dire_liste(manquants)}."
        )
        yield Constat(
            "besoin", phrase, f"{n} besoin{accorder(n)} non couvert{accorder(n)}", maillon.cle
        )


def _marge(analyse: MaillonAnalyse) -> Iterator[Constat]:
    if analyse.taux is None or analyse.capacite is None or analyse.entrant is None:
        return
    libre = 1 - analyse.taux
    if libre >= MARGE and analyse.statut not in {Statut.MANQUANT, Statut.GOULOT}:
        reste = dire_quantite(analyse.capacite * libre, analyse.unite)
        phrase = f"{dit(analyse.intitule)} peut encore prendre {reste} ({dire_part(libre)} de sa capacité)."
        appui = f"il arrive {dire_plage(analyse.entrant)}"
        yield Constat("marge", phrase, appui, analyse.cle, alerte=False)


def _restes(mesures: Mesures) -> Iterator[Constat]:
    """Say what is left of gisements whose flows are known."""
    for gisement in mesures.reseau.gisements:
        offert = mesures.gisements[gisement.cle]
        partants = mesures.reseau.par_gisement[gisement.cle]
        if offert is None or not partants or any(mesures.flux[f.cle] is None for f in partants):
            continue
        pris = additionner(m for f in partants if (m := mesures.flux[f.cle])).get(offert.unite)
        if pris is None or pris.unite != offert.unite or offert.centre <= 0:
            continue
        reste = offert.centre - pris.centre
        if reste / offert.centre >= RESTE:
            phrase = f"Il reste {dire_quantite(reste, offert.unite)} du gisement {dit(gisement.ressource)} que la filière ne prend pas."
            appui = f"{dire_plage(offert)} disponibles, {dire_plage(pris)} collectés"
            yield Constat("reste", phrase, appui, gisement.maillon or "", alerte=False)


def _distances(mesures: Mesures) -> Iterator[Constat]:
    reseau = mesures.reseau
    for flux in reseau.flux:
        if flux.distance_km is None or flux.distance_km < LOIN_KM:
            continue
        vers = reseau.par_cle[flux.arrivee].intitule if flux.arrivee else "l’extérieur"
        quoi = dit(flux.matiere) if flux.matiere else "la matière"
        phrase = f"Vers {vers}, {quoi} parcourt {ecrire_nombre(flux.distance_km)}{INSECABLE}km."
        yield Constat("distance", phrase, "distance dite du flux", flux.arrivee or "", alerte=False)
