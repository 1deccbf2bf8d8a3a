"""Needs in everyday words: what is kept of a sentence, and which words say the same thing."""

from functools import cache, lru_cache
from pathlib import Path

from socle.referentiels import lire_yaml
from socle.texte import normaliser

FICHIER = Path(__file__).parent.parent / "referentiels" / "mots_des_besoins.yaml"
RACINE_MIN = 4
"""Letters a word keeps at least when its ending is cut."""
PLURIELS = ("s", "x")
TERMINAISONS = ("ation", "ement", "age", "euse", "eur", "ant", "ee", "er", "ir", "e")
LONGUE = 3
"""An ending of so many letters asks for one letter more to be left."""


@lru_cache(maxsize=20_000)
def raciner(mot: str) -> str:
    """Cut the ending of a normalised word, so that « partager » finds « partages ».

    >>> raciner("partager"), raciner("partages"), raciner("velo"), raciner("covoiturage")
    ('partag', 'partag', 'velo', 'covoitur')
    """
    if mot.endswith(PLURIELS) and len(mot) > RACINE_MIN:
        mot = mot[:-1]
    for fin in TERMINAISONS:
        reste = len(mot) - len(fin)
        if mot.endswith(fin) and reste >= RACINE_MIN + (len(fin) >= LONGUE):
            return mot[: -len(fin)]
    return mot


@cache
def vides() -> frozenset[str]:
    """Words that say nothing of a need."""
    return frozenset(normaliser(" ".join(lire_yaml(FICHIER)["mots_vides"])).split())


@cache
def voisins() -> dict[str, frozenset[str]]:
    """Return, for the root of a word, the roots of the words that answer the same need."""
    resultat: dict[str, frozenset[str]] = {}
    for groupe in lire_yaml(FICHIER)["familles"]:
        racines = frozenset(raciner(mot) for mot in normaliser(" ".join(groupe)).split())
        for racine in racines:
            resultat[racine] = resultat.get(racine, frozenset()) | racines
    return resultat


def lire_besoin(texte: str) -> list[str]:
    """Return the words of a need that count, normalised, each once.

    >>> lire_besoin("Partager des outils entre voisins")
    ['partager', 'outils', 'voisins']
    """
    mots = dict.fromkeys(normaliser(texte[:200]).split())
    return [mot for mot in mots if mot not in vides()] or list(mots)
