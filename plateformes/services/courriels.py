"""Mails of the catalogue: what happened is told to whom it concerns, once, by a worker.

A mail is a row, written with the decision it tells; the worker claims it (a date to try again),
sends it, then deletes the row. A worker killed in between sends it at the next run; an address
that refuses it five times is given up.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from plateformes.models import (
    CourrielCatalogue,
    Evaluation,
    Proposition,
    Relecture,
    UsageTerritoire,
)

journal = logging.getLogger(__name__)
Nature = CourrielCatalogue.Nature
ESSAIS_MAX: Final = 5
REPRISE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Lettre:
    """A mail ready to leave."""

    sujet: str
    gabarit: str
    contexte: dict[str, Any]


def annoncer(nature: str, objet: Any, adresses: Iterable[str]) -> None:
    """Write the mails to send about an object; they leave once all is committed."""
    maintenant = timezone.now()
    voulues = sorted({adresse.strip().lower() for adresse in adresses if adresse.strip()})
    for adresse in voulues:
        CourrielCatalogue.objects.update_or_create(
            nature=nature,
            objet=objet.pk,
            adresse=adresse,
            defaults={"apres": maintenant, "essais": 0},
        )
    if voulues:
        transaction.on_commit(_envoyer_bientot, robust=True)


def _envoyer_bientot() -> None:
    from plateformes.tasks import envoyer_courriels

    envoyer_courriels.delay()


def envoyer_dus(maintenant: datetime | None = None) -> int:
    """Send the mails whose time has come; return how many left."""
    maintenant = maintenant or timezone.now()
    dus = CourrielCatalogue.objects.filter(apres__lte=maintenant).values_list("pk", flat=True)
    return sum(_envoyer(pk, maintenant) for pk in list(dus))


def _envoyer(pk: int, maintenant: datetime) -> bool:
    siens = CourrielCatalogue.objects.filter(pk=pk)
    # One worker claims it; the row as it stands is read after.
    if not siens.filter(apres__lte=maintenant).update(apres=maintenant + REPRISE):
        return False
    courriel = siens.get()
    lettre = COMPOSER[courriel.nature](courriel.objet, courriel.adresse)
    if lettre is None:
        courriel.delete()
        return False
    try:
        send_mail(
            " ".join(lettre.sujet.split()),
            render_to_string(lettre.gabarit, lettre.contexte),
            None,
            [courriel.adresse],
        )
    except OSError:
        journal.exception("mail %s of the catalogue not sent", pk)
        courriel.essais += 1
        if courriel.essais >= ESSAIS_MAX:
            courriel.delete()
        else:
            siens.update(essais=courriel.essais)
        return False
    courriel.delete()
    return True


def adresse_de(nom: str, *arguments: Any) -> str:
    """Return a whole address of the site, as mails hold it."""
    return settings.TERREAU_URL + reverse(nom, args=arguments)


# ── What each says ──────────────────────────────────────────────────────────
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


COMPOSER: dict[str, Callable[[int, str], Lettre | None]] = {
    Nature.RELECTURE: _relecture,
    Nature.PROPOSITION: _proposition,
    Nature.EVALUATION: _evaluation,
    Nature.USAGE: _usage,
}
