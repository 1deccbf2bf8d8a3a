"""How several reviewers place a platform between capitalistic and solidarity-based.

Every reviewer grades every criterion from 0 to 3. What is read from it, and shown:

- per criterion, the lower median grade, the lowest and the highest, and how far people agree;
- a level in words, read from the sum of the medians **and** from the sums of the lowest and of
  the highest grades: when these fall on different levels, the verdict says so;
- what must be said beside it: blocking criteria, disagreements, criteria without evidence.

The sum itself is never handed out: a figure alone would be believed more than it deserves.
Doubt never benefits the platform: an even number of grades takes the lower of the two middle
ones, and a blocking criterion (median 0) takes the level « solidaire » away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NOTE_MAX: Final = 3
AVIS_MIN: Final = 2
"""Under this number of reviewers on every criterion there is no verdict: one view is not a reading."""


class Accord(StrEnum):
    """How far the reviewers of one criterion agree."""

    SANS_AVIS = "sans_avis"
    SEUL = "seul"
    UNANIME = "unanime"
    PROCHE = "proche"
    PARTAGE = "partage"
    OPPOSE = "oppose"


_ACCORDS: Final = {
    0: Accord.UNANIME,
    1: Accord.PROCHE,
    2: Accord.PARTAGE,
    3: Accord.OPPOSE,
}
DIVERGENTS: Final = frozenset({Accord.PARTAGE, Accord.OPPOSE})


@dataclass(frozen=True)
class Seuil:
    """A level: its bounds on the sum of the grades, and its words."""

    code: str
    libelle: str
    texte: str
    bas: int
    haut: int


@dataclass(frozen=True)
class Avis:
    """One reviewer's grade on one criterion, and whether evidence supports it."""

    critere: str
    note: int
    prouve: bool = False


@dataclass(frozen=True)
class Critere:
    """What the reviewers make of one criterion."""

    code: str
    notes: tuple[int, ...]
    preuves: int

    @property
    def avis(self) -> int:
        """Number of reviewers heard."""
        return len(self.notes)

    @property
    def mediane(self) -> int | None:
        """The grade half the reviewers do not go under; the lower one of two."""
        return sorted(self.notes)[(self.avis - 1) // 2] if self.notes else None

    @property
    def bas(self) -> int | None:
        """The lowest grade."""
        return min(self.notes, default=None)

    @property
    def haut(self) -> int | None:
        """The highest grade."""
        return max(self.notes, default=None)

    @property
    def accord(self) -> Accord:
        """How far they agree."""
        if self.bas is None or self.haut is None:
            return Accord.SANS_AVIS
        return _ACCORDS[self.haut - self.bas] if self.avis > 1 else Accord.SEUL

    @property
    def bloquant(self) -> bool:
        """Whether the platform is purely capitalistic on this criterion."""
        return self.mediane == 0

    @property
    def repartition(self) -> tuple[int, ...]:
        """Number of reviewers at each grade, from 0 to the highest."""
        return tuple(self.notes.count(note) for note in range(NOTE_MAX + 1))


@dataclass(frozen=True)
class Lecture:
    """The whole reading: criteria, level and reservations."""

    criteres: tuple[Critere, ...]
    niveau: Seuil | None
    prudent: Seuil | None
    favorable: Seuil | None
    retenu: bool
    """Whether a blocking criterion held the level back."""

    @property
    def complete(self) -> bool:
        """Whether every criterion was graded by enough reviewers for a verdict."""
        return self.niveau is not None

    @property
    def incertaine(self) -> bool:
        """Whether the level depends on whom one listens to."""
        return self.prudent != self.favorable

    @property
    def manquants(self) -> tuple[str, ...]:
        """Criteria without enough reviewers."""
        return tuple(c.code for c in self.criteres if c.avis < AVIS_MIN)

    @property
    def bloquants(self) -> tuple[str, ...]:
        """Criteria on which the platform is purely capitalistic."""
        return tuple(c.code for c in self.criteres if c.bloquant)

    @property
    def divergents(self) -> tuple[str, ...]:
        """Criteria on which reviewers are at least two grades apart."""
        return tuple(c.code for c in self.criteres if c.accord in DIVERGENTS)

    @property
    def sans_preuve(self) -> tuple[str, ...]:
        """Graded criteria that no evidence supports."""
        return tuple(c.code for c in self.criteres if c.notes and not c.preuves)


def lire(codes: Sequence[str], avis: Iterable[Avis], seuils: Sequence[Seuil]) -> Lecture:
    """Read the grades: ``codes`` are the criteria in order, ``seuils`` the levels upwards.

    Raises:
        ValueError: a grade is outside 0–3, a criterion unknown, or no level covers a sum.
    """
    notes: dict[str, list[int]] = {code: [] for code in codes}
    preuves = dict.fromkeys(codes, 0)
    for un in avis:
        if un.critere not in notes or not 0 <= un.note <= NOTE_MAX:
            raise ValueError(un)
        notes[un.critere].append(un.note)
        preuves[un.critere] += un.prouve
    criteres = tuple(Critere(c, tuple(sorted(notes[c])), preuves[c]) for c in codes)
    if not criteres or any(c.avis < AVIS_MIN for c in criteres):
        return Lecture(criteres, None, None, None, retenu=False)
    brut = _niveau(sum(c.mediane or 0 for c in criteres), seuils)
    niveau = brut
    if any(c.bloquant for c in criteres) and brut is seuils[-1] and len(seuils) > 1:
        niveau = seuils[-2]
    return Lecture(
        criteres,
        niveau,
        _niveau(sum(c.bas or 0 for c in criteres), seuils),
        _niveau(sum(c.haut or 0 for c in criteres), seuils),
        retenu=niveau is not brut,
    )


def _niveau(total: int, seuils: Sequence[Seuil]) -> Seuil:
    for seuil in seuils:
        if seuil.bas <= total <= seuil.haut:
            return seuil
    raise ValueError(total)


# ── Words ───────────────────────────────────────────────────────────────────
MOTS_ACCORD: Final[Mapping[Accord, str]] = {
    Accord.SANS_AVIS: "Personne n’a encore répondu.",
    Accord.SEUL: "Une seule réponse : à croiser avec d’autres.",
    Accord.UNANIME: "Toutes les réponses sont les mêmes.",
    Accord.PROCHE: "Les réponses sont proches.",
    Accord.PARTAGE: "Les réponses s’écartent de deux degrés.",
    Accord.OPPOSE: "Les réponses sont opposées.",
}


def enumerer(noms: Sequence[str]) -> str:
    """Join names as in a French sentence.

    >>> enumerer(["a", "b", "c"])
    'a, b et c'
    """
    return " et ".join(filter(None, [", ".join(noms[:-1]), *noms[-1:]]))


def phrases(lecture: Lecture, noms: Mapping[str, str]) -> list[str]:
    """Return the verdict as sentences: the level, how sure it is, and what must be said beside it.

    ``noms`` gives the name of every criterion.
    """

    def citer(codes: Iterable[str]) -> str:
        return enumerer([f"« {noms[c]} »" for c in codes])

    if lecture.niveau is None:
        if not lecture.criteres:
            return ["Aucun critère."]
        return [
            (
                f"Pas encore de lecture commune : il manque des réponses sur {citer(lecture.manquants)}"
                f" (au moins {AVIS_MIN} personnes par critère)."
            )
        ]
    dites = [f"{lecture.niveau.libelle}. {lecture.niveau.texte}"]
    if lecture.retenu:
        dites.append(
            "Le reste de la grille irait plus haut, mais un critère au plus bas ne se compense pas."
        )
    if lecture.bloquants:
        dites.append(f"Point bloquant : {citer(lecture.bloquants)}.")
    if lecture.prudent and lecture.favorable and lecture.incertaine:
        dites.append(
            f"Selon les personnes, la lecture va de « {lecture.prudent.libelle} » à "
            f"« {lecture.favorable.libelle} »."
        )
    else:
        dites.append("Les réponses les plus sévères et les plus favorables mènent au même niveau.")
    if lecture.divergents:
        dites.append(f"Les avis divergent sur {citer(lecture.divergents)} : à débattre.")
    if lecture.sans_preuve:
        dites.append(f"Aucune preuve jointe sur {citer(lecture.sans_preuve)} : à demander.")
    return dites
