"""Mails about files of actors: names of files and of sources, a link, nothing personal."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from acteurs.models import ImportActeurs, LectureSource, SourceActeurs
from comptes.models import Role
from socle.travaux import Travail

journal = logging.getLogger(__name__)


def notify_import(travail: ImportActeurs, bilan: str) -> None:
    """Tell the person who asked for an import how it ended."""
    reussi = travail.etat == Travail.Etat.TERMINE
    _envoyer(
        [travail.demandeur],
        "Votre import est terminé" if reussi else "Votre import n’a pas abouti",
        "acteurs/courriels/import_fini.txt",
        {
            "fichier": travail.fichier.nom,
            "reussi": reussi,
            "bilan": bilan,
            "erreur": travail.erreur,
            "adresse": settings.TERREAU_URL
            + reverse("acteurs:import_suivi", args=[travail.reference]),
        },
    )


def notify_lecture_demandee(lecture: LectureSource, message: str) -> None:
    """Tell the person who asked for a source to be read that it failed."""
    if lecture.importation_id:
        return  # told by the mail about the import
    _echec([lecture.demandeur], lecture.source, message)


def notify_administrateurs(source: SourceActeurs, message: str) -> None:
    """Tell the administrators of the organisation that a source does not read any more."""
    adhesions = source.organisation.adhesions.filter(role=Role.ADMINISTRATEUR)
    _echec([a.utilisateur for a in adhesions.select_related("utilisateur")], source, message)


def _echec(destinataires: list[Any], source: SourceActeurs, message: str) -> None:
    _envoyer(
        destinataires,
        f"La source «\u00a0{source.nom}\u00a0» n’a pas pu être lue",
        "acteurs/courriels/source_echec.txt",
        {
            "source": source.nom,
            "message": message,
            "nouvel_essai": 0 < source.echecs <= len(SourceActeurs.ATTENTES)
            and source.cadence != SourceActeurs.Cadence.JAMAIS,
            "adresse": settings.TERREAU_URL + reverse("acteurs:source", args=[source.reference]),
        },
    )


def _envoyer(destinataires: list[Any], sujet: str, gabarit: str, contexte: dict[str, Any]) -> None:
    """Mail active people one by one; a mail failure is only logged."""
    for personne in destinataires:
        if personne is None or not personne.is_active:
            continue
        try:
            send_mail(
                f"[Terreau] {sujet}", render_to_string(gabarit, contexte), None, [personne.email]
            )
        except OSError:
            journal.exception("mail not sent: %s", gabarit)
