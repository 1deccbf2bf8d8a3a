"""Evaluate the nature of a platform together: open, answer, finish, reply."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptes.models import Organisation, Utilisateur
from plateformes.grilles import grille_courante
from plateformes.lectures_nature import lire_evaluation
from plateformes.models import (
    DroitDeReponse,
    Evaluation,
    Plateforme,
    Question,
    ReponseEvaluation,
    ReponseGraduee,
)
from plateformes.services.courriels import NatureCourriel
from plateformes.services.fichiers import ranger_preuve
from plateformes.services.liens_porteur import adresses_du_porteur
from socle.courriels import annoncer


class EvaluationImpossible(Exception):
    """What is asked cannot be done now; the message says why, in French."""


def open_evaluation(
    *, plateforme: Plateforme, par: Any, reseau: Organisation | None = None
) -> Evaluation:
    """Open an evaluation on the latest grid; the one already open is returned instead."""
    ouvertes = Evaluation.objects.filter(plateforme=plateforme, statut=Evaluation.Statut.OUVERTE)
    if deja := ouvertes.first():
        return deja
    regle = grille_courante()
    try:
        with transaction.atomic():
            evaluation = Evaluation(
                plateforme=plateforme,
                regle=regle,
                reseau=reseau or plateforme.reseau,
                ouverte_par=par,
            )
            _signer(evaluation, par, "Évaluation ouverte")
            evaluation.save()
            return evaluation
    except IntegrityError:  # opened by somebody else at the same moment
        return ouvertes.get()


def invite_reviewer(*, evaluation: Evaluation, personne: Utilisateur) -> None:
    """Let somebody outside the networks answer.

    Raises:
        EvaluationImpossible: finished, or that person holds the platform.
    """
    if not evaluation.est_ouverte:
        raise EvaluationImpossible("Cette évaluation est close.")
    if Plateforme.objects.portees_par(personne).filter(pk=evaluation.plateforme_id).exists():
        raise EvaluationImpossible("La structure porteuse ne note pas sa propre plateforme.")
    evaluation.evaluateurs.add(personne)


def answer_question(
    *,
    evaluation: Evaluation,
    question: Question,
    par: Any,
    choix: ReponseGraduee,
    champs: Mapping[str, str] | None = None,
    piece: UploadedFile | None = None,
    retirer_piece: bool = False,
) -> ReponseEvaluation:
    """Write one's own answer, or change it: the grade, the comment, the evidence.

    The version of the grid and the law it quotes stay with the answer.

    Raises:
        EvaluationImpossible: the evaluation is finished, or the grade is another question's.
        PieceRefusee: the document is not one we keep.
    """
    if choix.question_id != question.pk or question.regle_id != evaluation.regle_id:
        raise EvaluationImpossible("Cette réponse n’est pas de cette question.")
    with transaction.atomic():
        if not Evaluation.objects.select_for_update().get(pk=evaluation.pk).est_ouverte:
            raise EvaluationImpossible("Cette évaluation est close : les réponses sont gardées.")
        reponse = ReponseEvaluation.objects.filter(
            evaluation=evaluation, question=question, auteur=par
        ).first() or ReponseEvaluation(evaluation=evaluation, question=question, auteur=par)
        reponse.choix = choix
        reponse.regle_version = evaluation.regle_id
        reponse.references_legales = question.textes_de_loi
        for nom, valeur in (champs or {}).items():
            setattr(reponse, nom, valeur)
        if piece is not None:
            reponse.preuve_piece, reponse.piece_nom = ranger_preuve(piece)
        elif retirer_piece:
            reponse.preuve_piece, reponse.piece_nom = "", ""
        _signer(reponse, par)
        reponse.save()
    return reponse


def finish_evaluation(
    *, evaluation: Evaluation, par: Any, conclusion: str, version_attendue: int | None = None
) -> Evaluation:
    """Make the common reading public, with what the group retains of it.

    Raises:
        EvaluationImpossible: not enough answers, no conclusion, or finished already.
        ConflitDEdition: somebody else finished or changed it since.
    """
    if not conclusion.strip():
        raise EvaluationImpossible("Dites ce que le groupe retient : un dessin ne suffit pas.")
    with transaction.atomic():
        verrouillee = Evaluation.verrouiller(evaluation.pk, version_attendue)
        if not verrouillee.est_ouverte:
            raise EvaluationImpossible("Cette évaluation est déjà close.")
        lue = lire_evaluation(verrouillee)
        if not lue.lecture.complete:
            raise EvaluationImpossible(lue.phrases[0])
        verrouillee.statut = Evaluation.Statut.RENDUE
        verrouillee.conclusion = conclusion.strip()
        verrouillee.rendue_le, verrouillee.rendue_par = timezone.now(), par
        _signer(verrouillee, par, "Évaluation rendue")
        verrouillee.save()
        annoncer(
            NatureCourriel.EVALUATION,
            verrouillee,
            adresses_du_porteur(verrouillee.plateforme),
        )
    return verrouillee


def drop_evaluation(*, evaluation: Evaluation, par: Any) -> None:
    """Give up an open evaluation; its answers are kept, unpublished."""
    with transaction.atomic():
        verrouillee = Evaluation.verrouiller(evaluation.pk, None)
        if not verrouillee.est_ouverte:
            raise EvaluationImpossible("Cette évaluation est déjà close.")
        verrouillee.statut = Evaluation.Statut.ABANDONNEE
        _signer(verrouillee, par, "Évaluation abandonnée")
        verrouillee.save()


def reply(
    *, evaluation: Evaluation, question: Question | None, texte: str, par: Any
) -> DroitDeReponse | None:
    """Write, change or (empty text) take back the holder's reply on a criterion or the whole.

    Raises:
        EvaluationImpossible: not finished, or the criterion is another grid's.
    """
    if not evaluation.est_rendue or (question and question.regle_id != evaluation.regle_id):
        raise EvaluationImpossible("Le droit de réponse s’exerce une fois l’évaluation rendue.")
    with transaction.atomic():
        actuel = evaluation.droits_de_reponse.select_for_update().filter(question=question).first()
        if not texte.strip():
            if actuel:
                _signer(actuel, par)
                actuel.delete()
            return None
        reponse = actuel or DroitDeReponse(evaluation=evaluation, question=question)
        if actuel and actuel.texte == texte.strip():
            return actuel
        if actuel:
            reponse.version += 1
        reponse.texte, reponse.auteur = texte.strip(), par
        _signer(reponse, par)
        reponse.save()
    return reponse


class ReponsesEnConflit(Exception):
    """Somebody else of the holder's changed some replies meanwhile; ``actuelles`` as they stand."""

    def __init__(self, actuelles: list[DroitDeReponse]) -> None:
        super().__init__("Quelqu’un a enregistré d’autres réponses pendant que vous écriviez.")
        self.actuelles = actuelles


def reply_all(
    *,
    evaluation: Evaluation,
    textes: Sequence[tuple[Question | None, str, int | None]],
    par: Any,
) -> None:
    """Write the holder's replies together: criterion (None: the whole), text, version it was read at.

    Raises:
        ReponsesEnConflit: some changed meanwhile, otherwise than here; nothing is written.
        EvaluationImpossible: as ``reply``.
    """
    with transaction.atomic():
        actuels = {
            droit.question_id: droit
            for droit in evaluation.droits_de_reponse.select_for_update(of=("self",))
        }
        lus = [
            (actuels.get(question.pk if question else None), texte.strip(), version)
            for question, texte, version in textes
        ]
        disputes = [
            actuel
            for actuel, texte, version in lus
            if actuel and version not in (None, actuel.version) and actuel.texte != texte
        ]
        if disputes:
            raise ReponsesEnConflit(disputes)
        for question, texte, _ in textes:
            reply(evaluation=evaluation, question=question, texte=texte, par=par)


def _signer(objet: Any, par: Any, raison: str = "") -> None:
    """Tell the history who writes, and why."""
    objet._history_user = par  # noqa: SLF001
    objet._change_reason = raison or None  # noqa: SLF001
