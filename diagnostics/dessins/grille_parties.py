"""The second view of the map: influence upwards, interest to the right, attitude as a sign.

Each of the twenty-five cells offers equal places in rows; columns and rows grow
by steps with what they hold. Those without a place stand in a strip below.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diagnostics.dessins.etiquettes import (
    ENCRE,
    ENCRE_2,
    HAUTEUR,
    LARGEUR,
    Pose,
    dessiner_etiquette,
    n,
)
from diagnostics.models import ECHELLE_MAX, NIVEAUX
from diagnostics.services.carte_parties import Carte, LignePartie, noms_de
from socle.typographie import INSECABLE, typographier

_AXE: Final = 74.0
"""Room for the words of the influence axis, at the left."""
_PIED: Final = 56.0
"""Room for the words of the interest axis, under the grid."""
_AIR: Final = 8.0
_PAS: Final = 2
"""Rows of a cell come two by two."""
_FILET: Final = "#cdd4c7"
_HUMUS: Final = "#2e2218"
_RANGEE_BANDE: Final = 5
_COIN: Final = 3
"""From this mark on, influence or interest is strong."""


@dataclass(frozen=True)
class Case:
    """A cell: its marks, its rectangle, who stands there and where."""

    influence: int
    interet: int
    x: float
    y: float
    largeur: float
    hauteur: float
    lignes: tuple[LignePartie, ...]
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Grille:
    """The whole grid and the strip of those without a place."""

    cases: tuple[Case, ...]
    bande: tuple[LignePartie, ...]
    places_bande: tuple[tuple[float, float], ...]
    bande_y: float
    largeur: float
    hauteur: float
    bas: float
    """Ordinate of the interest axis."""


def disposer_grille(carte: Carte) -> Grille:
    """Give every stakeholder of ``carte`` its place on the grid, or in the strip."""
    par_case: dict[tuple[int, int], list[LignePartie]] = {}
    bande = []
    for ligne in carte.lignes:
        if ligne.influence is None or ligne.interet is None:
            bande.append(ligne)
        else:
            par_case.setdefault((ligne.influence, ligne.interet), []).append(ligne)
    niveaux = range(ECHELLE_MAX + 1)
    colonnes = [
        max(_sous_colonnes(len(par_case.get((infl, inte), ()))) for infl in niveaux)
        for inte in niveaux
    ]
    rangees = {
        infl: max(_rangees(len(par_case.get((infl, inte), ())), colonnes[inte]) for inte in niveaux)
        for infl in niveaux
    }
    cases = []
    y = _AIR
    for influence in reversed(niveaux):
        hauteur = rangees[influence] * HAUTEUR + 2 * _AIR
        x = _AXE
        for interet in niveaux:
            largeur = colonnes[interet] * LARGEUR + 2 * _AIR
            lignes = tuple(par_case.get((influence, interet), ()))
            places = tuple(
                (
                    x + _AIR + (i % colonnes[interet]) * LARGEUR,
                    y + _AIR + (i // colonnes[interet]) * HAUTEUR,
                )
                for i in range(len(lignes))
            )
            cases.append(Case(influence, interet, x, y, largeur, hauteur, lignes, places))
            x += largeur
        y += hauteur
    droite = _AXE + sum(c * LARGEUR + 2 * _AIR for c in colonnes)
    bas = y
    y += _PIED
    bande_y = y
    par_rangee = max(_RANGEE_BANDE, int((droite - _AXE) // LARGEUR))
    places_bande = tuple(
        (_AXE + (i % par_rangee) * LARGEUR, y + 30 + (i // par_rangee) * HAUTEUR)
        for i in range(len(bande))
    )
    if bande:
        y += 30 + ceil(len(bande) / par_rangee) * HAUTEUR + _AIR
    droite = max(droite, _AXE + par_rangee * LARGEUR) + _AIR
    return Grille(tuple(cases), tuple(bande), places_bande, bande_y, droite, y, bas)


def _sous_colonnes(nombre: int) -> int:
    """Labels side by side in a cell that holds ``nombre`` of them."""
    return max(1, ceil(sqrt(nombre * HAUTEUR / LARGEUR)))


def _rangees(nombre: int, colonnes: int) -> int:
    return max(_PAS, ceil(nombre / colonnes / _PAS) * _PAS)


def dessiner_grille(
    carte: Carte, *, pose: Pose | None = None, identifiant: str = "grille"
) -> SafeString:
    """Return the influence × interest grid as an SVG element (see ``dessiner_cercles``)."""
    pose = pose or Pose()
    plan = disposer_grille(carte)
    role = "group" if pose.adresse else "img"
    morceaux = [_fond(case) for case in plan.cases]
    morceaux.extend(_axes(plan))
    morceaux.extend(_case(case, pose) for case in plan.cases)
    if plan.bande:
        morceaux.append(_bande(plan, pose))
    return mark_safe(  # every text goes through escape()
        f'<svg class="pp-dessin pp-grille" viewBox="0 0 {n(plan.largeur)} {n(plan.hauteur)}" '
        f'width="{n(plan.largeur)}" height="{n(plan.hauteur)}" role="{role}" '
        f'aria-labelledby="{identifiant}-titre {identifiant}-desc" '
        'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="13.5">'
        f'<title id="{identifiant}-titre">Influence et intérêt des parties prenantes de '
        f"«{INSECABLE}{escape(typographier(carte.centre))}{INSECABLE}»</title>"
        f'<desc id="{identifiant}-desc">{escape(decrire_grille(carte))}</desc>'
        f"{''.join(morceaux)}</svg>"
    )


def decrire_grille(carte: Carte) -> str:
    """Say the grid in words: who weighs much, who cares much, who has no place yet."""
    placees = [x for x in carte.lignes if x.influence is not None and x.interet is not None]
    groupes = (
        ("Influence et intérêt forts", lambda infl, inte: infl >= _COIN and inte >= _COIN),
        ("Influence forte, intérêt moindre", lambda infl, inte: infl >= _COIN > inte),
        ("Intérêt fort, influence moindre", lambda infl, inte: inte >= _COIN > infl),
        ("Influence et intérêt moindres", lambda infl, inte: max(infl, inte) < _COIN),
    )
    phrases = []
    for titre, garde in groupes:
        lignes = [x for x in placees if garde(x.influence, x.interet)]
        if lignes:
            phrases.append(f"{titre}{INSECABLE}: {noms_de(lignes)}.")
    if carte.a_placer:
        phrases.append(f"À placer{INSECABLE}: {carte.a_placer}.")
    return " ".join([*phrases, "La liste complète suit en tableau."])


def _fond(case: Case) -> str:
    """Draw the ground of a cell, a little darker where influence and interest are strong."""
    fort = case.influence >= _COIN and case.interet >= _COIN
    return (
        f'<rect class="pp-case{" est-forte" if fort else ""}" x="{n(case.x)}" y="{n(case.y)}" '
        f'width="{n(case.largeur)}" height="{n(case.hauteur)}" '
        f'fill="{"#f1f4ee" if fort else "#ffffff"}" stroke="{_FILET}" stroke-width="1"/>'
    )


def _axes(plan: Grille) -> list[str]:
    haut = plan.cases[0].y
    gauche = plan.cases[0].x
    derniere = plan.cases[-1]
    droite = derniere.x + derniere.largeur
    morceaux = [
        (
            f'<path class="pp-axe" d="M{n(gauche)} {n(haut)}V{n(plan.bas)}H{n(droite)}" fill="none" '
            f'stroke="{_HUMUS}" stroke-width="1.75"/>'
        )
    ]
    for case in plan.cases:
        if case.interet == 0:
            milieu = case.y + case.hauteur / 2
            morceaux.append(_mot(str(case.influence), gauche - 10, milieu - 2, "end", gras=True))
            morceaux.append(_mot(NIVEAUX[case.influence].lower(), gauche - 10, milieu + 13, "end"))
        if case.influence == 0:
            milieu = case.x + case.largeur / 2
            mots = f"{case.interet} {NIVEAUX[case.interet].lower()}"
            morceaux.append(_mot(mots, milieu, plan.bas + 17, "middle"))
    morceaux.append(_mot("Influence ↑", 4, haut + 12, "start", gras=True))
    morceaux.append(_mot("Intérêt →", droite, plan.bas + 38, "end", gras=True))
    return morceaux


def _mot(texte: str, x: float, y: float, ancre: str, *, gras: bool = False) -> str:
    encre = ("dm-encre", ENCRE) if gras else ("dm-encre2", ENCRE_2)
    graisse = ' font-weight="600"' if gras else ""
    return (
        f'<text class="{encre[0]}" x="{n(x)}" y="{n(y)}" font-size="12.5" fill="{encre[1]}" '
        f'text-anchor="{ancre}"{graisse}>{escape(texte)}</text>'
    )


def _case(case: Case, pose: Pose) -> str:
    etiquettes = "".join(
        dessiner_etiquette(ligne, x, y, pose)
        for ligne, (x, y) in zip(case.lignes, case.places, strict=True)
    )
    return (
        f'<g class="pp-cellule" data-influence="{case.influence}" data-interet="{case.interet}" '
        f'data-libelle="influence {case.influence}, intérêt {case.interet}">'
        f'<rect class="pp-cible" x="{n(case.x)}" y="{n(case.y)}" width="{n(case.largeur)}" '
        f'height="{n(case.hauteur)}" fill="none"/>{etiquettes}</g>'
    )


def _bande(plan: Grille, pose: Pose) -> str:
    titre = f"À placer{INSECABLE}: {len(plan.bande)} sans influence ou sans intérêt"
    etiquettes = "".join(
        dessiner_etiquette(ligne, x, y, pose)
        for ligne, (x, y) in zip(plan.bande, plan.places_bande, strict=True)
    )
    return (
        f'<g class="pp-bande">'
        f"{_mot(titre, _AXE, plan.bande_y + 16, 'start', gras=True)}{etiquettes}</g>"
    )
