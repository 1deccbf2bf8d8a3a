"""Horizontal bars engraved with hatching, for counts by theme."""

from collections.abc import Sequence
from typing import Final

from rapports.dessins.svg import ENCRE_2, FILET, HUMUS, Dessin, couper, nommer, texte
from rapports.services.mots import enumerer
from rapports.services.structures import Theme

LARGEUR: Final = 620
_GAUCHE: Final = 232
_RANG: Final = 30
_EPAISSEUR: Final = 15
_TERRE: Final = "#6a4b32"
_FOND: Final = "#ece2d3"


def _hachurer(x: float, y: float, longueur: float) -> str:
    """Return the oblique lines of a bar, cut exactly at its edges."""
    traits = []
    depart = -float(_EPAISSEUR)
    while depart < longueur:
        debut, fin = max(depart, 0.0), min(depart + _EPAISSEUR, longueur)
        if fin > debut:
            haut = y + _EPAISSEUR - (fin - depart)
            bas = y + _EPAISSEUR - (debut - depart)
            traits.append(f"M{x + debut:g} {bas:g}L{x + fin:g} {haut:g}")
        depart += 5
    return "".join(traits)


def draw_bars(comptes: Sequence[Theme], *, sujet: str, unite: str = "") -> Dessin:
    """Draw one bar per count, in the order given, with its value written.

    ``sujet`` opens the text alternative: « Acteurs par thème ».
    """
    plus_grand = max((c.nombre for c in comptes), default=1)
    echelle = (LARGEUR - _GAUCHE - 40) / max(plus_grand, 1)
    morceaux = []
    for i, compte in enumerate(comptes):
        haut = i * _RANG + (_RANG - _EPAISSEUR) / 2
        longueur = max(2.0, compte.nombre * echelle)
        lignes = couper(compte.libelle, 36)
        for j, ligne in enumerate(lignes):
            y = haut + 12 + (j - (len(lignes) - 1) / 2) * 12
            morceaux.append(texte(0, y, ligne, taille=13 if len(lignes) == 1 else 11.5))
        morceaux.append(
            f'<path fill="{_FOND}" stroke="{_TERRE}" stroke-width=".9" '
            f'd="M{_GAUCHE} {haut:g}h{longueur:g}v{_EPAISSEUR}h-{longueur:g}z"/>'
            f'<path fill="none" stroke="{_TERRE}" stroke-width=".8" '
            f'd="{_hachurer(_GAUCHE, haut, longueur)}"/>'
        )
        morceaux.append(
            texte(
                _GAUCHE + longueur + 8,
                haut + 13,
                str(compte.nombre),
                taille=15,
                graisse=600,
                couleur=HUMUS,
            )
        )
    hauteur = max(1, len(comptes)) * _RANG
    if not comptes:
        morceaux.append(texte(0, 20, "Rien à compter pour l’instant", taille=13, couleur=ENCRE_2))
    morceaux.append(f'<path stroke="{FILET}" stroke-width="1" d="M{_GAUCHE} 0V{hauteur}"/>')
    dits = [f"{c.libelle} {c.nombre}" for c in comptes]
    return nommer(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur}" role="img">'
        f"{''.join(morceaux)}</svg>",
        f"{sujet}. {enumerer(dits) or 'Aucune donnée'}{unite}.",
    )
