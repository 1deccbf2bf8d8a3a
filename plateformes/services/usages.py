"""« Used here »: declared by an organisation, confirmed by the network, asked about by others."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Role
from plateformes.models import MessageUsage, Plateforme, UsageTerritoire
from plateformes.services.courriels import NatureCourriel
from plateformes.services.histoire import noter_depart, signer
from socle.courriels import annoncer
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

    What is told again waits for the network once more: nothing is published unread. What is left
    blank stays as it was told before.
    """
    with transaction.atomic():
        usage = (
            UsageTerritoire.objects.select_for_update()
            .filter(plateforme=plateforme, territoire=territoire, organisation=organisation)
            .first()
        )
        if usage is None:
            usage = UsageTerritoire(
                plateforme=plateforme, territoire=territoire, organisation=organisation
            )
        else:
            noter_depart(usage)
            usage.version += 1
        for champ in CHAMPS:
            if valeur := champs.get(champ):
                setattr(usage, champ, valeur)
        usage.declare_par = par
        _rouvrir(usage, confirme=confirme)
        usage.full_clean(validate_unique=False)
        signer(usage, par, "Usage déclaré")
        usage.save()
    return usage


def change_usage(
    *,
    usage: UsageTerritoire,
    par: Any,
    champs: dict[str, Any],
    version_attendue: int | None,
    confirme: bool = False,
) -> UsageTerritoire:
    """Write a use again, blanks included; it waits for the network unless it is theirs.

    Raises:
        ConflitDEdition: somebody else changed it since ``version_attendue``.
        ValidationError: a value breaks a rule.
    """
    with transaction.atomic():
        verrouille = UsageTerritoire.verrouiller(usage.pk, version_attendue)
        noter_depart(verrouille)
        for champ in CHAMPS:
            setattr(verrouille, champ, champs[champ])
        _rouvrir(verrouille, confirme=confirme)
        verrouille.full_clean(validate_unique=False)
        signer(verrouille, par, "Usage modifié")
        verrouille.save()
    return verrouille


def confirm_usage(*, usage: UsageTerritoire, par: Any) -> UsageTerritoire:
    """Publish a use that was declared."""
    with transaction.atomic():
        usage = UsageTerritoire.verrouiller(usage.pk, None)
        noter_depart(usage)
        _rouvrir(usage, confirme=True)
        signer(usage, par, "Usage confirmé")
        usage.save()
    return usage


def refuse_usage(*, usage: UsageTerritoire, par: Any, motif: str) -> UsageTerritoire:
    """Keep a use unpublished, with the reason, and tell it to whoever declared it.

    Raises:
        ValidationError: no reason given.
    """
    if not motif.strip():
        raise ValidationError("Dites pourquoi\u00a0: le motif est envoyé à qui l’a déclaré.")
    with transaction.atomic():
        usage = UsageTerritoire.verrouiller(usage.pk, None)
        noter_depart(usage)
        usage.valide, usage.refuse_le = False, timezone.now()
        usage.motif_refus = motif.strip()[:500]
        signer(usage, par, "Usage refusé")
        usage.save()
        annoncer(NatureCourriel.USAGE, usage, destinataires(usage))
    return usage


def remove_usage(*, usage: UsageTerritoire, par: Any) -> None:
    """Take a use away, with the messages about it; its story stays."""
    with transaction.atomic():
        actuel = UsageTerritoire.objects.select_for_update().get(pk=usage.pk)
        noter_depart(actuel)
        signer(actuel, par, "Usage retiré")
        actuel.delete()


def _rouvrir(usage: UsageTerritoire, *, confirme: bool) -> None:
    usage.valide, usage.refuse_le, usage.motif_refus = confirme, None, ""


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
