"""Read models of interviews, in constant queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from diagnostics.models import (
    Diagnostic,
    Entretien,
    Passage,
    QuestionGrille,
    Reponse,
    Verbatim,
)
from diagnostics.services.passages import Segment, decouper


def lister_entretiens(
    *, diagnostic: Diagnostic, statut: str = "", theme: str = "", qui: str = "", q: str = ""
) -> QuerySet[Entretien]:
    """Return the interviews that pass the filters: those to come first by date, then the others."""
    entretiens: Any = (
        diagnostic.entretiens.entretiens()
        .select_related("acteur__type", "commune", "grille__grille__thematique")
        .prefetch_related("enqueteurs")
        .annotate(
            nombre_reponses=Count(
                "reponses",
                filter=Q(reponses__question__isnull=False)
                & (~Q(reponses__texte="") | ~Q(reponses__valeur="")),
                distinct=True,
            ),
            nombre_verbatims=Count("verbatims", distinct=True),
            nombre_passages=Count("passages", distinct=True),
        )
    )
    if statut in Entretien.Statut.values:
        entretiens = entretiens.filter(statut=statut)
    elif statut == "retard":
        entretiens = entretiens.filter(
            statut=Entretien.Statut.PLANIFIE, date__lt=timezone.localdate()
        )
    if theme:
        entretiens = entretiens.filter(
            Q(grille__grille__thematique=theme) | Q(acteur__thematiques=theme)
        ).distinct()
    if qui.isdigit():
        entretiens = entretiens.filter(enqueteurs=int(qui))
    if q:
        entretiens = entretiens.filter(
            Q(titre__icontains=q) | Q(acteur__nom__icontains=q) | Q(lieu__icontains=q)
        )
    return entretiens.order_by("-date", "-ordre", "-pk")


@dataclass
class LigneReponse:
    """A question, what was answered, the exact words noted on it."""

    question: QuestionGrille | None
    reponse: Reponse | None = None
    verbatims: list["LigneVerbatim"] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    egares: list[Passage] = field(default_factory=list)

    @property
    def est_vide(self) -> bool:
        """Whether nothing was noted."""
        return not (self.reponse and (self.reponse.texte or self.reponse.valeur))


@dataclass
class LigneVerbatim:
    """Exact words and the passages picked in them."""

    verbatim: Verbatim
    segments: list[Segment]
    egares: list[Passage]


def lire_contenu(entretien: Entretien) -> list[LigneReponse]:
    """Return everything noted during an interview, question by question, then free notes."""
    questions = (
        list(entretien.grille.questions.select_related("thematique")) if entretien.grille else []
    )
    reponses = {r.question_id: r for r in entretien.reponses.select_related("auteur", "question")}
    passages = _passages(entretien)
    par_question: dict[int | None, list[LigneVerbatim]] = defaultdict(list)
    connues = {q.pk for q in questions}
    for verbatim in entretien.verbatims.select_related("auteur"):
        segments, egares = decouper(verbatim.texte, passages["verbatim", verbatim.pk])
        cle = verbatim.question_id if verbatim.question_id in connues else None
        par_question[cle].append(LigneVerbatim(verbatim, segments, egares))
    lignes = []
    for question in [*questions, None]:
        cle = question.pk if question else None
        reponse = reponses.get(cle)
        segments, egares = (
            decouper(reponse.texte, passages["reponse", reponse.pk]) if reponse else ([], [])
        )
        lignes.append(LigneReponse(question, reponse, par_question[cle], segments, egares))
    return lignes


def _passages(entretien: Entretien) -> dict[tuple[str, int], list[Passage]]:
    ranges: dict[tuple[str, int], list[Passage]] = defaultdict(list)
    lus = entretien.passages.select_related("auteur").prefetch_related(
        "preuves__element", "besoins", "relations"
    )
    for passage in lus:
        if passage.reponse_id:
            ranges["reponse", passage.reponse_id].append(passage)
        elif passage.verbatim_id:
            ranges["verbatim", passage.verbatim_id].append(passage)
    return ranges


def compter_par_statut(diagnostic: Diagnostic) -> dict[str, int]:
    """Return how many interviews there are in each state."""
    return dict(
        diagnostic.entretiens.entretiens().order_by().values_list("statut").annotate(n=Count("pk"))
    )
