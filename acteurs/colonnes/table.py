"""Columns of actors, in memory or mapped: what filters, groups and counts need, and no more."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np

from acteurs.colonnes.classes import Classes, construire
from acteurs.colonnes.mots import Mots, Textes
from socle.formes import FORMES, forme_de

Tableau = np.ndarray[Any, Any]
FORMES_RANGEES = sorted(FORMES)
"""Silhouettes, in the order of the column made from the kinds."""


class Rangee(NamedTuple):
    """What is read of an actor."""

    id: int
    morton: int | None
    lon: float | None
    lat: float | None
    type_id: str | None
    sous_type_id: str | None
    ess: bool | None
    taille: str
    masque_themes: int
    esus: bool
    naf: str
    naf25: str
    commune_id: str | None
    nom_normalise: str
    nom_seul: str
    sigle: str
    mots: str


CODEES = ("type", "forme", "taille", "naf", "commune")
"""Columns of ranks in a dictionary."""
SANS_POINT = -1
"""Morton code of an actor without a point: those come first."""


@dataclass
class Table:
    """Actors sorted by Morton code, then by key."""

    n: int
    colonnes: dict[str, Tableau]
    dictionnaires: dict[str, list[str | None]]
    mots: Mots
    cle: str = ""
    """Names what never changes, for caches; empty for what does."""

    @classmethod
    def composer(cls, rangees: Iterable[Rangee | Sequence[Any]]) -> Self:
        """Make the columns of actors given in any order."""
        brut = _Brut()
        for rangee in rangees:
            brut.ajouter(*rangee)
        return cls(*brut.ranger())

    def __getattr__(self, nom: str) -> Tableau:
        try:
            return self.__dict__["colonnes"][nom]
        except KeyError:
            raise AttributeError(nom) from None

    def plage(self, plage: tuple[int, int] | None) -> tuple[int, int]:
        """Return the first row and the one after the last whose code is in a range."""
        if plage is None:
            return 0, self.n
        debut, fin = np.searchsorted(self.morton, (plage[0], plage[1] + 1))
        return int(debut), int(fin)

    def rangs(self, ids: Iterable[int]) -> Tableau:
        """Return the rows of those of these keys that are here."""
        cherches = np.unique(np.fromiter(ids, np.int64))
        if not self.n or not len(cherches):
            return np.empty(0, np.intp)
        places = np.searchsorted(self.ids, cherches)
        places[places == self.n] = 0
        return self.par_id[places[self.ids[places] == cherches]]

    @cached_property
    def silhouettes(self) -> Tableau:
        """Rank in ``FORMES_RANGEES`` of each kind of the dictionary."""
        return np.array(
            [FORMES_RANGEES.index(forme_de(t)) for t in self.dictionnaires["type"]], np.int8
        )

    @cached_property
    def classes(self) -> Classes:
        """How well each actor answers a search."""
        return Classes(self)

    # ── The order of names ──────────────────────────────────────────────────
    def nom(self, rang: int) -> bytes:
        """Return the name that comes at this rank in the order of names."""
        debut, fin = self.noms_debut[rang : rang + 2]
        return self.noms[debut:fin].tobytes()

    def avant(self, nom: bytes, pk: int = 0) -> int:
        """Return how many actors come before this name and key."""
        bas, haut = 0, self.n
        while bas < haut:
            milieu = (bas + haut) // 2
            if (self.nom(milieu), int(self.id[self.par_nom[milieu]])) < (nom, pk):
                bas = milieu + 1
            else:
                haut = milieu
        return bas


class _Brut:
    """Columns being filled, in the order rows come."""

    def __init__(self) -> None:
        self.nombres: dict[str, array[Any]] = {
            "id": array("q"), "morton": array("q"), "lon": array("d"), "lat": array("d"),
            "ess": array("b"), "masque": array("q"), "esus": array("b"),
            **{nom: array("i") for nom in CODEES},
        }  # fmt: skip
        self.codes: dict[str, dict[str | None, int]] = {nom: {None: 0} for nom in CODEES}
        self.fiches: list[tuple[str, str, str]] = []
        self.textes = Textes()

    def ajouter(  # noqa: PLR0913, PLR0917
        self, pk: int, morton: int | None, lon: float | None, lat: float | None,
        type_: str | None, forme: str | None, ess: bool | None, taille: str, masque: int,  # noqa: FBT001
        esus: bool, naf: str, naf25: str, commune: str | None, nom: str, seul: str, sigle: str, mots: str,  # noqa: FBT001
    ) -> None:  # fmt: skip
        """Add one actor: the fields of ``Rangee``."""
        nombres = self.nombres
        nombres["id"].append(pk)
        nombres["morton"].append(SANS_POINT if morton is None else morton)
        nombres["lon"].append(float("nan") if lon is None else lon)
        nombres["lat"].append(float("nan") if lat is None else lat)
        nombres["ess"].append(-1 if ess is None else ess)
        nombres["masque"].append(masque)
        nombres["esus"].append(esus)
        valeurs = (type_, forme, taille, naf or naf25, commune)
        for colonne, valeur in zip(CODEES, valeurs, strict=True):
            codes = self.codes[colonne]
            nombres[colonne].append(codes.setdefault(valeur, len(codes)))
        # Most names stand alone: one string for both.
        self.fiches.append((nom, nom if seul == nom else seul, sigle))
        self.textes.ajouter(mots)

    def ranger(self) -> tuple[int, dict[str, Tableau], dict[str, list[str | None]], Mots]:
        """Return the columns in their order; what was filled is let go on the way."""
        n = len(self.fiches)
        colonnes = {nom: np.asarray(valeurs) for nom, valeurs in self.nombres.items()}
        self.nombres = {}
        ordre = np.lexsort((colonnes["id"], colonnes["morton"]))
        colonnes = {nom: valeurs[ordre] for nom, valeurs in colonnes.items()}
        for nom in CODEES:
            colonnes[nom] = colonnes[nom].astype(_au_plus_court(len(self.codes[nom])))
        colonnes["esus"] = colonnes["esus"].astype(bool)
        ids = colonnes["id"]
        colonnes["par_id"] = np.argsort(ids).astype(np.uint32)
        colonnes["ids"] = ids[colonnes["par_id"]]
        colonnes |= self._noms(ordre, colonnes["par_id"])
        mots = self.textes.ranger(ordre)
        return n, colonnes, {nom: list(codes) for nom, codes in self.codes.items()}, mots

    def _noms(self, ordre: Tableau, par_id: Tableau) -> dict[str, Tableau]:
        """Return the columns of names; ``ordre`` is that of rows, ``par_id`` rows by key."""
        fiches = [self.fiches[rang] for rang in ordre]
        self.fiches = []
        # Names of the same letters stay in the order of keys. Code points sort as bytes do.
        alphabet = sorted(par_id.tolist(), key=lambda rangee: fiches[rangee][0])
        noms = [fiches[rangee][0].encode() for rangee in alphabet]
        rang = np.empty(len(noms), np.uint32)
        rang[alphabet] = np.arange(len(noms), dtype=np.uint32)
        return {
            "par_nom": np.array(alphabet, np.uint32),
            "rang": rang,
            "noms": np.frombuffer(b"".join(noms), np.uint8),
            "noms_debut": np.cumsum([0, *map(len, noms)], dtype=np.uint32),
            **construire(fiches),
        }


def _au_plus_court(nombre: int) -> Any:
    return np.min_scalar_type(max(nombre - 1, 0))
