"""What a reading of convergence holds: frozen values that say themselves in French."""

from dataclasses import dataclass, field

from diagnostics.calculs import convergence as calcul
from diagnostics.calculs import phrases
from diagnostics.models import ActeurConcerne, Apport, Attente, Piste, PointDeVue


@dataclass(frozen=True)
class Cellule:
    """What an actor makes of an idea, as the reader may see it.

    ``etat``: « dit », « prive » (withheld), « muet » (concerned, not heard), « hors » (not
    concerned). ``point`` is None unless « dit ».
    """

    acteur: ActeurConcerne
    piste: Piste
    etat: str
    point: PointDeVue | None = None

    @property
    def degre(self) -> int | None:
        """Degree of adhesion that may be shown."""
        return self.point.adhesion if self.point else None

    @property
    def mots(self) -> str:
        """Say the cell in words."""
        if self.etat == "prive":
            return "Position privée"
        if self.etat == "muet":
            return "Pas encore d’avis"
        if self.etat == "hors":
            return "Non concerné"
        if self.point is None or self.point.adhesion is None:
            return "Ne se prononce pas"
        return str(PointDeVue.Degre(self.point.adhesion).label)


@dataclass(frozen=True)
class LigneAttente:
    """An expectation and what answers it."""

    attente: Attente
    acteur: ActeurConcerne
    reponses: tuple["LigneApport", ...] = ()
    contredites: tuple[Attente, ...] = ()


@dataclass(frozen=True)
class LigneApport:
    """A contribution; ``libre`` when it answers no expectation yet."""

    apport: Apport
    acteur: ActeurConcerne
    libre: bool = True


@dataclass(frozen=True)
class Rapprochement:
    """A contribution suggested for an expectation, and why."""

    attente: LigneAttente
    apport: LigneApport
    pourquoi: str


@dataclass(frozen=True)
class TensionLue:
    """Two actors in tension, in words."""

    un: ActeurConcerne
    autre: ActeurConcerne
    phrase: str


@dataclass(frozen=True)
class Comparaison:
    """What two actors understand of an idea, side by side."""

    un: PointDeVue
    autre: PointDeVue
    hint: str
    communs: str


@dataclass(frozen=True)
class LecturePiste:
    """One idea, read."""

    piste: Piste
    cellules: tuple[Cellule, ...]
    adhesion: calcul.Adhesion
    attentes: tuple[LigneAttente, ...]
    apports: tuple[LigneApport, ...]
    appariement: calcul.Appariement
    rapprochements: tuple[Rapprochement, ...]
    tensions: tuple[TensionLue, ...]
    comparaisons: tuple[Comparaison, ...]

    @property
    def part(self) -> str:
        """Say who was heard."""
        return phrases.dire_part(self.adhesion)

    @property
    def phrase(self) -> str:
        """Say the adhesion."""
        return phrases.dire_adhesion(self.adhesion)

    @property
    def confiance(self) -> str:
        """Say how much to trust it."""
        return phrases.dire_confiance(self.adhesion.confiance)

    @property
    def bilan(self) -> str:
        """Say how expectations and contributions meet."""
        return phrases.dire_appariement(self.appariement)

    @property
    def orphelines(self) -> tuple[LigneAttente, ...]:
        """Return the expectations nobody covers."""
        return tuple(a for a in self.attentes if not a.reponses)

    @property
    def libres(self) -> tuple[LigneApport, ...]:
        """Return the contributions nobody asked for."""
        return tuple(a for a in self.apports if a.libre)


@dataclass(frozen=True)
class LectureActeur:
    """One actor, read across the ideas; ``proches`` are the others, in words."""

    acteur: ActeurConcerne
    cellules: tuple[Cellule, ...]
    attentes: tuple[tuple[Piste, LigneAttente], ...]
    apports: tuple[tuple[Piste, LigneApport], ...]
    proches: tuple[tuple[ActeurConcerne, str], ...]


@dataclass(frozen=True)
class Lecture:
    """The whole convergence of a démarche."""

    pistes: tuple[LecturePiste, ...]
    acteurs: tuple[ActeurConcerne, ...]
    accords: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def rangees(self) -> tuple[tuple[ActeurConcerne, tuple[Cellule, ...]], ...]:
        """Rows of the matrix: one per actor, one cell per idea."""
        return tuple(
            (acteur, tuple(p.cellules[rang] for p in self.pistes))
            for rang, acteur in enumerate(self.acteurs)
        )

    @property
    def reponses(self) -> int:
        """Points of view given, private ones included."""
        return sum(c.etat in {"dit", "prive"} for p in self.pistes for c in p.cellules)

    def piste(self, reference: str) -> LecturePiste | None:
        """Return one idea's reading."""
        return next((p for p in self.pistes if p.piste.reference == reference), None)

    def acteur(self, acteur: ActeurConcerne) -> LectureActeur:
        """Return one actor's reading."""
        rang = [a.pk for a in self.acteurs].index(acteur.pk)
        cle = str(acteur.pk)
        autres = [
            (a, self.accords[cle, str(a.pk)])
            for a in self.acteurs
            if (cle, str(a.pk)) in self.accords
        ]
        autres.sort(key=lambda c: (-c[1], c[0].nom))
        return LectureActeur(
            acteur,
            tuple(p.cellules[rang] for p in self.pistes),
            tuple((p.piste, a) for p in self.pistes for a in p.attentes if a.acteur == acteur),
            tuple((p.piste, a) for p in self.pistes for a in p.apports if a.acteur == acteur),
            tuple((a, phrases.dire_convergence(v)) for a, v in autres),
        )
