"""The words of the directory: for each, the rows that hold it.

A word searched has no space: it is inside a text when it is inside one of its words.
So looking through the vocabulary is enough, and says exactly what ``recherche.condition`` says.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from acteurs.recherche import LETTRES_MIN

Tableau = np.ndarray[Any, Any]


@dataclass
class Mots:
    """Words in alphabetical order, and the rows of each."""

    texte: Tableau
    """The words, each after a line feed; one more line feed at the end."""
    debuts: Tableau
    """Where each word begins in the text."""
    rangees: Tableau
    premieres: Tableau
    """Where the rows of each word begin; one more at the end."""

    def tableaux(self) -> dict[str, Tableau]:
        """Return what a file keeps."""
        return {f"mots_{nom}": valeur for nom, valeur in vars(self).items() if nom != "octets"}

    @cached_property
    def octets(self) -> bytes:
        """The text, where bytes are found at once."""
        return self.texte.tobytes()

    def porteurs(self, mot: str, n: int) -> Tableau:
        """Return, for each of ``n`` rows, whether it holds the word (see ``recherche``)."""
        masque = np.zeros(n, bool)
        for debut, fin in self._suites(mot.encode()):
            masque[self.rangees[self.premieres[debut] : self.premieres[fin]]] = True
        return masque

    def _suites(self, mot: bytes) -> list[tuple[int, int]]:
        """Return runs of words (first, one after the last) that hold ``mot``, or begin with it."""
        if len(mot) < LETTRES_MIN:
            return [(self._avant(mot), self._avant(mot + b"\xff"))]
        octets, trouves = self.octets, []
        position = octets.find(mot)
        while position >= 0:
            trouves.append(position)
            position = octets.find(mot, octets.find(b"\n", position))
        rangs = np.searchsorted(self.debuts, trouves, side="right") - 1
        if not len(rangs):
            return []
        coupures = np.flatnonzero(np.diff(rangs) > 1) + 1
        return [(int(s[0]), int(s[-1]) + 1) for s in np.split(rangs, coupures)]

    def _avant(self, mot: bytes) -> int:
        """Return how many words come before ``mot``."""
        bas, haut = 0, len(self.debuts)
        while bas < haut:
            milieu = (bas + haut) // 2
            debut = self.debuts[milieu]
            if self.octets[debut : self.octets.index(b"\n", debut)] < mot:
                bas = milieu + 1
            else:
                haut = milieu
        return bas


def ecrire_mots(
    vocabulaire: Mapping[str, int], textes: Sequence["array[int]"], ordre: Tableau
) -> Mots:
    """Turn the words of each actor into the actors of each word.

    Args:
        vocabulaire: word → number.
        textes: numbers of the words of each actor, each word once, as they came.
        ordre: the actors in the order of rows.
    """
    alphabet = sorted(vocabulaire)
    rang_de = np.empty(len(alphabet), np.int64)
    rang_de[[vocabulaire[mot] for mot in alphabet]] = np.arange(len(alphabet))
    n = len(textes)
    tailles = np.fromiter(map(len, textes), np.int64, n)
    rangee_de = np.empty(n, np.int64)
    rangee_de[ordre] = np.arange(n)
    suite = array("I")
    for texte in textes:
        suite.extend(texte)
    numeros = np.frombuffer(suite, np.uint32) if suite else np.empty(0, np.uint32)
    couples = rang_de[numeros] * max(n, 1) + np.repeat(rangee_de, tailles)
    couples.sort()
    rangs, rangees = np.divmod(couples, max(n, 1))
    premieres = np.searchsorted(rangs, np.arange(len(alphabet) + 1))
    encodes = [mot.encode() for mot in alphabet]
    debuts = np.cumsum([1, *(len(mot) + 1 for mot in encodes)])[:-1]
    texte_entier = b"\n" + b"".join(mot + b"\n" for mot in encodes)
    return Mots(
        np.frombuffer(texte_entier, np.uint8),
        debuts.astype(np.uint32),
        rangees.astype(np.uint32),
        premieres.astype(np.uint32),
    )
