"""How far apart short texts are, by their words: a hint, never a judgement.

Words are compared without accents nor plural marks, stop words left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from socle.texte import normaliser

_VIDES: Final = frozenset(
    [
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "comme",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "elles",
        "en",
        "est",
        "et",
        "eux",
        "il",
        "ils",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "ma",
        "mais",
        "me",
        "meme",
        "mes",
        "moi",
        "mon",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pas",
        "peut",
        "plus",
        "pour",
        "qu",
        "que",
        "qui",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sous",
        "sur",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tous",
        "tout",
        "toute",
        "toutes",
        "tres",
        "tu",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "etre",
        "avoir",
        "fait",
        "faire",
        "aussi",
        "ainsi",
        "alors",
        "chaque",
        "chacun",
        "encore",
        "entre",
        "donc",
        "autre",
        "autres",
        "deja",
        "non",
        "oui",
        "y",
        "a",
        "d",
        "l",
        "n",
        "s",
        "c",
        "j",
        "m",
        "t",
    ]
)
_PLUS_COURT: Final = 3


def mots_pleins(texte: str) -> frozenset[str]:
    """Return the meaningful words of ``texte``, without accents nor plural marks.

    >>> sorted(mots_pleins("Des salles, une machine et l’accueil des artisans"))
    ['accueil', 'artisan', 'machine', 'salle']
    """
    return frozenset(
        _racine(mot)
        for mot in normaliser(texte).split()
        if len(mot) >= _PLUS_COURT and mot not in _VIDES
    )


def _racine(mot: str) -> str:
    """Drop the mark of the plural (« salles » → « salle », « locaux » → « local »)."""
    if len(mot) > _PLUS_COURT + 2 and mot.endswith("aux"):
        return mot[:-3] + "al"
    if len(mot) > _PLUS_COURT and mot[-1] in "sx":
        return mot[:-1]
    return mot


def distance(un: str, autre: str) -> float | None:
    """Return the Jaccard distance of two texts, from 0 (same words) to 1 (none in common).

    Formula: 1 − |A ∩ B| / |A ∪ B|, where A and B are the sets of meaningful words.
    No unit. ``None`` when a text holds no meaningful word: nothing can be compared.
    """
    a, b = mots_pleins(un), mots_pleins(autre)
    if not a or not b:
        return None
    return 1 - len(a & b) / len(a | b)


@dataclass(frozen=True)
class Ecart:
    """Two actors whose understanding is compared; ``communs`` are the words they share."""

    un: str
    autre: str
    distance: float
    communs: tuple[str, ...]


def comparer(textes: Sequence[tuple[str, str]]) -> tuple[Ecart, ...]:
    """Compare ``(actor, text)`` two by two, the furthest apart first (then by actors' names)."""
    ecarts = []
    for (un, texte), (autre, second) in combinations(sorted(textes), 2):
        d = distance(texte, second)
        if d is not None:
            communs = tuple(sorted(mots_pleins(texte) & mots_pleins(second)))
            ecarts.append(Ecart(un, autre, d, communs))
    return tuple(sorted(ecarts, key=lambda e: (-e.distance, e.un, e.autre)))


def distance_moyenne(textes: Sequence[tuple[str, str]]) -> float | None:
    """Return the mean of the distances of all pairs that can be compared, or ``None``."""
    ecarts = comparer(textes)
    return sum(e.distance for e in ecarts) / len(ecarts) if ecarts else None
