"""Measure and wrap text as Cabin draws it, without loading a font at run time.

``cabin.json`` holds the advance widths of ``static/fonts/cabin-fr.woff2`` at
weights 400 and 600, in thousandths of an em: width → characters.
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_FICHIER = Path(__file__).parent / "cabin.json"
_LARGEUR_INCONNUE: Final = 620
"""Width given to a character outside the French subset, in thousandths of an em: a wide one."""
_MARGE: Final = 1.02
"""The fallback font of a reader without ours is a little wider."""


@cache
def _largeurs(graisse: int) -> dict[str, int]:
    table = json.loads(_FICHIER.read_text(encoding="utf-8"))[str(graisse)]
    return {c: int(largeur) for largeur, lettres in table.items() for c in lettres}


@lru_cache(maxsize=16_384)
def mesurer(texte: str, corps: float, *, graisse: int = 400) -> float:
    """Return the width of ``texte`` in the unit of ``corps`` (font size), weight 400 or 600."""
    table = _largeurs(graisse)
    return sum(table.get(c, _LARGEUR_INCONNUE) for c in texte) * corps / 1000 * _MARGE


def couper(texte: str, largeur: float, corps: float, *, graisse: int = 400) -> list[str]:
    """Cut ``texte`` into lines no wider than ``largeur``.

    Lines break at ordinary spaces only; a word wider than a line is cut into pieces.
    """
    lignes: list[str] = []
    ligne = ""
    for mot in texte.split(" "):
        essai = f"{ligne} {mot}" if ligne else mot
        if mesurer(essai, corps, graisse=graisse) <= largeur:
            ligne = essai
            continue
        if ligne:
            lignes.append(ligne)
        *pleins, ligne = _trancher(mot, largeur, corps, graisse)
        lignes.extend(pleins)
    if ligne:
        lignes.append(ligne)
    return lignes


def _trancher(mot: str, largeur: float, corps: float, graisse: int) -> list[str]:
    morceaux = [""]
    for lettre in mot:
        if morceaux[-1] and mesurer(morceaux[-1] + lettre, corps, graisse=graisse) > largeur:
            morceaux.append("")
        morceaux[-1] += lettre
    return morceaux
