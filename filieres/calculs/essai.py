"""What if: changes tried on a filière, without writing them in it.

A change is a small mapping, kept as JSON:

| type | keys | means |
|---|---|---|
| capacite | maillon, valeur, unite | the maillon can take this much |
| flux | flux, valeur, unite | this flow becomes this much |
| gisement | gisement, valeur, unite | this gisement becomes this much (its range goes) |
| acteur | maillon, nom, ess, valeur, unite | one more actor there (valeur may be empty) |
| activer | position | who could do it does it |
| retirer | position | an actor leaves |

A change about something that no longer exists is left out and told (``perdus``). An actor added where
the maillon says its own capacity adds to it: an actor more never lowers what can be done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from filieres.calculs.mots import dire_euros, dire_part, dire_plage
from filieres.calculs.reseau import MaillonLu, PositionLue, Reseau
from filieres.calculs.resultats import Analyse, Statut
from filieres.calculs.unites import lire_unite
from socle.typographie import INSECABLE

TYPES: Final = ("capacite", "flux", "gisement", "acteur", "activer", "retirer")
Changement = Mapping[str, Any]


@dataclass(frozen=True)
class Essai:
    """The filière changed, and the changes that could not be made."""

    reseau: Reseau
    perdus: tuple[int, ...] = ()
    """Ranks of the changes whose maillon, flow or actor is no longer there."""


def essayer(reseau: Reseau, changements: Iterable[Changement]) -> Essai:
    """Apply the changes one after the other."""
    perdus = []
    for rang, changement in enumerate(changements):
        change = _appliquer(reseau, changement, rang)
        if change is None:
            perdus.append(rang)
        else:
            reseau = change
    return Essai(reseau, tuple(perdus))


def _appliquer(reseau: Reseau, changement: Changement, rang: int) -> Reseau | None:
    genre = changement.get("type")
    valeur = lire_valeur(changement.get("valeur"))
    unite = str(changement.get("unite") or "")
    quantite = {"unite": unite, "annee": None}
    if genre == "capacite":
        change = _une_ligne(
            reseau, "maillons", changement.get("maillon"), capacite=valeur, **quantite
        )
    elif genre in {"flux", "gisement"}:
        famille, champ = ("flux", "volume") if genre == "flux" else ("gisements", "quantite")
        champs = {champ: valeur, "bas": None, "haut": None, **quantite}
        change = _une_ligne(reseau, famille, changement.get(genre), **champs)
    elif genre == "acteur":
        change = _ajouter_acteur(reseau, changement, rang, valeur, unite)
    elif genre == "activer":
        change = _activer(reseau, changement.get("position"))
    else:
        change = _retirer(reseau, changement.get("position"))
    return change


def lire_valeur(valeur: Any) -> Decimal | None:
    """Read a number kept as text; None when empty or wrong."""
    try:
        lue = Decimal(str(valeur).replace(",", ".").strip())
    except InvalidOperation:
        return None
    return lue if lue.is_finite() and lue >= 0 else None


def _une_ligne(reseau: Reseau, famille: str, cle: Any, **champs: Any) -> Reseau | None:
    lignes = getattr(reseau, famille)
    if not any(ligne.cle == cle for ligne in lignes):
        return None
    changees = tuple(replace(li, **champs) if li.cle == cle else li for li in lignes)
    changes: Any = {famille: changees}
    return replace(reseau, **changes)


def _ajouter_acteur(
    reseau: Reseau, changement: Changement, rang: int, valeur: Decimal | None, unite: str
) -> Reseau | None:
    maillon = reseau.par_cle.get(str(changement.get("maillon")))
    if maillon is None:
        return None
    position = PositionLue(
        cle=f"essai-{rang}",
        maillon=maillon.cle,
        nom=str(changement.get("nom") or "Nouvel acteur"),
        ess=changement.get("ess"),
        capacite=valeur,
        unite=unite,
    )
    return _avec_capacite_en_plus(
        replace(reseau, positions=(*reseau.positions, position)), maillon, valeur, unite
    )


def _activer(reseau: Reseau, cle: Any) -> Reseau | None:
    position = next((p for p in reseau.positions if p.cle == cle), None)
    if position is None or position.maillon not in reseau.par_cle:
        return None
    if not position.potentielle:
        return reseau
    change = _une_ligne(reseau, "positions", cle, potentielle=False)
    maillon = reseau.par_cle[position.maillon]
    return change and _avec_capacite_en_plus(change, maillon, position.capacite, position.unite)


def _retirer(reseau: Reseau, cle: Any) -> Reseau | None:
    if not any(p.cle == cle for p in reseau.positions):
        return None
    return replace(
        reseau,
        positions=tuple(p for p in reseau.positions if p.cle != cle),
        flux=tuple(
            replace(
                f,
                position_depart=None if f.position_depart == cle else f.position_depart,
                position_arrivee=None if f.position_arrivee == cle else f.position_arrivee,
            )
            for f in reseau.flux
        ),
    )


def _avec_capacite_en_plus(
    reseau: Reseau, maillon: MaillonLu, ajout: Decimal | None, unite: str
) -> Reseau:
    """Raise the capacity the maillon says for itself, when the two units compare."""
    if maillon.capacite is None or ajout is None:
        return reseau
    sienne, autre = lire_unite(maillon.unite), lire_unite(unite)
    if sienne.base != autre.base:
        return reseau
    plus = Fraction(ajout) * autre.facteur / sienne.facteur
    exacte = Decimal(plus.numerator) / Decimal(plus.denominator)
    change = _une_ligne(reseau, "maillons", maillon.cle, capacite=maillon.capacite + exacte)
    return change or reseau


@dataclass(frozen=True)
class Mesure:
    """A result, one value per version: today first, then each hypothesis."""

    libelle: str
    valeurs: tuple[str, ...]
    sens: tuple[int, ...]
    """Against today: 1 better, -1 worse, 0 the same or not comparable."""


def comparer(analyses: tuple[Analyse, ...]) -> list[Mesure]:
    """Return the results worth comparing, today's being the first of ``analyses``."""
    mesures = [
        _mesure(
            "Ce qui peut traverser, au mieux", analyses,
            lambda a: a.passage.au_mieux.centre if a.passage else None,
            lambda a: dire_plage(a.passage.au_mieux) if a.passage else "non chiffré",
        ),
        _mesure(
            "Part de l’amont qui traverse", analyses,
            lambda a: a.passage.part if a.passage else None,
            lambda a: dire_part(a.passage.part) if a.passage and a.passage.part is not None else "—",
        ),
    ]  # fmt: skip
    for libelle, statuts, signe in (
        ("Maillons sans acteur", (Statut.MANQUANT,), -1),
        ("Goulots", (Statut.GOULOT,), -1),
        ("Maillons qui tiennent (couverts ou fragiles)", (Statut.COUVERT, Statut.FRAGILE), 1),
    ):
        comptes = tuple(_nombre(a, statuts) for a in analyses)
        mesures.append(_compter(libelle, comptes, signe))
    if any(a.valeur_totale is not None for a in analyses):
        mesures.append(
            _mesure(
                "Valeur ajoutée connue, par an", analyses,
                lambda a: a.valeur_totale,
                lambda a: "—" if a.valeur_totale is None else dire_euros(a.valeur_totale),
            )
        )  # fmt: skip
    erreurs = tuple(sum(i.gravite == "erreur" for i in a.incoherences) for a in analyses)
    mesures.append(_compter("Chiffres qui se contredisent", erreurs, -1))
    return mesures


def _nombre(analyse: Analyse, statuts: tuple[Statut, ...]) -> int:
    return sum(m.statut in statuts for m in analyse.maillons.values())


def _compter(libelle: str, comptes: tuple[int, ...], signe: int) -> Mesure:
    """Return a count; ``signe`` -1: the fewer the better."""
    premier = comptes[0]
    sens = tuple(signe * ((n > premier) - (n < premier)) for n in comptes)
    return Mesure(libelle, tuple(str(n) for n in comptes), sens)


def _mesure(libelle: str, analyses: tuple[Analyse, ...], compte: Any, dire: Any) -> Mesure:
    premiere = compte(analyses[0])
    sens = []
    for analyse in analyses:
        valeur = compte(analyse)
        if valeur is None or premiere is None:
            sens.append(0)
        else:
            sens.append((valeur > premiere) - (valeur < premiere))
    return Mesure(libelle, tuple(dire(a) for a in analyses), tuple(sens))


def dire_changement(reseau: Reseau, changement: Changement) -> str:
    """Say a change in words, with what it is today."""
    genre, unite = changement.get("type"), str(changement.get("unite") or "")
    valeur = str(changement.get("valeur") or "").replace(".", ",")
    combien = f"{valeur}{INSECABLE}{unite}" if valeur else "capacité inconnue"
    if genre in {"capacite", "acteur"}:
        maillon = reseau.par_cle.get(str(changement.get("maillon")))
        ou = maillon.intitule if maillon else "un maillon supprimé"
        if genre == "acteur":
            nom = changement.get("nom") or "Nouvel acteur"
            return f"{nom} s’ajoute au maillon {ou} ({combien})"
        return f"La capacité de {ou} passe à {combien}"
    if genre == "flux":
        flux = next((f for f in reseau.flux if f.cle == changement.get("flux")), None)
        quoi = f"Le flux {flux.matiere or 'sans nom'}" if flux else "Un flux supprimé"
        return f"{quoi} passe à {combien}"
    if genre == "gisement":
        cle = changement.get("gisement")
        gisement = next((g for g in reseau.gisements if g.cle == cle), None)
        quoi = f"Le gisement {gisement.ressource}" if gisement else "Un gisement supprimé"
        return f"{quoi} passe à {combien}"
    position = next((p for p in reseau.positions if p.cle == changement.get("position")), None)
    qui = position.nom if position else "Un acteur supprimé"
    ou = reseau.par_cle[position.maillon].intitule if position else "?"
    if genre == "activer":
        return f"{qui} tient le maillon {ou}"
    return f"{qui} quitte le maillon {ou}"
