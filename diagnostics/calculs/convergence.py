"""Convergence of objectives, computed in the open.

Adhesion is a degree from 0 (against) to 4 (for, and willing to act); its unit is
the degree. Every function says its formula; none of them knows the database.

**Spread.** The spread of adhesion is the *mean absolute deviation* around the mean,
not the standard deviation: it reads as it is said (« on s’écarte en moyenne de 0,8
degré »), stays in degrees without a square root, and with five or ten answers does
not let one voice far from the others weigh by its square. Between 0 and 2.

**Private answers.** An answer may be private: it then counts in aggregates only, and
only where at least ``SEUIL_PRIVE`` private answers are counted together. See ``compter``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from diagnostics.calculs.lexique import mots_pleins

DEGRE_MAX: Final = 4
"""Highest degree of adhesion."""
SEUIL_PRIVE: Final = 3
"""Private answers under which none of them is counted, so that nobody is deduced."""
FAVORABLE: Final = 3
"""Degree from which an actor is held to be in favour."""
DEFAVORABLE: Final = 1
"""Degree up to which an actor is held to be against."""
PART_FAIBLE: Final = 0.5
PART_BONNE: Final = 0.8
REPONSES_BONNES: Final = 5


class Confiance(StrEnum):
    """How much the aggregate may be trusted, given who was heard."""

    AUCUNE = "aucune"
    TRES_FAIBLE = "tres_faible"
    FAIBLE = "faible"
    MOYENNE = "moyenne"
    BONNE = "bonne"


@dataclass(frozen=True)
class Avis:
    """What one actor answered about one idea; ``adhesion`` is None when they did not say."""

    acteur: str
    piste: str
    adhesion: int | None
    prive: bool = False


@dataclass(frozen=True)
class Souhait:
    """What an actor expects from an idea. ``cle`` identifies it; ``theme`` may be empty."""

    cle: int
    piste: str
    acteur: str
    texte: str
    theme: str = ""


@dataclass(frozen=True)
class Ressource:
    """What an actor can bring to an idea."""

    cle: int
    piste: str
    acteur: str
    texte: str
    theme: str = ""
    nature: str = ""


def moyenne(valeurs: Sequence[float]) -> float | None:
    """Return the arithmetic mean Σx / n, in the unit of the values; ``None`` without values."""
    return sum(valeurs) / len(valeurs) if valeurs else None


def ecart_moyen(valeurs: Sequence[float]) -> float | None:
    """Return the mean absolute deviation Σ|x − m| / n around the mean m, in the same unit.

    Why not the standard deviation: see the head of this module.
    """
    centre = moyenne(valeurs)
    if centre is None:
        return None
    return sum(abs(v - centre) for v in valeurs) / len(valeurs)


def part_entendue(entendus: int, concernes: int) -> float:
    """Return heard / concerned, from 0 to 1 (0 when nobody is concerned)."""
    return min(1.0, entendus / concernes) if concernes else 0.0


def juger_confiance(entendus: int, concernes: int) -> Confiance:
    """Grade how much the answers may be trusted.

    None: nobody heard. Very low: fewer than 3 answers. Low: less than half of the
    concerned actors. Medium: less than 80 % of them, or fewer than 5 answers. Good otherwise.
    """
    if not entendus:
        return Confiance.AUCUNE
    if entendus < SEUIL_PRIVE:
        return Confiance.TRES_FAIBLE
    part = part_entendue(entendus, concernes)
    if part < PART_FAIBLE:
        return Confiance.FAIBLE
    if part < PART_BONNE or entendus < REPONSES_BONNES:
        return Confiance.MOYENNE
    return Confiance.BONNE


@dataclass(frozen=True)
class Adhesion:
    """Adhesion to one idea, as it may be shared.

    ``entendus`` counts every actor who gave a degree, private ones included;
    ``comptes`` those in the mean. ``arrondie`` tells that private answers are in
    it: the mean is then rounded to half a degree and the spread is not given.
    ``prives_tus`` counts private answers left out because they are too few.
    """

    entendus: int
    concernes: int
    comptes: int
    moyenne: float | None
    ecart: float | None
    confiance: Confiance
    arrondie: bool = False
    prives_tus: int = 0
    repartition: tuple[int, ...] = (0, 0, 0, 0, 0)
    """How many open (not private) answers at each degree, 0 to 4."""

    @property
    def part(self) -> float:
        """Share of the concerned actors who gave a degree, from 0 to 1."""
        return part_entendue(self.entendus, self.concernes)


def compter(avis: Iterable[Avis], concernes: int, *, seuil: int = 0) -> Adhesion:
    """Aggregate the answers about one idea without letting a private one be deduced.

    Private answers are counted only when there are at least ``SEUIL_PRIVE`` of them
    *and* they differ: whoever knows the open answers could otherwise subtract them
    from the mean and find the private ones. When they are counted, the mean is
    rounded to half a degree and the spread withheld, for the same reason.
    ``seuil`` also hides the mean under that many counted answers (public edition: 3).
    """
    donnes = [a for a in avis if a.adhesion is not None]
    ouverts = [a.adhesion for a in donnes if not a.prive and a.adhesion is not None]
    prives = [a.adhesion for a in donnes if a.prive and a.adhesion is not None]
    comptables = len(prives) >= SEUIL_PRIVE and len(set(prives)) > 1
    valeurs = ouverts + prives if comptables else ouverts
    centre = moyenne(valeurs) if len(valeurs) >= max(seuil, 1) else None
    if centre is not None and comptables:
        centre = round(centre * 2) / 2
    return Adhesion(
        entendus=len(donnes),
        concernes=max(concernes, len(donnes)),
        comptes=len(valeurs),
        moyenne=centre,
        ecart=None if comptables or centre is None else ecart_moyen(valeurs),
        confiance=juger_confiance(len(donnes), max(concernes, len(donnes))),
        arrondie=comptables,
        prives_tus=0 if comptables else len(prives),
        repartition=tuple(ouverts.count(d) for d in range(DEGRE_MAX + 1)),
    )


@dataclass(frozen=True)
class Tension:
    """Two actors opposed on one idea: by their degrees, or by expectations that contradict."""

    piste: str
    un: str
    autre: str
    ecart: int | None
    """Degrees between them; ``None`` when only expectations contradict."""
    attentes: tuple[int, int] | None = None


def tensions(
    avis: Iterable[Avis], contradictions: Iterable[tuple[Souhait, Souhait]] = ()
) -> tuple[Tension, ...]:
    """Return the actors in tension, the widest gap first.

    Two actors are opposed on an idea when one is at most at ``DEFAVORABLE`` and the other at
    least at ``FAVORABLE``; or when people said that an expectation of one contradicts an
    expectation of the other. Private answers never take part.
    """
    ouverts = sorted(
        ((a.piste, a.acteur, a.adhesion) for a in avis if a.adhesion is not None and not a.prive),
    )
    trouvees = []
    for (piste, un, x), (autre_piste, autre, y) in combinations(ouverts, 2):
        if piste == autre_piste and min(x, y) <= DEFAVORABLE and max(x, y) >= FAVORABLE:
            trouvees.append(Tension(piste, un, autre, abs(x - y)))
    for a, b in contradictions:
        premier, second = sorted((a, b), key=lambda s: (s.acteur, s.cle))
        if premier.acteur != second.acteur:
            trouvees.append(
                Tension(
                    premier.piste,
                    premier.acteur,
                    second.acteur,
                    None,
                    (premier.cle, second.cle),
                )
            )
    return tuple(
        sorted(trouvees, key=lambda t: (-(t.ecart or 0), t.piste, t.un, t.autre, t.attentes or ()))
    )


@dataclass(frozen=True)
class Appariement:
    """Expectations and contributions of one or several ideas, matched by people."""

    couverts: tuple[Souhait, ...]
    non_couverts: tuple[Souhait, ...]
    employees: tuple[Ressource, ...]
    non_demandees: tuple[Ressource, ...]

    @property
    def part_couverte(self) -> float | None:
        """Covered expectations / expectations, from 0 to 1; ``None`` without expectation."""
        total = len(self.couverts) + len(self.non_couverts)
        return len(self.couverts) / total if total else None


def apparier(
    souhaits: Iterable[Souhait],
    ressources: Iterable[Ressource],
    couvertures: Iterable[tuple[int, int]],
) -> Appariement:
    """Sort expectations and contributions by whether people linked them.

    ``couvertures`` are (expectation, contribution) pairs; those that name something
    absent from the lists are ignored.
    """
    souhaits, ressources = list(souhaits), list(ressources)
    connus, offertes = {s.cle for s in souhaits}, {r.cle for r in ressources}
    liens = {(s, r) for s, r in couvertures if s in connus and r in offertes}
    couverts, employees = {s for s, _ in liens}, {r for _, r in liens}
    return Appariement(
        tuple(s for s in souhaits if s.cle in couverts),
        tuple(s for s in souhaits if s.cle not in couverts),
        tuple(r for r in ressources if r.cle in employees),
        tuple(r for r in ressources if r.cle not in employees),
    )


@dataclass(frozen=True)
class Suggestion:
    """A contribution that might answer an expectation, and why it is suggested."""

    souhait: Souhait
    ressource: Ressource
    meme_theme: bool
    mots: tuple[str, ...]
    score: float


def suggerer(
    souhaits: Iterable[Souhait],
    ressources: Iterable[Ressource],
    *,
    sauf: Iterable[tuple[int, int]] = (),
    maximum: int = 3,
) -> tuple[Suggestion, ...]:
    """Suggest contributions that might answer expectations of the same idea.

    A pair is suggested when both carry the same theme or share a meaningful word, and
    come from different actors. Score (no unit, 0 to 2): 1 for the same theme, plus the
    shared words over all their words. At most ``maximum`` per expectation, best first.
    """
    deja = set(sauf)
    offertes = list(ressources)
    retenues: list[Suggestion] = []
    for souhait in souhaits:
        possibles = []
        for ressource in offertes:
            if (
                ressource.piste != souhait.piste
                or ressource.acteur == souhait.acteur
                or (souhait.cle, ressource.cle) in deja
            ):
                continue
            theme = bool(souhait.theme) and souhait.theme == ressource.theme
            a, b = mots_pleins(souhait.texte), mots_pleins(ressource.texte)
            communs = a & b
            if theme or communs:
                score = theme + (len(communs) / len(a | b) if communs else 0.0)
                possibles.append(
                    Suggestion(souhait, ressource, theme, tuple(sorted(communs)), score)
                )
        possibles.sort(key=lambda s: (-s.score, s.ressource.texte, s.ressource.cle))
        retenues.extend(possibles[:maximum])
    return tuple(retenues)


def convergence_acteurs(avis: Iterable[Avis]) -> dict[tuple[str, str], float]:
    """Return how much actors agree two by two, from 0 (opposed) to 1 (same degrees).

    Formula: 1 − mean(|x − y|) / 4 over the ideas on which both gave an open degree.
    Symmetric: both (i, j) and (j, i) are in the answer; pairs without a common idea are not.
    """
    degres: dict[str, dict[str, int]] = {}
    for a in avis:
        if a.adhesion is not None and not a.prive:
            degres.setdefault(a.acteur, {})[a.piste] = a.adhesion
    accord: dict[tuple[str, str], float] = {}
    for un, autre in combinations(sorted(degres), 2):
        communes = degres[un].keys() & degres[autre].keys()
        if communes:
            ecart = sum(abs(degres[un][p] - degres[autre][p]) for p in communes) / len(communes)
            accord[un, autre] = accord[autre, un] = 1 - ecart / DEGRE_MAX
    return accord
