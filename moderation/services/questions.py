"""Asking the author of a contribution, who answers from their personal link."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from moderation.models import Contribution, QuestionContribution
from moderation.services.courriels import NatureCourriel
from moderation.services.prise import prendre, signer
from socle.courriels import annoncer


@transaction.atomic
def ask_question(*, contribution: Contribution, texte: str, par: Any) -> QuestionContribution:
    """Ask, by mail when an address was left; whoever asks follows the contribution.

    Raises:
        PermissionDenied: not theirs to decide.
        ValidationError: decided meanwhile, or nothing asked.
    """
    contribution = prendre(contribution, par)
    if not texte.strip():
        raise ValidationError("Écrivez votre question.")
    question = QuestionContribution.objects.create(
        contribution=contribution, texte=texte.strip()[:1000], posee_par=par
    )
    contribution.etat = Contribution.Etat.QUESTION
    contribution.attribuee_a = par
    signer(contribution, par, "Question posée")
    contribution.save()
    annoncer(NatureCourriel.QUESTION, question, [contribution.adresse_de_reponse()])
    return question


@transaction.atomic
def answer_question(*, question: QuestionContribution, texte: str) -> QuestionContribution:
    """Keep the answer; the contribution waits for a decision again.

    Raises:
        ValidationError: answered or decided meanwhile, or nothing written.
    """
    contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("acteur")
        .get(pk=question.contribution_id)
    )
    question = contribution.questions.select_related("posee_par").get(pk=question.pk)
    if not contribution.attend:
        raise ValidationError("Cette contribution a été décidée entre-temps.")
    if question.repondue_le:
        raise ValidationError("Cette question a déjà sa réponse.")
    if not texte.strip():
        raise ValidationError("Écrivez votre réponse.")
    question.reponse = texte.strip()[:2000]
    question.repondue_le = timezone.now()
    question.save()
    if not contribution.questions.filter(repondue_le=None).exists():
        contribution.etat = Contribution.Etat.A_EXAMINER
        signer(contribution, None, "Réponse reçue")
        contribution.save()
    qui = question.posee_par
    if qui is not None and qui.is_active:
        annoncer(NatureCourriel.REPONSE, question, [qui.email])
    return question


__all__ = ["PermissionDenied", "answer_question", "ask_question"]
