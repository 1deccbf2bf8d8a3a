"""Mails of the catalogue: what each says. The outbox is everyone's (``socle.courriels``)."""

from django.db import models

from plateformes.models import Evaluation, Proposition, Relecture, UsageTerritoire
from socle.courriels import Lettre, adresse_de, courriel


class NatureCourriel(models.TextChoices):
    """What a mail tells."""

    RELECTURE = "plateformes.relecture", "Une relecture vous est confiée"
    PROPOSITION = "plateformes.proposition", "Ce qu’est devenue votre proposition"
    EVALUATION = "plateformes.evaluation", "L’évaluation de votre plateforme est publiée"
    USAGE = "plateformes.usage", "L’usage que vous avez déclaré n’est pas retenu"


@courriel(NatureCourriel.RELECTURE)
def _relecture(pk: int, adresse: str) -> Lettre | None:
    relecture = (
        Relecture.objects.select_related("plateforme", "demandee_par", "relecteur")
        .filter(pk=pk, verdict=Relecture.Verdict.ATTENDU, relecteur__is_active=True)
        .first()
    )
    if relecture is None:
        return None
    return Lettre(
        f"Une fiche à relire\u00a0: {relecture.plateforme.nom}",
        "plateformes/courriels/relecture.txt",
        {
            "relecture": relecture,
            "adresse": adresse_de("plateformes:relecture", relecture.reference),
        },
    )


@courriel(NatureCourriel.PROPOSITION)
def _proposition(pk: int, adresse: str) -> Lettre | None:
    proposition = (
        Proposition.objects.select_related("plateforme__reseau")
        .exclude(etat=Proposition.Etat.ATTENTE)
        .filter(pk=pk)
        .first()
    )
    if proposition is None:
        return None
    publique = proposition.plateforme.est_publique
    return Lettre(
        f"Votre proposition sur {proposition.plateforme.nom}",
        "plateformes/courriels/proposition.txt",
        {
            "proposition": proposition,
            "plateforme": proposition.plateforme,
            "acceptee": proposition.etat == Proposition.Etat.ACCEPTEE,
            "adresse": adresse_de("plateformes:fiche", proposition.plateforme.code)
            if publique
            else "",
        },
    )


@courriel(NatureCourriel.EVALUATION)
def _evaluation(pk: int, adresse: str) -> Lettre | None:
    from plateformes.services.liens_porteur import lien_de_reponse

    evaluation = (
        Evaluation.objects.publiques().filter(pk=pk).select_related("plateforme__reseau").first()
    )
    if evaluation is None:
        return None
    return Lettre(
        f"{evaluation.plateforme.nom}\u00a0: l’évaluation de sa nature est publiée",
        "plateformes/courriels/evaluation.txt",
        {
            "evaluation": evaluation,
            "plateforme": evaluation.plateforme,
            "adresse": adresse_de("plateformes:nature", evaluation.plateforme.code),
            "reponse": lien_de_reponse(evaluation=evaluation, courriel=adresse),
        },
    )


@courriel(NatureCourriel.USAGE)
def _usage(pk: int, adresse: str) -> Lettre | None:
    usage = (
        UsageTerritoire.objects.refuses()
        .select_related("plateforme__reseau", "territoire", "organisation")
        .filter(pk=pk)
        .first()
    )
    if usage is None:
        return None
    return Lettre(
        f"{usage.plateforme.nom}\u00a0: votre usage n’est pas publié",
        "plateformes/courriels/usage_refuse.txt",
        {
            "usage": usage,
            "plateforme": usage.plateforme,
            "adresse": adresse_de("plateformes:usage_modifier", usage.reference),
        },
    )
