"""Mails that tell what changed: prepared, sent once, stamped one by one.

A mail is a row (``Avis``) before it is a message. A worker killed before it leaves sends it at
the next run; killed after, or in between, the mail is neither sent again nor forgotten: it is
marked uncertain, and the next summary says from when to look at the journal.
"""

import logging
from datetime import datetime, time, timedelta
from email.utils import make_msgid
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from diagnostics.models import Abonnement, Avis, Mention, ReglageAvis
from diagnostics.services.resume import Resume, composer_mention, composer_resume

journal = logging.getLogger(__name__)

SEL: Final = "diagnostics.avis"
ESSAIS_MAX: Final = 5
DELAI_INCERTAIN: Final = timedelta(minutes=30)
"""A mail still « leaving » after that was cut short."""
HEURE: Final = time(6, 0)
"""Local hour up to which a summary tells."""
_PERIODES: Final = {
    ReglageAvis.Rythme.JOUR: timedelta(days=1),
    ReglageAvis.Rythme.SEMAINE: timedelta(days=7),
}
_VENDREDI: Final = 4


# ── Unsubscribing without signing in ────────────────────────────────────────
def jeton_de_retrait(utilisateur: Any, nature: str) -> str:
    """Return the signed token that stops mails of a nature for one person, and nothing else."""
    return signing.dumps([utilisateur.pk, nature], salt=SEL)


def lire_retrait(jeton: str) -> tuple[Utilisateur, str] | None:
    """Return who wants no more of which mails, or None when the token is not ours."""
    try:
        pk, nature = signing.loads(jeton, salt=SEL)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    utilisateur = Utilisateur.objects.filter(pk=pk, is_active=True).first()
    if utilisateur is None or nature not in {Avis.Nature.MENTION, Avis.Nature.RESUME}:
        return None
    return utilisateur, nature


# ── Summaries: who is due ───────────────────────────────────────────────────
def dernier_creneau(rythme: str, maintenant: datetime) -> datetime:
    """Return the last time a summary was due: a working day, or a Monday, at six."""
    local = timezone.localtime(maintenant)
    creneau = local.replace(hour=HEURE.hour, minute=HEURE.minute, second=0, microsecond=0)
    if creneau > local:
        creneau -= timedelta(days=1)
    if rythme == ReglageAvis.Rythme.SEMAINE:
        creneau -= timedelta(days=creneau.weekday())
    elif creneau.weekday() > _VENDREDI:
        creneau -= timedelta(days=creneau.weekday() - _VENDREDI)
    # Summer time may have begun since: the hour is the local one.
    return timezone.make_aware(creneau.replace(tzinfo=None))


def envoyer_les_resumes(*, maintenant: datetime | None = None) -> int:
    """Prepare the summaries that are due and send them; return how many left."""
    maintenant = maintenant or timezone.now()
    _marquer_incertains(maintenant)
    for pk in _suiveurs():
        _preparer_resume(pk, maintenant)
    a_envoyer = Avis.objects.filter(nature=Avis.Nature.RESUME, etat=Avis.Etat.A_ENVOYER)
    return sum(_envoyer(pk) for pk in list(a_envoyer.order_by("pk").values_list("pk", flat=True)))


def _suiveurs() -> list[int]:
    suivent = Q(abonnements__actif=True) | Q(mentions__lue_le=None, mentions__isnull=False)
    return list(
        Utilisateur.objects.filter(suivent, is_active=True)
        .exclude(reglage_avis__rythme=ReglageAvis.Rythme.JAMAIS)
        .order_by("pk")
        .distinct()
        .values_list("pk", flat=True)
    )


@transaction.atomic
def _preparer_resume(utilisateur_id: int, maintenant: datetime) -> Avis | None:
    """Write the row of the summary due, if any, and move the person's stamp, at once.

    Either both are written or none: what happened in between belongs to exactly one row.
    """
    ReglageAvis.objects.get_or_create(utilisateur_id=utilisateur_id)
    reglage = ReglageAvis.objects.select_for_update().get(utilisateur_id=utilisateur_id)
    if reglage.rythme == ReglageAvis.Rythme.JAMAIS:
        return None
    creneau = dernier_creneau(reglage.rythme, maintenant)
    depuis = reglage.resume_jusqu_au or _debut(utilisateur_id, reglage.rythme, creneau)
    if depuis >= creneau:
        return None
    reglage.resume_jusqu_au = creneau
    reglage.save(update_fields=["resume_jusqu_au"])
    return Avis.objects.create(
        utilisateur_id=utilisateur_id, nature=Avis.Nature.RESUME, depuis=depuis, jusqu_a=creneau
    )


def _debut(utilisateur_id: int, rythme: str, creneau: datetime) -> datetime:
    """Begin the first summary one period ago, and not before the person followed anything."""
    premier = Abonnement.objects.filter(utilisateur_id=utilisateur_id, actif=True).aggregate(
        m=Min("cree_le")
    )["m"]
    debut = creneau - _PERIODES[ReglageAvis.Rythme(rythme)]
    return max(debut, premier) if premier else debut


# ── Mentions ────────────────────────────────────────────────────────────────
def envoyer_les_avis(*, identifiants: list[int] | None = None) -> int:
    """Send the mails that wait, summaries aside: those named, or all; return how many left."""
    _marquer_incertains(timezone.now())
    a_envoyer = Avis.objects.exclude(nature=Avis.Nature.RESUME).filter(etat=Avis.Etat.A_ENVOYER)
    if identifiants is not None:
        a_envoyer = a_envoyer.filter(pk__in=identifiants)
    return sum(_envoyer(pk) for pk in list(a_envoyer.order_by("pk").values_list("pk", flat=True)))


# ── Sending ─────────────────────────────────────────────────────────────────
def _marquer_incertains(maintenant: datetime) -> None:
    """Name what was cut short while leaving: nobody can tell whether it left."""
    Avis.objects.filter(etat=Avis.Etat.EN_COURS, envoye_le__lt=maintenant - DELAI_INCERTAIN).update(
        etat=Avis.Etat.INCERTAIN, contenu={}
    )


def _envoyer(pk: int) -> bool:
    """Send one mail, if it is still to be sent and still says something."""
    message = _prendre(pk)
    if message is None:
        return False
    try:
        message.send()
    except OSError:
        # The server refused it or could not be reached: nothing left, so it may be tried again.
        journal.exception("mail %s not sent", pk)
        Avis.objects.filter(pk=pk, etat=Avis.Etat.EN_COURS, essais__lt=ESSAIS_MAX).update(
            etat=Avis.Etat.A_ENVOYER
        )
        Avis.objects.filter(pk=pk, etat=Avis.Etat.EN_COURS).update(etat=Avis.Etat.ECHEC, contenu={})
        return False
    Avis.objects.filter(pk=pk).update(etat=Avis.Etat.ENVOYE, envoye_le=timezone.now(), contenu={})
    return True


@transaction.atomic
def _prendre(pk: int) -> EmailMultiAlternatives | None:
    """Take a waiting mail for oneself and compose it; None when there is nothing to send."""
    verrou = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
    avis = (
        Avis.objects.select_for_update(of=("self",) if verrou else (), **verrou)
        .filter(pk=pk, etat=Avis.Etat.A_ENVOYER)
        .select_related("utilisateur", "mention")
        .first()
    )
    if avis is None:
        return None
    avis.essais += 1
    message = _composer(avis)
    avis.etat = Avis.Etat.EN_COURS if message else Avis.Etat.VIDE
    # When it began to leave; the moment it left replaces it.
    avis.envoye_le = timezone.now()
    if message:
        avis.identifiant = message.extra_headers["Message-ID"]
    avis.save()
    return message


def _composer(avis: Avis) -> EmailMultiAlternatives | None:
    if not avis.utilisateur.is_active:
        return None
    if avis.nature == Avis.Nature.MENTION:
        return _message_de_mention(avis)
    if avis.nature == Avis.Nature.FIN:
        return _message_de_fin(avis)
    return _message_de_resume(avis)


def _message_de_mention(avis: Avis) -> EmailMultiAlternatives | None:
    mention = (
        Mention.objects.filter(avis=avis)
        .select_related("commentaire__diagnostic__territoire", "commentaire__auteur")
        .first()
    )
    contenu = composer_mention(mention, avis.utilisateur) if mention else None
    if contenu is None:
        return None
    return _message(avis, contenu.sujet, "mention", {"mention": contenu})


def _message_de_fin(avis: Avis) -> EmailMultiAlternatives:
    """Tell a member that the démarche is no more: a fact about their data, not a choice."""
    sujet = f"«\u00a0{avis.contenu['titre']}\u00a0» a été supprimée"
    return _message(avis, sujet, "fin", avis.contenu)


def _message_de_resume(avis: Avis) -> EmailMultiAlternatives | None:
    incertains = Avis.objects.filter(
        utilisateur=avis.utilisateur, etat=Avis.Etat.INCERTAIN, signale=False, depuis__isnull=False
    )
    doute = incertains.aggregate(m=Min("depuis"))["m"]
    if avis.depuis is None or avis.jusqu_a is None:
        return None
    resume: Resume = composer_resume(
        utilisateur=avis.utilisateur, depuis=avis.depuis, jusqu_a=avis.jusqu_a, doute=doute
    )
    if resume.est_vide and doute is None:
        return None
    incertains.update(signale=True)
    return _message(avis, resume.sujet, "resume", {"resume": resume})


def _adresse_de_retrait(avis: Avis) -> str:
    """Return where such mails are stopped; nowhere for the last one a démarche sends."""
    if avis.nature == Avis.Nature.FIN:
        return ""
    jeton = jeton_de_retrait(avis.utilisateur, avis.nature)
    return settings.TERREAU_URL + reverse("diagnostics:courriels_retrait", args=[jeton])


def _message(
    avis: Avis, sujet: str, gabarit: str, valeurs: dict[str, Any]
) -> EmailMultiAlternatives:
    """Build the message: text, HTML, and what stops such mails in one click (RFC 8058)."""
    retrait = _adresse_de_retrait(avis)
    contexte = {
        **valeurs,
        "site": settings.TERREAU_URL,
        "retrait": retrait,
        "reglages": settings.TERREAU_URL + reverse("diagnostics:courriels"),
        "prenom": str(avis.utilisateur),
    }
    domaine = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "terreau.example"
    message = EmailMultiAlternatives(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + " ".join(sujet.splitlines()),
        render_to_string(f"diagnostics/courriels/{gabarit}.txt", contexte),
        None,
        [avis.utilisateur.email],
        headers={
            "Message-ID": avis.identifiant or make_msgid(f"avis-{avis.pk}", domain=domaine),
            "Auto-Submitted": "auto-generated",
            **(
                {
                    "List-Unsubscribe": f"<{retrait}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                }
                if retrait
                else {}
            ),
        },
    )
    message.attach_alternative(
        render_to_string(f"diagnostics/courriels/{gabarit}.html", contexte), "text/html"
    )
    return message
