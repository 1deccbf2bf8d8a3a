"""Personal links of platforms' holders: mailed by the network, expiring, kept as a digest."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Organisation, Role, Utilisateur
from plateformes.models import Evaluation, LienPorteur, Plateforme

JOURS: Final = 30
OCTETS: Final = 24


def hacher(jeton: str) -> str:
    """Return the digest under which a token is kept."""
    return sha256(jeton.encode()).hexdigest()


def adresses_du_porteur(plateforme: Plateforme) -> list[str]:
    """Return where the holder is written to: its links still good, who writes for its organisation."""
    liens = plateforme.liens_porteur.filter(revoque_le=None).values_list("courriel", flat=True)
    ecrivent = Adhesion.objects.none()
    if porteur := plateforme.porteur:
        siennes = Q(pk=porteur.organisation_id, nature=Organisation.Nature.STRUCTURE_ESS)
        if porteur.siren:
            siennes |= Q(siren=porteur.siren)
        ecrivent = Adhesion.objects.exclude(role=Role.LECTEUR).filter(
            organisation__in=Organisation.objects.filter(siennes), utilisateur__is_active=True
        )
    return sorted({*liens, *ecrivent.values_list("utilisateur__email", flat=True)})


def lien_de_reponse(*, evaluation: Evaluation, courriel: str) -> str:
    """Return where this holder replies: their account's page, else a new personal link."""
    plateforme = evaluation.plateforme
    compte = Utilisateur.objects.filter(email__iexact=courriel, is_active=True).first()
    if compte and Plateforme.objects.portees_par(compte).filter(pk=plateforme.pk).exists():
        chemin = reverse("plateformes:evaluation_droit", args=[evaluation.reference])
    else:
        _, jeton = _creer(plateforme=plateforme, courriel=courriel, par=None)
        chemin = reverse("plateformes:porteur_droit", args=[jeton])
    return settings.TERREAU_URL + chemin


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
    return _creer(plateforme=plateforme, courriel=courriel, par=par)


def _creer(*, plateforme: Plateforme, courriel: str, par: Any) -> tuple[LienPorteur, str]:
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
