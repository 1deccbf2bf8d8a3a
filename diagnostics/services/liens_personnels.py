"""Personal links: opened, sent, closed, found again; only their digest is kept."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import ActeurConcerne, LienPersonnel, Piste

DUREES: Final = (7, 15, 30, 60)
"""Days a link may stay open."""
OCTETS: Final = 24
"""Random bytes of a token: 192 bits."""


def hacher(jeton: str) -> str:
    """Return the digest under which a token is kept."""
    return sha256(jeton.encode()).hexdigest()


@transaction.atomic
def ouvrir(
    *,
    acteur: ActeurConcerne,
    pistes: Iterable[Piste],
    jours: int,
    par: Any,
    par_courriel: bool = False,
) -> tuple[LienPersonnel, str]:
    """Open a link and return it with its token, which nobody can read again afterwards.

    The actor's former links are closed: only one is open at a time.

    Raises:
        ValidationError: no idea, an idea set aside or of another démarche, unknown duration.
    """
    choisies = list(pistes)
    if not choisies:
        raise ValidationError("Choisissez au moins une piste.")
    if any(p.diagnostic_id != acteur.diagnostic_id or not p.est_ouverte for p in choisies):
        raise ValidationError("Choisissez des pistes encore ouvertes de cette démarche.")
    if jours not in DUREES:
        raise ValidationError("Choisissez une des durées proposées.")
    acteur.liens.filter(revoque_le=None).update(revoque_le=timezone.now())
    jeton = secrets.token_urlsafe(OCTETS)
    lien = LienPersonnel.objects.create(
        diagnostic=acteur.diagnostic,
        acteur=acteur,
        empreinte=hacher(jeton),
        expire_le=timezone.now() + timedelta(days=jours),
        par_courriel=par_courriel,
        cree_par=par,
    )
    lien.pistes.set(choisies)
    for piste in choisies:
        acteur.pistes.add(piste)
    return lien, jeton


def adresse_de(jeton: str) -> str:
    """Return the full address of a link."""
    return str(settings.TERREAU_URL) + reverse("diagnostics:avis", args=[jeton])


def envoyer(*, lien: LienPersonnel, jeton: str, courriel: str, repondre_a: str = "") -> None:
    """Mail the link; the address is not kept.

    Raises:
        OSError: the mail did not leave.
    """
    send_mail(
        f"Votre avis sur « {lien.diagnostic.titre} »"[:160],
        render_to_string(
            "diagnostics/pistes/courriel_lien.txt",
            {
                "lien": lien,
                "pistes": list(lien.pistes.all()),
                "adresse": adresse_de(jeton),
                "repondre_a": repondre_a,
            },
        ),
        None,
        [courriel],
    )


def trouver(jeton: str) -> LienPersonnel | None:
    """Return the link of this token, open or not."""
    return (
        LienPersonnel.objects.select_related(
            "acteur", "diagnostic__territoire", "diagnostic__organisation"
        )
        .filter(empreinte=hacher(jeton))
        .first()
    )


def revoquer(*, lien: LienPersonnel) -> None:
    """Close a link for good; what was answered stays."""
    LienPersonnel.objects.filter(pk=lien.pk, revoque_le=None).update(revoque_le=timezone.now())


@transaction.atomic
def noter_reponse(*, lien: LienPersonnel, appareil: str) -> None:
    """Keep when the actor agreed and answered, and the digest of their device's cookie."""
    maintenant = timezone.now()
    lien.consenti_le = lien.consenti_le or maintenant
    lien.repondu_le = maintenant
    lien.appareil = appareil
    lien.save(update_fields=["consenti_le", "repondu_le", "appareil", "modifie_le"])
