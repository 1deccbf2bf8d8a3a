"""« Used here »: declared by an organisation, confirmed by the network, asked about by others."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Role
from plateformes.models import MessageUsage, Plateforme, UsageTerritoire
from territoires.models import Territoire

CHAMPS = ("depuis", "role", "cout", "resultats", "temoignage")


def declare_usage(
    *,
    plateforme: Plateforme,
    territoire: Territoire,
    organisation: Any,
    par: Any,
    champs: dict[str, Any],
    confirme: bool = False,
) -> UsageTerritoire:
    """Declare, or tell again, that a territory uses a platform.

    What is told again waits for the network once more: nothing is published unread.
    """
    with transaction.atomic():
        usage, _ = UsageTerritoire.objects.select_for_update().get_or_create(
            plateforme=plateforme,
            territoire=territoire,
            organisation=organisation,
            defaults={"declare_par": par},
        )
        for champ in CHAMPS:
            setattr(usage, champ, champs.get(champ) or (None if champ == "depuis" else ""))
        usage.declare_par, usage.valide = par, confirme
        usage.version += 1
        usage.full_clean(validate_unique=False)
        usage.save()
    return usage


def confirm_usage(*, usage: UsageTerritoire) -> UsageTerritoire:
    """Publish a use that was declared."""
    with transaction.atomic():
        usage = UsageTerritoire.verrouiller(usage.pk, None)
        usage.valide = True
        usage.save()
    return usage


def remove_usage(*, usage: UsageTerritoire) -> None:
    """Take a use away, with the messages about it."""
    with transaction.atomic():
        usage.delete()


def destinataires(usage: UsageTerritoire) -> list[str]:
    """Return the addresses of those who answer for a use: they write for its organisation."""
    if usage.organisation is None:
        return []
    adhesions = usage.organisation.adhesions.exclude(role=Role.LECTEUR).filter(
        utilisateur__is_active=True
    )
    siennes = adhesions.filter(utilisateur=usage.declare_par_id)
    choisies = siennes if siennes.exists() else adhesions.filter(role=Role.ADMINISTRATEUR)
    return sorted(choisies.values_list("utilisateur__email", flat=True))


def write_to_users(*, usage: UsageTerritoire, champs: dict[str, Any], par: Any) -> MessageUsage:
    """Keep a question and mail it to those who declared the use; answers go to its author.

    Neither address is published; the row stays when the mail cannot leave.

    Raises:
        OSError: the mail server cannot be reached or refused.
    """
    message = MessageUsage(usage=usage, auteur=par if par.is_authenticated else None, **champs)
    message.full_clean()
    message.save()
    adresses = destinataires(usage)
    if not adresses:
        return message
    contexte = {
        "message": message,
        "usage": usage,
        "adresse": settings.TERREAU_URL
        + reverse("plateformes:fiche", args=[usage.plateforme.code]),
    }
    sujet = f"Une question sur {usage.plateforme.nom}"
    for adresse in adresses:  # one mail each: nobody learns the others' addresses
        EmailMessage(
            " ".join(sujet.split()),
            render_to_string("plateformes/courriels/question.txt", contexte),
            settings.DEFAULT_FROM_EMAIL,
            [adresse],
            reply_to=[message.courriel],
        ).send()
    message.envoye_le = timezone.now()
    message.save(update_fields=["envoye_le", "modifie_le"])
    return message
