"""The catalogue in memory: one bit per published platform, so that facets are counted at once.

Counting eight facets of five thousand entries in SQL costs eight grouped joins per page. Here
each value of a facet is an integer whose bit ``i`` says that the platform in place ``i`` has it: a
filter is an « and », a count is a number of bits. ``tenue_index.py`` keeps it true to the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from plateformes.vitrine.mots import raciner, voisins

Bits = dict[Any, int]


@dataclass(frozen=True, slots=True)
class Fiche:
    """What the index keeps of an entry; one that is not public has no value."""

    pk: int
    code: str
    nom: str
    """Normalised: the order of the catalogue."""
    version: int
    statut: str
    publique: bool
    liens: tuple[int, ...]
    """Number of links in each of its lists: a list changed behind our back is noticed."""
    valeurs: tuple[tuple[str, str], ...] = ()
    """Facet and value."""
    racines: frozenset[str] = frozenset()
    """Roots of all the words it says."""
    titres: frozenset[str] = frozenset()
    """Roots of the words of its name and needs: they weigh more."""
    couverture: tuple[int, ...] = ()
    """Territories it covers, by name."""


@dataclass
class Index:
    """Everything needed to filter, count and rank.

    Never changed once others read it: ``suivre`` returns another one, which shares what is alike.
    """

    fiches: dict[int, Fiche] = field(default_factory=dict)
    """Primary key → entry, public or not."""
    pks: list[int] = field(default_factory=list)
    """Place → primary key of a public entry; 0 in a place left free."""
    places: dict[int, int] = field(default_factory=dict)
    """Primary key → place."""
    facettes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Facet → value → bits."""
    racines: dict[str, int] = field(default_factory=dict)
    """Root of a word → bits of the platforms that say it."""
    titres: dict[str, int] = field(default_factory=dict)
    couverture: dict[int, int] = field(default_factory=dict)
    """Territory → bits of the platforms that cover it, by name."""
    dits: list[tuple[int, int]] = field(default_factory=list)
    """Confirmed uses: platform and territory."""
    tous: int = 0
    """Bits of every platform."""

    @classmethod
    def batir(cls, fiches: Iterable[Fiche], dits: list[tuple[int, int]]) -> "Index":
        """Build the index of all entries at once, several times quicker than one by one."""
        index = cls(dits=dits)
        facettes: defaultdict[str, defaultdict[str, list[int]]]
        facettes = defaultdict(lambda: defaultdict(list))
        racines: defaultdict[str, list[int]] = defaultdict(list)
        titres: defaultdict[str, list[int]] = defaultdict(list)
        couverture: defaultdict[int, list[int]] = defaultdict(list)
        for fiche in fiches:
            index.fiches[fiche.pk] = fiche
            if not fiche.publique:
                continue
            place = len(index.pks)
            index.pks.append(fiche.pk)
            index.places[fiche.pk] = place
            for facette, valeur in fiche.valeurs:
                facettes[facette][valeur].append(place)
            for racine in fiche.racines:
                racines[racine].append(place)
            for racine in fiche.titres:
                titres[racine].append(place)
            for territoire in fiche.couverture:
                couverture[territoire].append(place)
        octets = len(index.pks) // 8 + 1
        index.facettes = {f: _reunir(valeurs, octets) for f, valeurs in facettes.items()}
        index.racines = _reunir(racines, octets)
        index.titres = _reunir(titres, octets)
        index.couverture = _reunir(couverture, octets)
        index.tous = (1 << len(index.pks)) - 1
        return index

    def suivre(
        self, changees: Iterable[int], lues: Iterable[Fiche], dits: list[tuple[int, int]]
    ) -> "Index":
        """Return the index once these entries have become what was read (or are no more)."""
        suite = Index(
            dict(self.fiches),
            list(self.pks),
            dict(self.places),
            {facette: dict(valeurs) for facette, valeurs in self.facettes.items()},
            dict(self.racines),
            dict(self.titres),
            dict(self.couverture),
            dits,
            self.tous,
        )
        nouvelles = {fiche.pk: fiche for fiche in lues}
        for pk in changees:
            suite._retirer(pk, garder=pk in nouvelles and nouvelles[pk].publique)
        for fiche in nouvelles.values():
            suite._poser(fiche)
        return suite

    def _retirer(self, pk: int, *, garder: bool) -> None:
        """Take an entry out; ``garder`` its place when it comes back at once."""
        fiche = self.fiches.pop(pk, None)
        place = self.places.get(pk)
        if fiche is None or place is None:
            return
        for bits, cle in self._ou(fiche):
            reste = bits.get(cle, 0) & ~(1 << place)
            if reste:
                bits[cle] = reste
            else:
                bits.pop(cle, None)
        if not garder:
            del self.places[pk]
            self.pks[place] = 0
            self.tous &= ~(1 << place)

    def _poser(self, fiche: Fiche) -> None:
        self.fiches[fiche.pk] = fiche
        if not fiche.publique:
            return
        place = self.places.get(fiche.pk)
        if place is None:
            place = self.pks.index(0) if 0 in self.pks else len(self.pks)
            self.pks[place : place + 1] = [fiche.pk]
            self.places[fiche.pk] = place
        self.tous |= 1 << place
        for bits, cle in self._ou(fiche):
            bits[cle] = bits.get(cle, 0) | (1 << place)

    def _ou(self, fiche: Fiche) -> Iterable[tuple[Bits, Any]]:
        """Every table and key where an entry has its bit."""
        for facette, valeur in fiche.valeurs:
            yield self.facettes.setdefault(facette, {}), valeur
        for racine in fiche.racines:
            yield self.racines, racine
        for racine in fiche.titres:
            yield self.titres, racine
        for territoire in fiche.couverture:
            yield self.couverture, territoire

    @cached_property
    def usages(self) -> dict[int, int]:
        """Territory → bits of the platforms used there."""
        usages: defaultdict[int, int] = defaultdict(int)
        for pk, territoire in self.dits:
            if pk in self.places:
                usages[territoire] |= 1 << self.places[pk]
        return dict(usages)

    @cached_property
    def ordre(self) -> list[int]:
        """Place → rank by name; free places come last."""
        cles = [(self.fiches[pk].nom, pk) if pk else ("\uffff", 0) for pk in self.pks]
        rangs = [0] * len(cles)
        for rang, place in enumerate(sorted(range(len(cles)), key=cles.__getitem__)):
            rangs[place] = rang
        return rangs

    def code(self, place: int) -> str:
        """Code of the platform in a place."""
        return self.fiches[self.pks[place]].code

    def positions(self, bits: int) -> list[int]:
        """Places of the platforms of a set, by name."""
        # The binary text is read once: shifting a 5,000-bit integer bit by bit is quadratic.
        texte = f"{bits:b}"[::-1]
        resultat, place = [], texte.find("1")
        while place >= 0:
            resultat.append(place)
            place = texte.find("1", place + 1)
        return sorted(resultat, key=self.ordre.__getitem__)

    def qui_disent(self, mot: str) -> tuple[int, int, int]:
        """Return the sets for one word of a need: in name or needs, anywhere, and by kin words."""
        racine = raciner(mot)
        fort = self._commencant(self.titres, racine)
        exact = self._commencant(self.racines, racine)
        proche = 0
        for autre in voisins().get(racine, ()):
            proche |= self.racines.get(autre, 0)
        return fort, exact, proche | exact

    @staticmethod
    def _commencant(mots: dict[str, int], racine: str) -> int:
        """Words that start like this one: a search made while one types finds already."""
        if len(racine) < 3:  # noqa: PLR2004  two letters would start half of the words
            return mots.get(racine, 0)
        bits = 0
        for mot, ceux in mots.items():
            if mot.startswith(racine):
                bits |= ceux
        return bits


def _reunir(places: dict[Any, list[int]], octets: int) -> Bits:
    """Return the bits of places; adding them one by one to a long integer copies it each time."""
    bits = {}
    for cle, siennes in places.items():
        tampon = bytearray(octets)
        for place in siennes:
            tampon[place >> 3] |= 1 << (place & 7)
        bits[cle] = int.from_bytes(tampon, "little")
    return bits
