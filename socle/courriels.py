"""Mails: what happened is told to whom it concerns, once, by a worker.

A mail is a row, written with the decision it tells (``annoncer``); the worker claims it (a date
to try again), has it composed from what is true by then, sends it, and deletes the row. A worker
killed in between sends it at the next run; an address that refuses it five times is given up.

An application writes one function per kind of mail, registered under ``application.nature``::

    @courriel("moderation.decision")
    def _decision(pk: int, adresse: str) -> Lettre | None:
        ...

None means that nothing is left to tell: the mail is dropped. The module that holds these
functions is imported by the ``ready`` of its application.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from socle.models import Courriel

journal = logging.getLogger(__name__)
ESSAIS_MAX: Final = 5
REPRISE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Lettre:
    """A mail ready to leave."""

    sujet: str
    gabarit: str
    contexte: dict[str, Any]
    entetes: dict[str, str] = field(default_factory=dict)
    """Further headers, such as List-Unsubscribe."""
    repondre_a: str = ""


Composer = Callable[[int, str], Lettre | None]


@dataclass(frozen=True)
class _Nature:
    composer: Composer
    au_plus_une_fois: bool


_natures: dict[str, _Nature] = {}


def courriel(nature: str, *, au_plus_une_fois: bool = False) -> Callable[[Composer], Composer]:
    """Register what writes the mails of a kind: from the key of their object and the address.

    By default a mail whose worker is killed while sending leaves again, rather than be lost.
    ``au_plus_une_fois`` is for news that come back by themselves (a weekly summary): it may be
    lost, it never leaves twice.
    """

    def enregistrer(composer: Composer) -> Composer:
        _natures[nature] = _Nature(composer, au_plus_une_fois)
        return composer

    return enregistrer


def annoncer(
    nature: str, objet: Any, adresses: Iterable[str], *, apres: datetime | None = None
) -> None:
    """Write the mails to send about an object; they leave once all is committed, or ``apres``."""
    quand = apres or timezone.now()
    voulues = sorted({adresse.strip().lower() for adresse in adresses if adresse.strip()})
    for adresse in voulues:
        Courriel.objects.update_or_create(
            nature=nature,
            objet=objet.pk,
            adresse=adresse,
            defaults={"apres": quand, "essais": 0},
        )
    if voulues and apres is None:
        transaction.on_commit(_envoyer_bientot, robust=True)


def _envoyer_bientot() -> None:
    from socle.tasks import envoyer_courriels

    envoyer_courriels.delay()


def envoyer_dus(maintenant: datetime | None = None) -> int:
    """Send the mails whose time has come; return how many left."""
    maintenant = maintenant or timezone.now()
    dus = Courriel.objects.filter(apres__lte=maintenant).values_list("pk", flat=True)
    return sum(_envoyer(pk, maintenant) for pk in list(dus))


def _envoyer(pk: int, maintenant: datetime) -> bool:
    siens = Courriel.objects.filter(pk=pk)
    # One worker claims it; the row as it stands is read after.
    if not siens.filter(apres__lte=maintenant).update(apres=maintenant + REPRISE):
        return False
    ligne = siens.get()
    nature = _natures.get(ligne.nature)
    if nature is None:
        journal.error("no one writes the mails « %s »", ligne.nature)
        return False
    lettre = nature.composer(ligne.objet, ligne.adresse)
    if lettre is None or nature.au_plus_une_fois:
        siens.delete()
    if lettre is None:
        return False
    try:
        _poster(lettre, ligne.adresse)
    except OSError:
        journal.exception("mail %s (%s) not sent", pk, ligne.nature)
        ligne.essais += 1
        if ligne.essais >= ESSAIS_MAX:
            siens.delete()
        else:
            ligne.save()  # written again when it is a mail that leaves at most once
        return False
    siens.delete()
    return True


def _poster(lettre: Lettre, adresse: str) -> None:
    EmailMessage(
        " ".join(lettre.sujet.split()),
        render_to_string(lettre.gabarit, lettre.contexte),
        to=[adresse],
        reply_to=[lettre.repondre_a] if lettre.repondre_a else None,
        headers=lettre.entetes,
    ).send()


def adresse_de(nom: str, *arguments: Any) -> str:
    """Return a whole address of the site, as mails hold it."""
    return settings.TERREAU_URL + reverse(nom, args=arguments)
