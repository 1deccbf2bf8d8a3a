"""The words of the directory: for each, the rows that hold it.

A word searched has no space: it is inside a text when it is inside one of its words.
So looking through the vocabulary is enough, and says exactly what ``recherche.condition`` says.
"""

from array import array
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


class Textes:
    """The words of actors, as they come."""

    def __init__(self) -> None:
        self.vocabulaire: dict[str, int] = {}
        self.numeros = array("I")
        """Numbers of the words, actor after actor, each word once."""
        self.tailles = array("I")
        """How many of them each actor has."""

    def ajouter(self, texte: str) -> None:
        """Add the words of one more actor."""
        mot_de, avant = self.vocabulaire, len(self.numeros)
        self.numeros.extend(mot_de.setdefault(m, len(mot_de)) for m in set(texte.split(" ")) if m)
        self.tailles.append(len(self.numeros) - avant)

    def ranger(self, ordre: Tableau) -> Mots:
        """Turn the words of each actor into the actors of each word; ``ordre``: that of rows."""
        alphabet = sorted(self.vocabulaire)
        rang_de = np.empty(len(alphabet), np.uint64)
        rang_de[[self.vocabulaire[mot] for mot in alphabet]] = np.arange(len(alphabet))
        rangee_de = np.empty(len(ordre), np.uint32)
        rangee_de[ordre] = np.arange(len(ordre))
        # One number for each couple, sorted at once: the word, then the row.
        couples = rang_de[np.asarray(self.numeros)]
        premieres = np.bincount(couples.astype(np.int64), minlength=len(alphabet))
        couples <<= np.uint64(32)
        couples |= np.repeat(rangee_de, np.asarray(self.tailles))
        couples.sort()
        encodes = [mot.encode() for mot in alphabet]
        return Mots(
            np.frombuffer(b"\n" + b"".join(mot + b"\n" for mot in encodes), np.uint8),
            np.cumsum([1, *(len(mot) + 1 for mot in encodes)])[:-1].astype(np.uint32),
            couples.astype(np.uint32),  # the row is the lower half
            np.concatenate(([0], np.cumsum(premieres))).astype(np.uint32),
        )
