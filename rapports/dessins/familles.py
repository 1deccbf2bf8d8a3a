"""Actors by family: one silhouette each while they can be counted by eye, bars beyond."""

from collections.abc import Sequence
from typing import Final

from rapports.dessins.svg import ENCRE_2, FILET, HUMUS, Dessin, couper, nommer, texte
from rapports.services.mots import compter, enumerer
from rapports.services.structures import Famille
from socle.formes import FORMES

LARGEUR: Final = 620
_GAUCHE: Final = 232
_RANG: Final = 30
_PAS: Final = 26
A_COMPTER: Final = 13
"""Above this many actors in one family, bars replace the row of silhouettes."""


def draw_families(familles: Sequence[Famille]) -> Dessin:
    """Draw the families in the order given; values are written at the end of each row."""
    plus_grand = max((len(f.acteurs) for f in familles), default=1)
    pas = _PAS if plus_grand <= A_COMPTER else (LARGEUR - _GAUCHE - 40) / plus_grand
    morceaux = []
    for i, famille in enumerate(familles):
        milieu = i * _RANG + _RANG / 2
        forme = FORMES[famille.forme]
        couleur = forme.couleur
        dessin = forme.dessin.replace("currentColor", couleur)
        if i:
            morceaux.append(
                f'<path stroke="{FILET}" stroke-width=".6" d="M0 {i * _RANG}H{LARGEUR}"/>'
            )
        lignes = couper(famille.libelle, 34)
        for j, ligne in enumerate(lignes):
            y = milieu + 4.5 + (j - (len(lignes) - 1) / 2) * 13
            morceaux.append(texte(0, y, ligne, taille=13 if len(lignes) == 1 else 12))
        n = len(famille.acteurs)
        if plus_grand <= A_COMPTER:
            morceaux.extend(
                f'<g transform="translate({_GAUCHE + k * pas:g} {milieu - 10:g}) scale(.83)" '
                f'fill="{couleur}">{dessin}</g>'
                for k in range(n)
            )
            fin = _GAUCHE + n * pas + 2
        else:
            longueur = max(2, n * pas)
            morceaux.append(
                f'<g transform="translate({_GAUCHE - 24:g} {milieu - 9:g}) scale(.75)" '
                f'fill="{couleur}">{dessin}</g>'
                f'<path fill="{couleur}" d="M{_GAUCHE} {milieu - 7:g}h{longueur:g}v14h-{longueur:g}z"/>'
            )
            fin = _GAUCHE + longueur + 8
        morceaux.append(texte(fin, milieu + 5.5, str(n), taille=15, graisse=600, couleur=HUMUS))
    if not familles:
        morceaux.append(texte(0, 22, "Aucun acteur rattaché", taille=13, couleur=ENCRE_2))
    hauteur = max(1, len(familles)) * _RANG
    dits = [f"{f.libelle} {len(f.acteurs)}" for f in familles]
    total = sum(len(f.acteurs) for f in familles)
    return nommer(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur}" role="img">'
        f"{''.join(morceaux)}</svg>",
        f"Répartition de {compter(total, 'acteur')} par famille. {enumerer(dits)}.",
    )
