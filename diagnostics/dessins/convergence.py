"""The matrix of convergence as one drawing: actors in rows, ideas in columns; or a list on a phone.

Each cell shows four blocks, filled up to the degree of adhesion, and says it in words: nothing
is told by colour alone. No ``style`` attribute: see ``dessins.matrice``.
"""

from typing import Final

from django.utils.safestring import SafeString, mark_safe

from diagnostics.calculs.convergence import DEFAVORABLE, DEGRE_MAX, FAVORABLE, Adhesion
from diagnostics.lectures_convergence import Cellule, Lecture
from socle.encres import (
    ENCRE,
    ENCRE_2,
    FEUILLE,
    FILET_FORT,
    OCRE,
    VERMILLON,
    Encre,
    ecrire,
    filet,
    n,
    ouvrir,
)
from socle.lettrage import couper
from socle.typographie import ecrire_nombre, typographier

LARGEUR: Final = 1120
LARGEUR_ETROITE: Final = 358
_NOMS: Final = 250
_COLONNE_MIN: Final = 132
_BLOC: Final = 17
_PAS: Final = 20
_COURTS: Final = {
    0: "Contre",
    1: "Plutôt contre",
    2: "À voir",
    3: "Plutôt pour",
    4: "Pour",
}


def dessiner_convergence(
    lecture: Lecture, *, etroit: bool = False, identifiant: str = "conv"
) -> SafeString:
    """Return the matrix as an SVG element; its table is in the page that shows it."""
    identifiant = f"{identifiant}-etroit" if etroit else identifiant
    corps, largeur, hauteur = _liste(lecture) if etroit else _grille(lecture)
    titre = f"Adhésion de {len(lecture.acteurs)} acteurs à {len(lecture.pistes)} pistes"
    description = " ".join(f"{p.piste.titre}\u00a0: {p.part} {p.phrase}" for p in lecture.pistes)
    return mark_safe(
        ouvrir(identifiant, largeur, hauteur, titre, description, "dp-convergence")
        + corps
        + "</svg>"
    )


def _grille(lecture: Lecture) -> tuple[str, float, float]:
    """Draw actors in rows and ideas in columns."""
    colonnes = max(len(lecture.pistes), 1)
    colonne = max(_COLONNE_MIN, min(240, (LARGEUR - _NOMS) / colonnes))
    largeur = max(_NOMS + colonne * colonnes, LARGEUR if colonnes > 2 else 0)  # noqa: PLR2004
    titres = [
        couper(typographier(p.piste.titre), colonne - 8, 14, graisse=600) for p in lecture.pistes
    ]
    y = 19.0 * max((len(t) for t in titres), default=1) + 10
    morceaux = []
    for rang, lignes in enumerate(titres):
        base = y - 12 - 19 * (len(lignes) - 1)
        for ligne in lignes:
            morceaux.append(ecrire(ligne, _NOMS + rang * colonne + 6, base, 14, gras=True))
            base += 19
    morceaux.append(filet(0, y, largeur, y, fort=True))
    for acteur, cellules in lecture.rangees:
        noms = couper(typographier(acteur.nom), _NOMS - 20, 15)
        hauteur = max(58.0, 19 * len(noms) + 20)
        base = y + (hauteur - 19 * len(noms)) / 2 + 15
        for ligne in noms:
            morceaux.append(ecrire(ligne, 0, base, 15))
            base += 19
        morceaux.extend(
            _cellule(c, _NOMS + rang * colonne + 6, y + (hauteur - 40) / 2)
            for rang, c in enumerate(cellules)
        )
        y += hauteur
        morceaux.append(filet(0, y, largeur, y))
    morceaux.append(ecrire("En moyenne", 0, y + 25, 15, gras=True))
    for rang, lue in enumerate(lecture.pistes):
        valeur, suite = _resumer(lue.adhesion)
        x = _NOMS + rang * colonne + 6
        morceaux.append(ecrire(valeur, x, y + 25, 15, gras=True))
        morceaux.append(ecrire(suite, x, y + 44, 13, ENCRE_2))
    return "".join(morceaux), largeur, y + 52


def _liste(lecture: Lecture) -> tuple[str, float, float]:
    """Draw one idea under another, for a phone."""
    morceaux, y = [], 4.0
    for lue in lecture.pistes:
        for ligne in couper(typographier(lue.piste.titre), LARGEUR_ETROITE - 10, 17, graisse=600):
            y += 22
            morceaux.append(ecrire(ligne, 0, y, 17, gras=True))
        valeur, suite = _resumer(lue.adhesion)
        y += 21
        morceaux.append(ecrire(f"{valeur}, {suite}" if suite else valeur, 0, y, 14, ENCRE_2))
        y += 10
        for cellule in lue.cellules:
            if cellule.etat == "hors":
                continue
            morceaux.append(filet(0, y, LARGEUR_ETROITE, y))
            noms = couper(typographier(cellule.acteur.nom), LARGEUR_ETROITE - 128, 15)
            hauteur = max(52.0, 19 * len(noms) + 14)
            base = y + (hauteur - 19 * len(noms)) / 2 + 15
            for ligne in noms:
                morceaux.append(ecrire(ligne, 0, base, 15))
                base += 19
            morceaux.append(_cellule(cellule, LARGEUR_ETROITE - 116, y + (hauteur - 40) / 2))
            y += hauteur
        y += 18
    return "".join(morceaux), LARGEUR_ETROITE, max(y, 40)


def _resumer(adhesion: Adhesion) -> tuple[str, str]:
    """Return the mean and who was heard, in two short pieces."""
    entendus = f"{adhesion.entendus} sur {adhesion.concernes}"
    if adhesion.moyenne is None:
        return ("Pas de moyenne", entendus)
    environ = "≈ " if adhesion.arrondie else ""
    return (
        f"{environ}{ecrire_nombre(round(adhesion.moyenne, 1))} / 4",
        f"entendus\u00a0: {entendus}",
    )


def _encre(degre: int) -> Encre:
    if degre <= DEFAVORABLE:
        return VERMILLON
    return FEUILLE if degre >= FAVORABLE else OCRE


def _cellule(cellule: Cellule, x: float, y: float) -> str:
    """Draw four blocks filled up to the degree, and the words under them (40 units high)."""
    if cellule.etat == "hors":
        return ecrire("–", x, y + 24, 15, ENCRE_2)
    degre = cellule.degre
    mots = {"prive": "Privé", "muet": "Pas d’avis"}.get(cellule.etat)
    if mots is None:
        mots = "Ne dit pas" if degre is None else f"{degre} · {_COURTS[degre]}"
    encre = ENCRE_2 if degre is None else _encre(degre)
    morceaux = []
    for bloc in range(DEGRE_MAX):
        plein = degre is not None and bloc < degre
        tirete = ' stroke-dasharray="3 2.5"' if cellule.etat == "muet" else ""
        remplir = (
            f'fill="{encre.couleur}" class="{encre.classe}"'
            if plein
            else ('fill="none" class="dp-bloc"')
        )
        trait = "" if plein else f' stroke="{FILET_FORT.couleur}" stroke-width="1.2"{tirete}'
        morceaux.append(
            f'<rect x="{n(x + bloc * _PAS + 0.6)}" y="{n(y + 2)}" width="{_BLOC}" height="14" '
            f"{remplir}{trait}/>"
        )
    if cellule.etat == "prive":
        morceaux.append(
            f'<path class="dp-bloc" d="M{n(x)} {n(y + 16)}L{n(x + _PAS * 4 - 3)} {n(y + 2)}" '
            f'stroke="{FILET_FORT.couleur}" stroke-width="1.2"/>'
        )
    if degre == 0:
        morceaux.append(
            f'<path class="dp-contre" d="M{n(x + 4)} {n(y + 5)}l8 8m0-8l-8 8" '
            f'stroke="{VERMILLON.couleur}" stroke-width="2" stroke-linecap="round"/>'
        )
    lecture = cellule.point is not None and cellule.point.lecture
    morceaux.append(
        ecrire(
            mots + (" *" if lecture else ""), x, y + 34, 14, ENCRE if degre is not None else ENCRE_2
        )
    )
    return "".join(morceaux)
