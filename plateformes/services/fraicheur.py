"""Freshness: entries to be read again are told to their network, once a month at most."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Organisation, Role
from plateformes.models import Plateforme, ReglagesReseau

journal = logging.getLogger(__name__)
JOURS_PAR_MOIS = 30.44
RAPPEL = timedelta(days=30)


def plateformes_a_relire(reseau: Any, maintenant: datetime | None = None) -> list[Plateforme]:
    """Return the published entries of a network that nobody confirmed for longer than it chose."""
    maintenant = maintenant or timezone.now()
    reglages = ReglagesReseau.objects.filter(reseau=reseau).first() or ReglagesReseau()
    limite = maintenant - timedelta(days=reglages.mois_avant_revue * JOURS_PAR_MOIS)
    publiees = Plateforme.objects.publiees().du_reseau(reseau)
    return [p for p in publiees.order_by("nom_normalise") if (p.revue_le or p.cree_le) < limite]


def rappeler_relectures(maintenant: datetime | None = None) -> int:
    """Mail each network the entries to read again; return the number of entries told."""
    maintenant = maintenant or timezone.now()
    total = 0
    reseaux = Organisation.objects.filter(nature=Organisation.Nature.RESEAU_ESS).filter(
        plateformes__isnull=False
    )
    for reseau in reseaux.distinct():
        anciennes = [
            p
            for p in plateformes_a_relire(reseau, maintenant)
            if p.rappelee_le is None or p.rappelee_le < maintenant - RAPPEL
        ]
        if anciennes and _prevenir(reseau, anciennes):
            cles = [p.pk for p in anciennes]
            Plateforme.objects.filter(pk__in=cles).update(rappelee_le=maintenant)
            total += len(anciennes)
    return total


def _prevenir(reseau: Any, plateformes: list[Plateforme]) -> bool:
    adhesions = reseau.adhesions.exclude(role=Role.LECTEUR).select_related("utilisateur")
    destinataires = [a.utilisateur.email for a in adhesions if a.utilisateur.is_active]
    if not destinataires:
        return False
    contexte = {
        "reseau": reseau,
        "fiches": [
            (p, settings.TERREAU_URL + reverse("plateformes:atelier_fiche", args=[p.code]))
            for p in plateformes
        ],
    }
    texte = render_to_string("plateformes/courriels/a_relire.txt", contexte)
    parties = 0
    for adresse in destinataires:  # one mail each: addresses are not shown to one another
        try:
            parties += send_mail("Fiches du catalogue à relire", texte, None, [adresse])
        except OSError:
            journal.exception("freshness mail not sent")
    return parties > 0
