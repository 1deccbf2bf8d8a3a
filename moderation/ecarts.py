"""A contribution beside the entry, choice by choice: what it says, what is proposed, from where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from acteurs.models.referentiels import nommer_type
from acteurs.mots_des_champs import VIDE, Mots, en_mots, libelle_de, nommer_liens, ranger
from moderation.models import Contribution
from moderation.valeurs import groupe_de, groupes, lire_un


@dataclass(frozen=True)
class Ecart:
    """One choice to make.

    Attributes:
        cle: its name in forms.
        libelle: what it is about.
        avant: what the entry says now, '' for an actor to add.
        apres: what is proposed.
        source: where that comes from.
        date: when it was proposed, or was true.
        change: the entry has changed since it was proposed.
        deja: the entry says it by now.
        retenu: it was accepted.
    """

    cle: str
    libelle: str
    avant: str
    apres: str
    source: str
    date: date
    change: bool = False
    deja: bool = False
    retenu: bool = False


def dresser_ecarts(contributions: Iterable[Contribution]) -> dict[int, list[Ecart]]:
    """Return the choices of each contribution, by key; three queries for all (themes prefetched)."""
    contributions = list(contributions)
    mots = nommer_liens(
        paire
        for c in contributions
        for nom, valeur in c.valeurs.items()
        for paire in ((nom, valeur), (nom, c.base.get(nom)), (nom, _actuel(c, nom)))
    )
    return {c.pk: list(_ecarts(c, mots)) for c in contributions}


def _actuel(contribution: Contribution, nom: str) -> Any:
    """Return what the entry says; once decided, what it said when it was proposed."""
    if contribution.acteur is None or contribution.nature == Contribution.Nature.NOUVELLE:
        return None
    if not contribution.attend:
        return contribution.base.get(nom)
    return lire_un(contribution.acteur, nom)


def _ecarts(contribution: Contribution, mots: Mots) -> Iterable[Ecart]:
    nouvelle = contribution.nature == Contribution.Nature.NOUVELLE
    for groupe in groupes(ranger(contribution.valeurs)):
        noms = [n for n in contribution.valeurs if groupe_de(n) == groupe]
        actuel = {n: _actuel(contribution, n) for n in noms}
        voulu = {n: contribution.valeurs[n] for n in noms}
        avant, apres = _dire(groupe, actuel, mots), _dire(groupe, voulu, mots)
        if groupe == "precision" and avant == apres:
            apres = f"{apres}, point déplacé"
        yield Ecart(
            cle=groupe,
            libelle="Position" if groupe == "precision" else libelle_de(groupe),
            avant="" if nouvelle else avant,
            apres=apres,
            source=next((s for n in noms if (s := contribution.source_de(n))), ""),
            date=contribution.date_source or contribution.cree_le.date(),
            change=contribution.attend
            and not nouvelle
            and actuel not in ({n: contribution.base.get(n) for n in noms}, voulu),
            deja=contribution.attend and not nouvelle and actuel == voulu,
            retenu=groupe in contribution.retenus,
        )


def _dire(groupe: str, valeurs: dict[str, Any], mots: Mots) -> str:
    if groupe == "type_id":
        famille = en_mots("type_id", valeurs.get("type_id"), mots)
        forme = en_mots("sous_type_id", valeurs.get("sous_type_id"), mots)
        if famille == VIDE:
            return forme
        return nommer_type(famille, None if forme == VIDE else forme)
    return en_mots(groupe, valeurs.get(groupe), mots)
