"""Reminders of the contact plan: one mail a day and person, each action told once.

The stamp is written, and committed, before the mail goes: a crash in between
loses a reminder at worst, and never sends one twice.
"""

import logging
from collections import defaultdict
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from diagnostics.models import (
    Diagnostic,
    MembreDiagnostic,
    PreferenceContact,
    RappelContact,
    SuiviContact,
)
from diagnostics.services.contacts import SUIVEURS

journal = logging.getLogger(__name__)
ANCIENNETE: Final = timedelta(days=45)
"""Actions due longer ago than this are seen on the plan, not written about."""


def envoyer_rappels(aujourd_hui: date) -> int:
    """Write to those whose actions are due; return how many mails went."""
    dus = _dus(aujourd_hui)
    envoyes = 0
    for (utilisateur_id, _), suivis in dus.items():
        nouveaux = _estampiller(utilisateur_id, suivis)
        if nouveaux:
            envoyes += _ecrire(nouveaux)
    return envoyes


def _dus(aujourd_hui: date) -> dict[tuple[int, int], list[SuiviContact]]:
    """Return the due actions by follower and démarche: active, allowed, who wants reminders."""
    suivis = (
        SuiviContact.objects.filter(
            echeance__lte=aujourd_hui,
            echeance__gte=aujourd_hui - ANCIENNETE,
            responsable__is_active=True,
            partie__retiree=False,
        )
        .exclude(prochaine_action="")
        .exclude(partie__diagnostic__statut=Diagnostic.Statut.ARCHIVE)
        .select_related("partie__diagnostic", "responsable")
        .order_by("echeance", "pk")
    )
    par_personne: dict[tuple[int, int], list[SuiviContact]] = defaultdict(list)
    for suivi in suivis:
        suiveur: Any = suivi.responsable_id
        par_personne[(suiveur, suivi.partie.diagnostic_id)].append(suivi)
    membres = {
        (m.utilisateur_id, m.diagnostic_id)
        for m in MembreDiagnostic.objects.filter(
            role__in=SUIVEURS,
            utilisateur__in={u for u, _ in par_personne},
            diagnostic__in={d for _, d in par_personne},
        )
    }
    refus = set(
        PreferenceContact.objects.filter(rappels=False).values_list(
            "membre__utilisateur_id", "membre__diagnostic_id"
        )
    )
    return {cle: x for cle, x in par_personne.items() if cle in membres and cle not in refus}


def _estampiller(utilisateur_id: int, suivis: list[SuiviContact]) -> list[SuiviContact]:
    """Stamp what was not told yet, in a transaction of its own (the task holds none); return it."""
    nouveaux = []
    with transaction.atomic():
        for suivi in suivis:
            echeance: Any = suivi.echeance
            _, cree = RappelContact.objects.get_or_create(
                suivi=suivi,
                destinataire_id=utilisateur_id,
                echeance=echeance,
                action=suivi.prochaine_action,
            )
            if cree:
                nouveaux.append(suivi)
    return nouveaux


def _ecrire(suivis: list[SuiviContact]) -> int:
    diagnostic: Any = suivis[0].partie.diagnostic
    destinataire: Any = suivis[0].responsable
    racine = settings.TERREAU_URL
    lignes = [
        {
            "action": s.prochaine_action,
            "partie": s.partie.nom,
            "echeance": s.echeance,
            "adresse": racine
            + reverse("diagnostics:contact", args=[diagnostic.reference, s.partie.reference]),
        }
        for s in suivis
    ]
    contexte = {
        "titre": diagnostic.titre,
        "lignes": lignes,
        "plan": racine + reverse("diagnostics:contacts", args=[diagnostic.reference]),
        "reglages": racine + reverse("diagnostics:contacts_agenda", args=[diagnostic.reference]),
    }
    nombre = len(lignes)
    sujet = f"[Terreau] {nombre} contact{'s' if nombre > 1 else ''} à reprendre"
    try:
        send_mail(
            sujet,
            render_to_string("diagnostics/contacts/courriel_rappel.txt", contexte),
            None,
            [destinataire.email],
        )
    except OSError:
        journal.exception("reminder not sent for démarche %s", diagnostic.pk)
        return 0
    return 1
