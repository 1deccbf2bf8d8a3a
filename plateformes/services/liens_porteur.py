"""Personal links of platforms' holders: mailed by the network, expiring, kept as a digest."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from plateformes.models import LienPorteur, Plateforme

JOURS: Final = 30
OCTETS: Final = 24


def hacher(jeton: str) -> str:
    """Return the digest under which a token is kept."""
    return sha256(jeton.encode()).hexdigest()


@transaction.atomic
def ouvrir_lien(*, plateforme: Plateforme, courriel: str, par: Any) -> tuple[LienPorteur, str]:
    """Open a link and return it with its token; the former ones of this address are closed.

    Raises:
        PermissionDenied: not of the network that answers for the entry.
    """
    if not par.has_perm("plateformes.modifier", plateforme):
        raise PermissionDenied
    plateforme.liens_porteur.filter(courriel__iexact=courriel, revoque_le=None).update(
        revoque_le=timezone.now()
    )
    jeton = secrets.token_urlsafe(OCTETS)
    lien = LienPorteur.objects.create(
        plateforme=plateforme,
        courriel=courriel,
        empreinte=hacher(jeton),
        expire_le=timezone.now() + timedelta(days=JOURS),
        cree_par=par,
    )
    return lien, jeton


def envoyer_lien(*, lien: LienPorteur, jeton: str) -> None:
    """Mail the link.

    Raises:
        OSError: the mail did not leave.
    """
    adresse = settings.TERREAU_URL + reverse("plateformes:porteur", args=[jeton])
    contexte = {"plateforme": lien.plateforme, "adresse": adresse, "expire_le": lien.expire_le}
    send_mail(
        f"{lien.plateforme.nom}\u00a0: relisez votre fiche au catalogue",
        render_to_string("plateformes/courriels/lien_porteur.txt", contexte),
        None,
        [lien.courriel],
    )


def trouver_lien(jeton: str) -> LienPorteur | None:
    """Return the link of a token while it is open."""
    return (
        LienPorteur.objects.select_related("plateforme__reseau", "plateforme__porteur")
        .filter(empreinte=hacher(jeton), revoque_le=None, expire_le__gt=timezone.now())
        .first()
    )
