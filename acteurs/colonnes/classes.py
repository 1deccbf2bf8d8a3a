"""How well actors answer a search, from arrays: the classes of ``acteurs.classement.pertinence``.

The words of names, each with the rows that hold it: what was typed begins a name, begins one of its
words or is inside one, and that is a union of ranges rather than a reading of names. A name
holds what was typed if one of its words does, since no word typed holds a space.

``construire`` makes the arrays, to be kept with the columns of a ``Table``; ``Classes`` reads them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from acteurs.recherche import LETTRES_MIN, lire
from socle.texte import normaliser

Rangees = npt.NDArray[np.integer[Any]]
"""Numbers of rows."""
Masque = npt.NDArray[np.bool_]
"""One truth a row."""
Classe = npt.NDArray[np.int8]

EXACT, DEBUT, DEBUT_DE_MOT, DEDANS, AILLEURS = range(5)
"""The very name or acronym, its beginning, that of a word, inside a word, not in the name."""
PREFIXE = "classe_"
"""Of the names of the arrays."""
_APRES = b"\xff"
"""After any character of a text."""
_AUCUN = -1
MOTS_GARDES = 256
"""Words typed whose place among the words of names is kept."""


class Alphabet(Protocol):
    """What is asked of a table of actors: the order of names."""

    colonnes: dict[str, npt.NDArray[Any]]

    @property
    def rang(self) -> Rangees:
        """Alphabetical rank of each row."""

    def nom(self, rang: int) -> bytes:
        """Return the name at a rank."""

    def avant(self, nom: bytes, pk: int = 0) -> int:
        """Return how many actors come before a name and key."""


def construire(fiches: Iterable[tuple[str, str, str]]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of actors told by (nom_normalise, nom_seul, sigle), in the order of rows."""
    numeros: dict[str, int] = {}
    lus, combien, derniers, seuls = [], [], [], []
    autres: dict[int, bytes] = {}
    sigles = []
    for rangee, (nom, seul, sigle) in enumerate(fiches):
        mots = nom.split()
        uns = dict.fromkeys(mots)
        lus += [numeros.setdefault(mot, len(numeros)) for mot in uns]
        combien.append(len(uns))
        derniers.append(numeros[mots[-1]] if sigle and len(mots) > 1 else _AUCUN)
        seuls.append(len(seul.encode()))
        # The name alone begins the name with its acronym, but for those where both are spelled
        # letter by letter and run together.
        if not nom.startswith(seul):
            seuls[-1] = _AUCUN
            autres[rangee] = seul.encode()
        sigles.append(sigle.encode())
    mots_ranges = sorted(numeros, key=str.encode)
    # From the order in which words came to that of the alphabet.
    nouveaux = np.empty(len(numeros) + 1, np.int32)
    nouveaux[[numeros[mot] for mot in mots_ranges]] = np.arange(len(numeros))
    nouveaux[_AUCUN] = _AUCUN
    numeros_lus = nouveaux[np.array(lus, np.int32)]
    rangees = np.repeat(np.arange(len(combien), dtype=np.int32), combien)
    bornes = np.zeros(len(numeros) + 1, np.int64)
    np.cumsum(np.bincount(numeros_lus, minlength=len(numeros)), out=bornes[1:])
    tables: dict[str, npt.NDArray[Any]] = {
        "rangees": rangees[np.argsort(numeros_lus, kind="stable")],
        "bornes": bornes,
        **_ecrire_textes("mots", [mot.encode() for mot in mots_ranges]),
        # The last word of names that end with an acronym, after another word.
        "derniers": nouveaux[np.array(derniers, np.int32)],
        "seuls": np.array(seuls, np.int32),
        "autres": np.array(list(autres), np.int32),
        **_ecrire_textes("autres", list(autres.values())),
        **_ecrire_textes("sigles", sigles),
    }
    return {PREFIXE + nom: table for nom, table in tables.items()}


def _ecrire_textes(nom: str, textes: Sequence[bytes]) -> dict[str, npt.NDArray[Any]]:
    """Return texts put end to end, a line each, and where each begins."""
    bornes = np.zeros(len(textes) + 1, np.int64)
    np.cumsum([len(texte) + 1 for texte in textes], out=bornes[1:])
    lignes = b"".join(texte + b"\n" for texte in textes)
    return {f"{nom}_bornes": bornes, f"{nom}_texte": np.frombuffer(lignes, np.uint8)}


class _Textes(Sequence[bytes]):
    """Texts put end to end, read one by one."""

    def __init__(self, tables: Mapping[str, npt.NDArray[Any]], nom: str) -> None:
        self.bornes = tables[f"{PREFIXE}{nom}_bornes"]
        self.texte = tables[f"{PREFIXE}{nom}_texte"]

    def __len__(self) -> int:
        return len(self.bornes) - 1

    def __getitem__(self, rang: Any) -> Any:
        return self.texte[self.bornes[rang] : self.bornes[rang + 1] - 1].tobytes()


class Classes:
    """Classes of the actors of a table. Making one costs nothing; keep it beside its table."""

    def __init__(self, table: Alphabet) -> None:
        self.table = table
        self.mots = _Textes(table.colonnes, "mots")
        self._numeros = lru_cache(MOTS_GARDES)(self._chercher)

    def classer(self, rangees: Rangees, texte: str) -> Classe:
        """Return how well each of these rows, that answer, does it: ``EXACT`` to ``AILLEURS``."""
        phrase, mots = normaliser(texte), lire(texte).mots
        classes = np.full(len(rangees), AILLEURS, np.int8)
        classes[self._portant(mots)[rangees]] = DEDANS
        classes[self._portant(mots, debut=True)[rangees]] = DEBUT_DE_MOT
        rangs = self.table.rang[rangees]
        premier = self.table.avant(phrase.encode())
        debute = (rangs >= premier) & (rangs < self.table.avant(phrase.encode() + _APRES))
        classes[debute] = DEBUT
        exact = debute & (self._colonne("seuls")[rangees] == len(phrase.encode()))
        exact |= self._seul_autrement(rangees, phrase) | self._sigle(rangees, phrase, texte)
        classes[exact] = EXACT
        return classes

    def _colonne(self, nom: str) -> npt.NDArray[Any]:
        return self.table.colonnes[PREFIXE + nom]

    def _portant(self, mots: Iterable[str], *, debut: bool = False) -> Masque:
        """Return the rows whose name holds all of these words, or words that begin so."""
        masque = np.ones(len(self.table.rang), np.bool_)
        for mot in mots:
            celui_ci = np.zeros(len(masque), np.bool_)
            celui_ci[self._rangees(self._numeros(mot, debut))] = True
            masque &= celui_ci
        return masque

    def _rangees(self, numeros: Rangees) -> Rangees:
        """Return the rows whose name holds one of these words, some of them several times."""
        bornes, rangees = self._colonne("bornes"), self._colonne("rangees")
        if not len(numeros):
            return rangees[:0]
        debuts, fins = bornes[numeros], bornes[numeros + 1]
        if numeros[-1] - numeros[0] == len(numeros) - 1:
            return rangees[debuts[0] : fins[-1]]
        longueurs = fins - debuts
        # Every place of every range, without a loop.
        places = np.repeat(debuts - np.cumsum(longueurs) + longueurs, longueurs)
        return rangees[places + np.arange(len(places))]

    def _chercher(self, mot: str, debut: bool) -> Rangees:  # noqa: FBT001
        """Return the numbers of the words of names that begin so, or that hold it."""
        cherche = mot.encode()
        if debut:
            premier = bisect_left(self.mots, cherche)
            return np.arange(premier, bisect_left(self.mots, cherche + _APRES, lo=premier))
        # Letter by letter, but for all words at once: short ones are everywhere.
        texte = self.mots.texte
        ici = np.ones(max(0, len(texte) - len(cherche) + 1), np.bool_)
        for rang, lettre in enumerate(cherche):
            ici &= texte[rang : rang + len(ici)] == lettre
        numeros = np.searchsorted(self.mots.bornes, np.flatnonzero(ici), side="right") - 1
        return numeros[np.diff(numeros, prepend=_AUCUN) > 0]

    def _seul_autrement(self, rangees: Rangees, phrase: str) -> Masque:
        """Rows of this very name, among the few whose name alone does not begin the other."""
        trouvees = self._autres.get(phrase.encode())
        return np.isin(rangees, trouvees) if trouvees else np.zeros(len(rangees), np.bool_)

    @cached_property
    def _autres(self) -> dict[bytes, list[int]]:
        autres: defaultdict[bytes, list[int]] = defaultdict(list)
        for seul, rangee in zip(
            _Textes(self.table.colonnes, "autres"), self._colonne("autres"), strict=True
        ):
            autres[seul].append(int(rangee))
        return dict(autres)

    def _sigle(self, rangees: Rangees, phrase: str, texte: str) -> Masque:
        """Rows that have an acronym and whose name ends with what was typed, after a word."""
        *avant, dernier = phrase.encode().rsplit(b" ", 1)
        numero = bisect_left(self.mots, dernier)
        if numero == len(self.mots) or self.mots[numero] != dernier:
            return np.zeros(len(rangees), np.bool_)
        masque = self._colonne("derniers")[rangees] == numero
        if avant:
            fin = f" {phrase}".encode()
            for place in np.flatnonzero(masque):
                masque[place] = self.table.nom(self.table.rang[rangees[place]]).endswith(fin)
        if len(phrase) < LETTRES_MIN:
            sigles, ecrit = _Textes(self.table.colonnes, "sigles"), texte.strip().upper()
            for place in np.flatnonzero(masque):
                masque[place] = sigles[rangees[place]].decode().upper() == ecrit
        return masque
