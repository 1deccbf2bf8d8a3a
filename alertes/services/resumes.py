"""The mail that tells the news: prepared, stamped and queued at once, never sent twice.

The stamp of each alert (``dite_jusqu_a``), the digest and its mail are written in one
transaction: either all of them, or none. The outbox forgets the mail before it leaves
(``au_plus_une_fois``): a worker killed at any moment repeats nothing.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from alertes.models import Alerte, Resume
from alertes.nouvelles import Bulletin, Periode, poser_jalon
from alertes.perimetre import Perimetre
from alertes.services.alertes import jeton_d_arret
from comptes.models import Utilisateur
from socle.courriels import Lettre, adresse_de, annoncer, courriel

journal = logging.getLogger(__name__)
NATURE: Final = "alertes.resume"
HEURE: Final = 6
"""Local hour up to which a mail tells."""
GARDE: Final = timedelta(days=60)
"""How long the list of mails sent is kept."""
Periodes = dict[tuple[datetime, datetime], Periode]


def dernier_creneau(rythme: str, maintenant: datetime) -> datetime:
    """Return the last time a mail was due: today or yesterday at six, or on Monday at six."""
    local = timezone.localtime(maintenant)
    creneau = local.replace(hour=HEURE, minute=0, second=0, microsecond=0)
    if creneau > local:
        creneau -= timedelta(days=1)
    if rythme == Alerte.Rythme.SEMAINE:
        creneau -= timedelta(days=creneau.weekday())
    # Summer time may have begun since: the hour is the local one.
    return timezone.make_aware(creneau.replace(tzinfo=None))


def envoyer_les_resumes(*, maintenant: datetime | None = None) -> int:
    """Prepare the mails that are due; return how many. The outbox sends them."""
    maintenant = maintenant or timezone.now()
    poser_jalon()
    Resume.objects.filter(cree_le__lt=maintenant - GARDE).delete()
    periodes: Periodes = {}
    dus = set()
    for rythme in (Alerte.Rythme.JOUR, Alerte.Rythme.SEMAINE):
        en_retard = Alerte.objects.par_courriel().filter(
            rythme=rythme, dite_jusqu_a__lt=dernier_creneau(rythme, maintenant)
        )
        dus |= set(en_retard.values_list("utilisateur", flat=True))
    return sum(_essayer(pk, maintenant, periodes) for pk in sorted(dus))


def _essayer(utilisateur_id: int, maintenant: datetime, periodes: Periodes) -> bool:
    """Prepare the mail of one person; what goes wrong with it spares the others."""
    try:
        return _preparer(utilisateur_id, maintenant, periodes)
    except Exception:
        journal.exception("alerts of user %s not prepared", utilisateur_id)
        return False


@transaction.atomic
def _preparer(utilisateur_id: int, maintenant: datetime, periodes: Periodes) -> bool:
    """Stamp the alerts of a person and queue the mail that tells them, if they say anything."""
    dues = Alerte.objects.select_for_update(of=("self",)).par_courriel()
    parties = []
    fin = None
    for alerte in dues.filter(utilisateur=utilisateur_id).select_related(
        "utilisateur", "territoire"
    ):
        creneau = dernier_creneau(alerte.rythme, maintenant)
        if alerte.dite_jusqu_a >= creneau:
            continue
        depuis = alerte.dite_jusqu_a
        if _lire(alerte, depuis, creneau, periodes):
            parties.append([alerte.pk, depuis.isoformat(), creneau.isoformat()])
            alerte.courriel_le = maintenant
            fin = max(fin or creneau, creneau)
        alerte.dite_jusqu_a = creneau
        alerte.save(update_fields=["dite_jusqu_a", "courriel_le"])
    if not parties or fin is None:
        return False
    resume = Resume.objects.create(utilisateur_id=utilisateur_id, jusqu_a=fin, parties=parties)
    annoncer(NATURE, resume, [resume.utilisateur.email])
    return True


def _lire(alerte: Alerte, depuis: datetime, jusqu_a: datetime, periodes: Periodes) -> Bulletin:
    cle = (depuis, jusqu_a)
    if cle not in periodes:
        periodes[cle] = Periode(depuis, jusqu_a)
    return periodes[cle].lire(Perimetre.d_alerte(alerte))


# ── What the mail says ──────────────────────────────────────────────────────
@courriel(NATURE, au_plus_une_fois=True)
def _resume(pk: int, adresse: str) -> Lettre | None:
    """Write the digest as things stand when it leaves: what was withdrawn since is not told."""
    resume = Resume.objects.select_related("utilisateur").filter(pk=pk).first()
    if resume is None or not resume.utilisateur.is_active:
        return None
    bornes = resume.lire_parties()
    periodes: Periodes = {}
    alertes = Alerte.objects.de(resume.utilisateur).par_courriel().filter(pk__in=bornes)
    parties: list[dict[str, Any]] = []
    for alerte in alertes:
        bulletin = _lire(alerte, *bornes[alerte.pk], periodes)
        if bulletin:
            parties.append(
                {
                    "alerte": alerte,
                    "bulletin": bulletin,
                    "adresse": adresse_de("alertes:alerte", alerte.reference),
                    "arret": adresse_de("alertes:arret", jeton_d_arret(resume.utilisateur, alerte)),
                }
            )
    if not parties:
        return None
    arret = adresse_de("alertes:arret", jeton_d_arret(resume.utilisateur))
    return Lettre(
        _sujet(parties[0]["alerte"], len(parties)),
        "alertes/courriels/resume.txt",
        {
            "prenom": _prenom(resume.utilisateur),
            "parties": parties,
            "jusqu_a": resume.jusqu_a,
            "reglages": adresse_de("alertes:liste"),
            "arret": arret,
            "fiche": adresse_de("acteurs:liste"),
        },
        entetes={
            "List-Unsubscribe": f"<{arret}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _sujet(premiere: Alerte, nombre: int) -> str:
    if nombre == 1:
        return f"Du nouveau\u00a0: {premiere.nom}"
    return f"Du nouveau dans {nombre} de vos alertes"


def _prenom(utilisateur: Utilisateur) -> str:
    return str(utilisateur).partition(" ")[0]
