"""Tell the requester how it ended. The mail holds the title and a link, nothing personal."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from rapports.models import Rapport

journal = logging.getLogger(__name__)


def notify_requester(rapport: Rapport) -> None:
    """Mail the requester that the report is ready or failed; a mail failure is only logged."""
    demandeur = rapport.demandeur
    if (
        demandeur is None
        or not demandeur.is_active
        or rapport.etat
        not in {
            Rapport.Etat.TERMINE,
            Rapport.Etat.ECHEC,
        }
    ):
        return
    pret = rapport.etat == Rapport.Etat.TERMINE
    contexte = {
        "titre": rapport.diagnostic.titre,
        "adresse": settings.TERREAU_URL + reverse("rapports:fiche", args=[rapport.reference]),
        "pret": pret,
        "rapport": rapport,
    }
    try:
        send_mail(
            f"[Terreau] {'Votre rapport est prêt' if pret else 'Votre rapport n’a pas pu être produit'}",
            render_to_string("rapports/courriel_fin.txt", contexte),
            None,
            [demandeur.email],
        )
    except OSError:
        journal.exception("mail not sent for report %s", rapport.pk)
