"""Read model of the MOFF matrix: everything a page or a report prints, in constant queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import Count, Max, Q, Sum

from diagnostics.calculs.priorites import Priorite, calculer
from diagnostics.methode import Question, questions
from diagnostics.models import Diagnostic, ElementMoff, Preuve, Quadrant, Voix
from diagnostics.services.citations import GENERIQUES, citer, dater_entretien
from socle.typographie import ecrire_nombre

ORDRE_DES_NATURES: Final = ("entretien", "indicateur", "source", "acteur")
"""Natures of evidence from words to actors, as the core (« carotte ») stacks them."""


_SANS_VOIX: Final = Priorite(0, 0, 0)


@dataclass(frozen=True)
class LignePreuve:
    """One piece of evidence, ready to print.

    ``titre`` names what it rests on; ``texte`` is the quote or precision. In a
    public reading both are empty for what was heard: only its nature is told.
    """

    pk: int
    nature: str
    nature_texte: str
    titre: str
    texte: str
    url: str
    reference_acteur: str = ""
    reference_entretien: str = ""
    contredit: bool = False
    reference_passage: str = ""


@dataclass(frozen=True)
class LigneElement:
    """One statement of the matrix, what supports it (``nb_preuves``, ``natures``) and what does not."""

    pk: int
    reference: str
    quadrant: str
    texte: str
    theme: str
    theme_code: str
    voix: int
    mienne: bool
    nb_preuves: int
    natures: tuple[str, ...]
    version: int
    ordre: int
    auteur_id: int | None
    preuves: tuple[LignePreuve, ...] = ()
    nb_contre: int = 0
    priorite: Priorite = field(default=Priorite(0, 0, 0))

    @property
    def est_contredit(self) -> bool:
        """Whether at least one piece of evidence speaks against it."""
        return self.nb_contre > 0

    @property
    def est_etaye(self) -> bool:
        """Whether at least one piece of evidence supports it."""
        return self.nb_preuves > 0


@dataclass(frozen=True)
class LectureQuadrant:
    """One quadrant: its question, the statements that pass the filters, and its full count."""

    code: str
    libelle: str
    question: Question
    lignes: tuple[LigneElement, ...]
    total: int


@dataclass(frozen=True)
class ThemePresent:
    """A theme used in the matrix and how many statements carry it."""

    code: str
    libelle: str
    nombre: int


@dataclass(frozen=True)
class Matrice:
    """The whole matrix; counts are of all active statements, whatever the filters."""

    quadrants: tuple[LectureQuadrant, ...]
    total: int
    etayes: int
    voix: int
    themes: tuple[ThemePresent, ...]
    filtree: bool = False
    montrees: int = field(default=0)
    contredits: int = 0

    @property
    def sans_preuve(self) -> int:
        """Number of statements nothing supports yet."""
        return self.total - self.etayes

    @property
    def est_vide(self) -> bool:
        """Whether nothing was written yet."""
        return self.total == 0

    def tete(self, nombre: int) -> "Matrice":
        """Return the matrix with the ``nombre`` most supported statements of each quadrant."""
        return replace(
            self,
            quadrants=tuple(
                replace(q, lignes=tuple(sorted(q.lignes, key=lambda x: -x.voix)[:nombre]))
                for q in self.quadrants
            ),
        )

    def lignes(self) -> list[LigneElement]:
        """Every statement shown, quadrant after quadrant."""
        return [ligne for quadrant in self.quadrants for ligne in quadrant.lignes]


def lire_matrice(  # noqa: PLR0913 - one argument per filter
    *,
    diagnostic: Diagnostic,
    utilisateur: Any = None,
    theme: str = "",
    sans_preuve: bool = False,
    contredits: bool = False,
    par_voix: bool = False,
    par_priorite: bool = False,
    detail: bool = False,
    public: bool = False,
    rapport: bool = False,
) -> Matrice:
    """Read the active statements of ``diagnostic`` in three queries, whatever their number.

    Args:
        diagnostic: the démarche.
        utilisateur: whose own votes are marked (``mienne``); None marks none.
        theme: keep the statements of this theme code only.
        sans_preuve: keep those nothing supports only.
        contredits: keep those some evidence contradicts only.
        par_voix: most supported first, instead of the order people arranged.
        par_priorite: those supported by the widest range of actors first.
        detail: also fill ``preuves`` (for the panel, the report).
        public: leave out what members alone may read: authors, what was heard
            (interviews keep their nature and nothing else), quotes attached to
            an actor, actors that are not published.
        rapport: for what leaves the members' screens: what was heard is quoted and
            attributed as the people met agreed to (see ``services.citations``).
    """
    elements = list(diagnostic.elements.actifs().select_related("thematique"))
    preuves = _preuves_par_element(diagnostic, detail=detail, public=public, rapport=rapport)
    voix = _voix_par_element(diagnostic, utilisateur)
    lignes = [
        _ligne(
            e, preuves.get(e.pk) or _Preuves(), voix.get(e.pk, (_SANS_VOIX, False)), public=public
        )
        for e in elements
    ]
    montrees = [
        ligne
        for ligne in lignes
        if (not theme or ligne.theme_code == theme)
        and not (sans_preuve and ligne.est_etaye)
        and not (contredits and not ligne.est_contredit)
    ]
    if par_priorite:
        montrees.sort(key=lambda ligne: (-ligne.priorite.valeur, -ligne.voix))
    elif par_voix:
        montrees.sort(key=lambda ligne: -ligne.voix)
    return Matrice(
        quadrants=tuple(
            LectureQuadrant(
                code=code,
                libelle=str(Quadrant(code).label),
                question=question,
                lignes=tuple(x for x in montrees if x.quadrant == code),
                total=sum(1 for x in lignes if x.quadrant == code),
            )
            for code, question in questions().items()
        ),
        total=len(lignes),
        etayes=sum(1 for x in lignes if x.est_etaye),
        voix=sum(x.voix for x in lignes),
        themes=_themes(lignes),
        filtree=bool(theme or sans_preuve or contredits),
        montrees=len(montrees),
        contredits=sum(1 for x in lignes if x.est_contredit),
    )


def empreinte_matrice(*, diagnostic: Diagnostic) -> str:
    """Return a short text that changes whenever the matrix does (three aggregates).

    Deletions count too: numbers of rows go with the highest identifiers, which
    the database never reuses, and statements add their last change and versions.
    """
    elements = diagnostic.elements.aggregate(
        n=Count("pk", filter=Q(etat=ElementMoff.Etat.ACTIF)),
        dernier=Max("modifie_le"),
        versions=Sum("version"),
    )
    voix = Voix.objects.filter(element__diagnostic=diagnostic).aggregate(
        n=Count("pk"), dernier=Max("pk"), mains=Sum("nombre")
    )
    preuves = Preuve.objects.filter(element__diagnostic=diagnostic).aggregate(
        n=Count("pk"), dernier=Max("pk")
    )
    dernier = elements["dernier"].timestamp() if elements["dernier"] else 0
    return (
        f"{elements['n']}-{elements['versions'] or 0}-{dernier:.6f}"
        f"-{voix['n']}-{voix['mains']}-{voix['dernier'] or 0}-{preuves['n']}-{preuves['dernier'] or 0}"
    )


@dataclass
class _Preuves:
    """What was read of one statement's evidence: natures of what supports it, count against it."""

    natures: list[str] = field(default_factory=list)
    contre: int = 0
    lignes: list[LignePreuve] = field(default_factory=list)

    def compter(self, nature: str, sens: str) -> None:
        if sens == Preuve.Sens.CONTREDIT:
            self.contre += 1
        else:
            self.natures.append(nature)


def _ligne(
    element: ElementMoff,
    preuves: _Preuves,
    voix: tuple[Priorite, bool],
    *,
    public: bool,
) -> LigneElement:
    return LigneElement(
        pk=element.pk,
        reference=element.reference,
        quadrant=element.quadrant,
        texte=element.texte,
        theme=element.thematique.libelle if element.thematique else "",
        theme_code=element.thematique_id or "",
        voix=voix[0].voix,
        mienne=voix[1],
        nb_preuves=len(preuves.natures),
        natures=tuple(n for n in ORDRE_DES_NATURES if n in preuves.natures),
        version=element.version,
        ordre=element.ordre,
        auteur_id=None if public else element.auteur_id,
        preuves=tuple(preuves.lignes),
        nb_contre=preuves.contre,
        priorite=voix[0],
    )


def _preuves_par_element(
    diagnostic: Diagnostic, *, detail: bool, public: bool, rapport: bool
) -> dict[int, _Preuves]:
    rangees: dict[int, _Preuves] = defaultdict(_Preuves)
    preuves = Preuve.objects.filter(
        element__diagnostic=diagnostic, element__etat=ElementMoff.Etat.ACTIF
    )
    if not detail:
        for element, nature, sens in preuves.values_list("element_id", "nature", "sens"):
            rangees[element].compter(nature, sens)
        return rangees
    liens = ("acteur", "indicateur", "entretien__acteur", "passage__verbatim")
    for preuve in preuves.select_related(*liens):
        rangee = rangees[preuve.element_id]
        rangee.compter(preuve.nature, preuve.sens)
        rangee.lignes.append(lire_preuve(preuve, public=public, rapport=rapport))
    return rangees


def lire_preuve(
    preuve: Preuve, *, public: bool = False, paroles: bool = True, rapport: bool = False
) -> LignePreuve:
    """Return ``preuve`` ready to print.

    ``public`` hides what members alone may read. ``paroles=False`` hides what was
    heard only: for members who do not read interviews (élues and élus). ``rapport``
    quotes and names what was heard as the people met agreed to.
    """
    titre = _titre_preuve(preuve)
    texte = preuve.passage.texte if preuve.passage else preuve.texte
    if rapport and preuve.entretien:
        titre, texte = citer(preuve)
    if not paroles and preuve.nature == Preuve.Nature.ENTRETIEN:
        public = True
    if public:
        titre = _titre_public(preuve, titre)
        texte = texte if preuve.nature in {"indicateur", "source"} else ""
    return LignePreuve(
        pk=preuve.pk,
        nature=preuve.nature,
        nature_texte=preuve.get_nature_display(),
        titre=titre,
        texte=texte,
        url=preuve.url if not public or preuve.nature in {"indicateur", "source"} else "",
        reference_acteur=preuve.acteur.reference if preuve.acteur and not public else "",
        reference_entretien=(preuve.entretien.reference if preuve.entretien and not public else ""),
        contredit=preuve.sens == Preuve.Sens.CONTREDIT,
        reference_passage=preuve.passage.reference if preuve.passage and not public else "",
    )


def _titre_preuve(preuve: Preuve) -> str:
    if preuve.acteur:
        return preuve.acteur.nom
    if preuve.indicateur:
        return dire_indicateur(preuve.indicateur)
    if preuve.entretien:
        date = dater_entretien(preuve.entretien)
        return f"{preuve.entretien.titre}, {date}" if date else preuve.entretien.titre
    return ""


def _titre_public(preuve: Preuve, titre: str) -> str:
    if preuve.entretien:
        return GENERIQUES[preuve.entretien.nature]
    if preuve.acteur and preuve.acteur.statut != "publie":
        return "Un acteur du territoire"
    return titre


def dire_indicateur(indicateur: Any) -> str:
    """Say a figure in one line: « Superficie : plus de 460 km² (2018) »."""
    valeur = ecrire_nombre(indicateur.valeur)
    morceaux = [m for m in (indicateur.prefixe, valeur, indicateur.unite) if m]
    annee = f" ({indicateur.annee})" if indicateur.annee else ""
    ecrit = "\u00a0".join(morceaux)
    return f"{indicateur.libelle}\u00a0: {ecrit}{annee}"


def _voix_par_element(diagnostic: Diagnostic, utilisateur: Any) -> dict[int, tuple[Priorite, bool]]:
    """Return the votes of each active statement, by kind of actor, and whether one is the user's."""
    moi = getattr(utilisateur, "pk", None)
    lignes = (
        Voix.objects.filter(element__diagnostic=diagnostic, element__etat=ElementMoff.Etat.ACTIF)
        .order_by()
        .values("element_id", "genre")
        .annotate(n=Sum("nombre"), moi=Count("pk", filter=Q(utilisateur_id=moi)))
    )
    comptes: dict[int, dict[str, int]] = defaultdict(dict)
    miennes = set()
    for ligne in lignes:
        comptes[ligne["element_id"]][ligne["genre"]] = ligne["n"]
        if moi and ligne["moi"]:
            miennes.add(ligne["element_id"])
    return {pk: (priorite, pk in miennes) for pk, priorite in calculer(comptes).items()}


def lire_priorite(element: ElementMoff) -> Priorite:
    """Return the priority of one statement among those of its démarche (one query or two)."""
    if element.etat == ElementMoff.Etat.ACTIF:
        return _voix_par_element(element.diagnostic, None).get(element.pk, (_SANS_VOIX, False))[0]
    voix = Voix.objects.filter(element=element).aggregate(n=Sum("nombre"))["n"] or 0
    return Priorite(voix, 0, 0)


def _themes(lignes: Iterable[LigneElement]) -> tuple[ThemePresent, ...]:
    comptes: dict[tuple[str, str], int] = defaultdict(int)
    for ligne in lignes:
        if ligne.theme_code:
            comptes[ligne.theme_code, ligne.theme] += 1
    return tuple(
        ThemePresent(code, libelle, n)
        for (code, libelle), n in sorted(comptes.items(), key=lambda x: x[0][1])
    )
