"""Four full entries on one printed sheet: how small, and how many lines of each text.

The server knows the texts, the browser does not know the sheet: what fits on one A4 landscape is
reckoned here, and said by classes of the page (``static/css/plateformes.css``). Smaller type comes
first; when it is not enough, lines are shared out, one more to each text in turn, and the page says
that texts are cut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

HAUTEUR: Final = 544.0 * 0.97
"""Points between the margins of an A4 landscape (9 mm each), less a little for safety."""
LARGEUR: Final = 791.0
TITRES: Final = 85.0
"""Width of the column of the traits."""
EN_TETE: Final = 64.0
GROUPE: Final = 13.0
INTERLIGNE: Final = 1.22
CHASSE: Final = 0.49
"""Mean width of a letter, in em: a little more than Cabin's."""
COUPE_MAX: Final = 6


@dataclass(frozen=True)
class Serrage:
    """A density of the printed sheet."""

    classe: str
    corps: float
    marge: float
    """Points a row takes beside its text."""


SERRAGES: Final = (
    Serrage("v-feuille-large", 7.4, 5.0),
    Serrage("v-feuille", 6.6, 4.4),
    Serrage("v-feuille-serree", 6.0, 2.6),
)


@dataclass(frozen=True)
class Feuille:
    """How a comparison is printed."""

    classe: str
    coupes: tuple[int, ...] = ()
    """Lines of each row at most, in order, 0 when it is whole; empty when nothing is cut."""

    @property
    def coupee(self) -> bool:
        """Whether some text is cut."""
        return any(self.coupes)


def serrer(groupes: Sequence[dict[str, Any]], nombre: int) -> Feuille:
    """Return how to print these lines on one sheet."""
    lignes = [ligne for groupe in groupes for ligne in groupe["lignes"]]
    libre = HAUTEUR - EN_TETE - GROUPE * len(groupes)
    for serrage in SERRAGES:
        besoins = [_rangs(ligne, nombre, serrage) for ligne in lignes]
        pas = serrage.corps * INTERLIGNE
        if sum(besoins) * pas + len(lignes) * serrage.marge <= libre:
            return Feuille(serrage.classe)
    reste = int((libre - len(lignes) * serrage.marge) / pas) - len(lignes)
    return Feuille(serrage.classe, partager(besoins, reste))


def partager(besoins: Sequence[int], reste: int) -> tuple[int, ...]:
    """Share out ``reste`` lines beyond the first: one more to each in turn, short texts first.

    >>> partager([1, 2, 5, 3], 4)
    (0, 0, 3, 2)
    """
    donnes = [1] * len(besoins)
    for niveau in range(2, COUPE_MAX + 1):
        demandent = [i for i, besoin in enumerate(besoins) if besoin >= niveau]
        for i in sorted(demandent, key=lambda i: besoins[i]):
            if reste > 0:
                donnes[i], reste = niveau, reste - 1
    return tuple(0 if d >= b else d for d, b in zip(donnes, besoins, strict=True))


def _rangs(ligne: Any, nombre: int, serrage: Serrage) -> int:
    """Lines a row needs: its longest text, or its title."""
    largeur = LARGEUR - TITRES
    if ligne.pareils:
        dites = [_mesurer(ligne.pareils, largeur, serrage)]
    else:
        colonne = largeur / max(nombre, 1)
        dites = [
            _mesurer([t for t, _ in cellule["textes"]], colonne, serrage)
            for cellule in ligne.cellules
        ]
    return max(*dites, _mesurer([ligne.trait.titre], TITRES - 4, serrage), 1)


def _mesurer(textes: Iterable[str], largeur: float, serrage: Serrage) -> int:
    """Lines taken by texts set one after the other."""
    signes = sum(len(t) + 3 for t in textes) - 3
    return ceil(signes * serrage.corps * CHASSE / (largeur - 9))
