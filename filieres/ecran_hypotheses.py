"""Hypotheses beside today: results, then the maillons that change."""

from collections.abc import Sequence
from dataclasses import dataclass

from filieres.calculs.essai import Mesure, comparer
from filieres.calculs.mots import dire_part
from filieres.calculs.reseau import Reseau
from filieres.calculs.resultats import STATUTS_DITS, Analyse, MaillonAnalyse, Statut
from filieres.models import Hypothese

RANGS = {
    Statut.MANQUANT: 0,
    Statut.INCONNU: 1,
    Statut.GOULOT: 2,
    Statut.FRAGILE: 3,
    Statut.COUVERT: 4,
}
SENS = {1: "mieux", -1: "moins bien", 0: ""}


@dataclass(frozen=True)
class Valeur:
    """A result in one version."""

    texte: str
    sens: str = ""
    """« mieux », « moins bien » or nothing."""


@dataclass(frozen=True)
class LigneComparee:
    """One result, today first."""

    libelle: str
    valeurs: tuple[Valeur, ...]


@dataclass(frozen=True)
class Comparaison:
    """The two tables."""

    titres: tuple[str, ...]
    resultats: tuple[LigneComparee, ...]
    maillons: tuple[LigneComparee, ...]
    """Only those that change."""


def dresser_comparaison(
    reseau: Reseau, hypotheses: Sequence[Hypothese], analyses: tuple[Analyse, ...]
) -> Comparaison:
    """Return today and the hypotheses side by side; ``analyses`` begins with today's."""
    return Comparaison(
        titres=("Aujourd’hui", *(h.nom for h in hypotheses)),
        resultats=tuple(_resultat(m) for m in comparer(analyses)),
        maillons=tuple(
            ligne
            for m in reseau.en_ordre
            if (ligne := _maillon(m.intitule, [a.maillons[m.cle] for a in analyses])) is not None
        ),
    )


def _resultat(mesure: Mesure) -> LigneComparee:
    return LigneComparee(
        mesure.libelle,
        tuple(
            Valeur(texte, SENS[sens])
            for texte, sens in zip(mesure.valeurs, mesure.sens, strict=True)
        ),
    )


def _maillon(intitule: str, etats: Sequence[MaillonAnalyse]) -> LigneComparee | None:
    dits = [_dire(etat) for etat in etats]
    if len(set(dits)) == 1:
        return None
    rang = RANGS[etats[0].statut]
    valeurs = []
    for dit, etat in zip(dits, etats, strict=True):
        ecart = RANGS[etat.statut] - rang
        valeurs.append(Valeur(dit, SENS[(ecart > 0) - (ecart < 0)]))
    return LigneComparee(intitule, tuple(valeurs))


def _dire(etat: MaillonAnalyse) -> str:
    dit = f"{STATUTS_DITS[etat.statut]} : {etat.pourquoi[0].lower()}{etat.pourquoi[1:]}"
    if etat.taux is not None and "capacité" not in etat.pourquoi:
        dit += f" ({dire_part(etat.taux)} de sa capacité)"
    return dit
