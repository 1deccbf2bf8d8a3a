"""An evaluation ready to be shown: criteria, words, radar."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from plateformes.calculs.nature import MOTS_ACCORD, Avis, Critere, Lecture, lire, phrases
from plateformes.dessins.radar import Axe, dessiner_radar
from plateformes.grilles import seuils_de
from plateformes.models import (
    DroitDeReponse,
    Evaluation,
    Plateforme,
    Question,
    ReponseEvaluation,
)


@dataclass(frozen=True)
class Ligne:
    """One criterion: the question, what people answered, what the holder replies."""

    question: Question
    critere: Critere
    degre: str
    accord: str
    repartition: tuple[tuple[str, int], ...]
    reponses: tuple[ReponseEvaluation, ...]
    reponse_porteur: DroitDeReponse | None

    @property
    def preuves(self) -> tuple[ReponseEvaluation, ...]:
        """The answers that some evidence supports; the same evidence given twice is shown once."""
        vues = {
            (r.preuve_texte.casefold(), r.preuve_lien, r.preuve_piece.name): r
            for r in reversed(self.reponses)
            if r.est_prouvee
        }
        return tuple(reversed(vues.values()))

    @property
    def commentaires(self) -> tuple[ReponseEvaluation, ...]:
        """The answers that say why."""
        return tuple(r for r in self.reponses if r.commentaire)


@dataclass(frozen=True)
class EvaluationLue:
    """An evaluation and everything its page says."""

    evaluation: Evaluation
    lecture: Lecture
    lignes: tuple[Ligne, ...]
    phrases: tuple[str, ...]
    personnes: int
    reponse_generale: DroitDeReponse | None
    dessins: dict[str, Any] = field(default_factory=dict)
    colonnes: tuple[str, ...] = (
        "Critère",
        "Réponse médiane",
        "Accord entre les personnes",
        "Preuves",
    )

    @property
    def verdict(self) -> str:
        """The level in words; empty while there is none."""
        return self.lecture.niveau.libelle if self.lecture.niveau else ""

    @property
    def a_des_mots(self) -> bool:
        """Whether somebody said why."""
        return any(ligne.commentaires for ligne in self.lignes)

    @property
    def a_des_droits(self) -> bool:
        """Whether the holder replied."""
        return bool(self.reponse_generale) or any(li.reponse_porteur for li in self.lignes)


def lire_evaluation(evaluation: Evaluation, *, dessiner: bool = False) -> EvaluationLue:
    """Read an evaluation whole, in five queries whatever the number of answers."""
    questions = list(evaluation.regle.questions.prefetch_related("degres"))
    reponses: dict[int, list[ReponseEvaluation]] = defaultdict(list)
    for une in evaluation.reponses.select_related("choix"):
        reponses[une.question_id].append(une)
    droits = {d.question_id: d for d in evaluation.droits_de_reponse.all()}
    codes = {q.pk: q.code for q in questions}
    lecture = lire(
        list(codes.values()),
        [
            Avis(codes[pk], r.choix.note, r.est_prouvee)
            for pk, donnees in reponses.items()
            for r in donnees
        ],
        seuils_de(evaluation.regle),
    )
    lignes = tuple(
        _ligne(q, c, tuple(reponses[q.pk]), droits.get(q.pk))
        for q, c in zip(questions, lecture.criteres, strict=True)
    )
    dites = tuple(phrases(lecture, {q.code: q.dimension for q in questions}))
    return EvaluationLue(
        evaluation,
        lecture,
        lignes,
        dites,
        len({r.auteur_id or -r.pk for donnees in reponses.values() for r in donnees}),
        droits.get(None),
        _dessiner(evaluation, lignes, dites[0]) if dessiner else {},
    )


def lire_nature(plateforme: Plateforme) -> EvaluationLue | None:
    """Return the last public evaluation of an entry that came to a verdict, or none."""
    if not plateforme.est_publique:
        return None
    derniere = (
        plateforme.evaluations.rendues()
        .select_related("regle", "reseau")
        .order_by("-rendue_le", "-pk")
        .first()
    )
    lue = lire_evaluation(derniere) if derniere else None
    return lue if lue and lue.verdict else None


def _ligne(
    question: Question,
    critere: Critere,
    reponses: tuple[ReponseEvaluation, ...],
    droit: DroitDeReponse | None,
) -> Ligne:
    degres = list(question.degres.all())
    comptes = Counter(r.choix.note for r in reponses)
    return Ligne(
        question,
        critere,
        degres[critere.mediane].libelle if critere.mediane is not None else "",
        MOTS_ACCORD[critere.accord],
        tuple((d.libelle, comptes[d.note]) for d in degres),
        reponses,
        droit,
    )


def _dessiner(evaluation: Evaluation, lignes: tuple[Ligne, ...], verdict: str) -> dict[str, Any]:
    axes = [Axe(ligne.question.dimension, ligne.critere, ligne.degre) for ligne in lignes]
    titre = f"Nature de {evaluation.plateforme.nom}, critère par critère"
    return {
        "large": dessiner_radar(axes, titre=titre, verdict=verdict),
        "etroit": dessiner_radar(axes, titre=titre, verdict=verdict, etroit=True),
    }
