"""Join two changes of one thing, lines of a text or members of a set: pure functions."""

from collections.abc import Collection
from difflib import SequenceMatcher
from typing import Any


def fusionner_lignes(base: str, leur: str, mien: str) -> str | None:
    r"""Join two changes of a text made on different lines; None when they touch the same ones.

    >>> fusionner_lignes("a\nb\nc", "A\nb\nc", "a\nb\nC")
    'A\nb\nC'
    """
    lignes, eux, moi = base.split("\n"), leur.split("\n"), mien.split("\n")
    reunies: list[str] = []
    debut = debut_eux = debut_moi = 0
    for b, e, m, taille in [*_communes(lignes, eux, moi), (len(lignes), len(eux), len(moi), 0)]:
        avant, chez_eux, chez_moi = lignes[debut:b], eux[debut_eux:e], moi[debut_moi:m]
        if chez_eux in (avant, chez_moi):
            reunies += chez_moi
        elif chez_moi == avant:
            reunies += chez_eux
        else:
            return None
        reunies += lignes[b : b + taille]
        debut, debut_eux, debut_moi = b + taille, e + taille, m + taille
    return "\n".join(reunies)


def _communes(base: list[str], eux: list[str], moi: list[str]) -> list[tuple[int, int, int, int]]:
    """Return the runs of lines that all three texts hold: where in each, and how many."""
    chez_eux = SequenceMatcher(None, base, eux, autojunk=False).get_matching_blocks()
    chez_moi = SequenceMatcher(None, base, moi, autojunk=False).get_matching_blocks()
    communes = []
    i = j = 0
    while i < len(chez_eux) and j < len(chez_moi):
        a, b = chez_eux[i], chez_moi[j]
        debut = max(a.a, b.a)
        fin = min(a.a + a.size, b.a + b.size)
        if fin > debut:
            communes.append((debut, a.b + debut - a.a, b.b + debut - b.a, fin - debut))
        if a.a + a.size < b.a + b.size:
            i += 1
        else:
            j += 1
    return communes


def fusionner_ensembles(
    base: Collection[Any], leur: Collection[Any], mien: Collection[Any]
) -> list[Any]:
    """Join two changes of a set: what either side added is there, what either removed is not.

    >>> fusionner_ensembles([1, 2], [2, 3], [1, 2, 4])
    [2, 3, 4]
    """
    depart, eux, moi = set(base), set(leur), set(mien)
    gardes = (eux & moi) | (eux - depart) | (moi - depart)
    return [x for x in dict.fromkeys([*leur, *mien]) if x in gardes]
