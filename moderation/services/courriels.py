"""Mails of the contributions: a question, what was decided, an answer, a contribution entrusted.

The personal link is signed, not stored: it opens one contribution, to read what became of it
and to answer. It is the one the thank-you page gives.
"""

from typing import Any

from django.core import signing
from django.db import models

from acteurs.models import PropositionOfficielle
from moderation.models import Contribution, QuestionContribution
from socle.courriels import Lettre, adresse_de, courriel

SEL = "moderation.suivi"


class NatureCourriel(models.TextChoices):
    """What a mail tells."""

    QUESTION = "moderation.question", "Une question sur votre contribution"
    DECISION = "moderation.decision", "Ce qu’est devenue votre contribution"
    REPONSE = "moderation.reponse", "On a répondu à votre question"
    ATTRIBUTION = "moderation.attribution", "Une contribution vous est confiée"
    CONFIEES = "moderation.confiees", "Des propositions vous sont confiées"


def jeton_de(contribution: Contribution) -> str:
    """Return the token of a contribution's personal page."""
    return signing.Signer(salt=SEL, sep=".").sign(contribution.reference)


def lire_jeton(jeton: str) -> Contribution | None:
    """Return the contribution a token opens."""
    try:
        reference = signing.Signer(salt=SEL, sep=".").unsign(jeton)
    except signing.BadSignature:
        return None
    return (
        Contribution.objects.select_related("acteur", "auteur").filter(reference=reference).first()
    )


def _lettre(contribution: Contribution, sujet: str, gabarit: str, **contexte: Any) -> Lettre:
    return Lettre(
        f"{contribution.nom}\u00a0: {sujet}",
        f"moderation/courriels/{gabarit}.txt",
        {
            "contribution": contribution,
            "suivi": adresse_de("moderation:suivi", jeton_de(contribution)),
            **contexte,
        },
    )


@courriel(NatureCourriel.QUESTION)
def _question(pk: int, adresse: str) -> Lettre | None:
    question = (
        QuestionContribution.objects.select_related("contribution__acteur", "posee_par")
        .filter(pk=pk, repondue_le=None)
        .first()
    )
    if question is None or not question.contribution.attend:
        return None
    return _lettre(
        question.contribution, "une question sur votre contribution", "question", question=question
    )


@courriel(NatureCourriel.DECISION)
def _decision(pk: int, adresse: str) -> Lettre | None:
    contribution = (
        Contribution.objects.decidees().select_related("acteur", "auteur").filter(pk=pk).first()
    )
    if contribution is None:  # undone meanwhile
        return None
    acteur = contribution.acteur
    publique = acteur is not None and acteur.statut == acteur.Statut.PUBLIE
    return _lettre(
        contribution,
        "ce qu’est devenue votre contribution",
        "decision",
        adresse=adresse_de("acteurs:fiche", acteur.reference) if acteur and publique else "",
        acceptee=contribution.etat in Contribution.RETENUES,
    )


@courriel(NatureCourriel.REPONSE)
def _reponse(pk: int, adresse: str) -> Lettre | None:
    question = (
        QuestionContribution.objects.select_related("contribution__acteur").filter(pk=pk).first()
    )
    if question is None or not question.contribution.attend:
        return None
    return _pour_qui_examine(question.contribution, "on a répondu à votre question", "reponse")


@courriel(NatureCourriel.ATTRIBUTION)
def _attribution(pk: int, adresse: str) -> Lettre | None:
    contribution = (
        Contribution.objects.en_attente()
        .select_related("acteur")
        .filter(pk=pk, attribuee_a__email__iexact=adresse)
        .first()
    )
    if contribution is None:
        return None
    return _pour_qui_examine(contribution, "une contribution vous est confiée", "attribution")


@courriel(NatureCourriel.CONFIEES)
def _confiees(pk: int, adresse: str) -> Lettre | None:
    officielles = PropositionOfficielle.objects.filter(
        attribuee_a=pk, etat=PropositionOfficielle.Etat.A_EXAMINER
    )
    nombre = Contribution.objects.en_attente().filter(attribuee_a=pk).count() + officielles.count()
    if not nombre:
        return None
    return Lettre(
        "Des propositions à examiner vous sont confiées",
        "moderation/courriels/confiees.txt",
        {
            "nombre": nombre,
            "adresse": f"{adresse_de('moderation:file')}?etat=moi&territoire=partout",
        },
    )


def _pour_qui_examine(contribution: Contribution, sujet: str, gabarit: str) -> Lettre:
    return Lettre(
        f"{contribution.nom}\u00a0: {sujet}",
        f"moderation/courriels/{gabarit}.txt",
        {
            "contribution": contribution,
            "adresse": adresse_de("moderation:contribution", contribution.reference),
        },
    )
