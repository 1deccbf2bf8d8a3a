"""Leading a session: created, taken from step to step, timed, closed to newcomers, deleted."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from diagnostics.models import Diagnostic, Seance
from diagnostics.models.seance import code_seance, jeton_seance
from diagnostics.services.historique import signer
from diagnostics.services.instantanes import figer
from diagnostics.services.seance.annulation import memoriser
from diagnostics.services.seance.cloture import rouvrir, verser_les_cartes
from diagnostics.services.seance.horloge import (
    avancer,
    exiger_des_personnes,
    exiger_ouverte,
    refus,
    verrouiller,
)
from diagnostics.services.seance.voix import resserrer

Etape = Seance.Etape
DUREE_LIEN = timedelta(days=30)
MINUTES_MAX = 180


@transaction.atomic
def creer_seance(*, diagnostic: Diagnostic, champs: dict[str, Any], par: Any) -> Seance:
    """Prepare a session; its joining link lives thirty days unless closed."""
    seance = Seance(
        diagnostic=diagnostic,
        animatrice=par,
        lien_expire_le=timezone.now() + DUREE_LIEN,
        **champs,
    )
    seance.full_clean(exclude=["jeton", "code", "animatrice"])
    signer(seance, par=par, raison="Création")
    seance.save()
    return seance


@transaction.atomic
def regler_seance(*, seance: Seance, champs: dict[str, Any], par: Any) -> Seance:
    """Change the title, the instruction, the numbers of voices and notes.

    Raises:
        ValidationError: a value out of bounds, or the session ended.
    """
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    for nom, valeur in champs.items():
        setattr(seance, nom, valeur)
    seance.full_clean(exclude=["jeton", "code", "animatrice", "source"])
    signer(seance, par=par, raison="Réglages")
    seance.save()
    resserrer(seance)
    avancer(seance, publique=True)
    return seance


def changer_etape(seance: Seance, etape: str, *, par: Any) -> None:
    """Take a locked session to ``etape``; everything written stays, whichever the way."""
    if seance.etape == etape:
        return
    if seance.est_close:
        rouvrir(seance, par=par)
    if seance.ouverte_le is None and etape != Etape.PREPARATION:
        seance.ouverte_le = timezone.now()
        if seance.outil == Seance.Outil.MOFF:
            figer(
                diagnostic=seance.diagnostic,
                titre=f"Avant « {seance.titre} »"[:160],
                seance=seance,
                par=par,
            )
    seance.etape = etape
    seance.minuteur_fin, seance.minuteur_reste, seance.en_pause = None, None, False
    if etape in {Etape.VOTE, Etape.DECISION}:
        resserrer(seance)
    if etape == Etape.CLOSE:
        seance.close_le = timezone.now()
        verser_les_cartes(seance, par=par)
        if seance.outil == Seance.Outil.MOFF:
            figer(
                diagnostic=seance.diagnostic,
                titre=f"Après « {seance.titre} »"[:160],
                seance=seance,
                par=par,
            )
    signer(seance, par=par, raison=f"Étape : {seance.get_etape_display().lower()}")
    seance.save()
    avancer(seance, publique=True)


@transaction.atomic
def passer_a(*, seance: Seance, etape: str, par: Any) -> Seance:
    """Take a session to a step, forwards or backwards.

    Raises:
        ValidationError: no such step.
    """
    if etape not in Etape.values:
        raise refus("Cette étape n’existe pas.", "etape")
    seance = verrouiller(seance)
    exiger_des_personnes(seance)
    if seance.etape != etape:
        libelle = f"Passer à « {Etape(etape).label} »"
        memoriser(seance, "etape", libelle, par=par, etape=True)
        changer_etape(seance, etape, par=par)
    return seance


@transaction.atomic
def regler_minuteur(*, seance: Seance, acte: str, minutes: float = 0) -> Seance:
    """Start, stop, lengthen, pause or resume the timer (``acte``).

    « lancer » sets ``minutes``, « ajouter » adds them, « arreter » forgets the timer;
    « pause » and « reprendre » keep what is left.

    Raises:
        ValidationError: unknown act, a duration out of bounds.
    """
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    maintenant = timezone.now()
    fin, reste, pause = seance.minuteur_fin, seance.minuteur_reste, seance.en_pause
    if acte in {"lancer", "ajouter"}:
        if not 0 < minutes <= MINUTES_MAX:
            raise refus(f"Donnez de 1 à {MINUTES_MAX} minutes.", "minutes")
        duree = timedelta(minutes=minutes)
        if acte == "ajouter" and reste is not None:
            reste += int(duree.total_seconds())
        elif acte == "ajouter" and fin is not None:
            fin = max(fin, maintenant) + duree
        else:
            fin, reste, pause = maintenant + duree, None, False
    elif acte == "arreter":
        fin = reste = None
        pause = False
    elif acte == "pause":
        if fin is not None:
            reste = max(0, int((fin - maintenant).total_seconds()))
            fin = None
        pause = True
    elif acte == "reprendre":
        if reste is not None:
            fin, reste = maintenant + timedelta(seconds=reste), None
        pause = False
    else:
        raise refus("Le minuteur ne sait pas faire cela.", "acte")
    avancer(seance, publique=True, minuteur_fin=fin, minuteur_reste=reste, en_pause=pause)
    return seance


@transaction.atomic
def regler_lien(*, seance: Seance, acte: str) -> Seance:
    """Close or open the joining link, change it for a new one, let guests go on afterwards.

    Raises:
        ValidationError: unknown act.
    """
    seance = verrouiller(seance)
    exiger_des_personnes(seance)
    expire = timezone.now() + DUREE_LIEN
    actes: dict[str, dict[str, Any]] = {
        "fermer": {"lien_ouvert": False},
        "ouvrir": {"lien_ouvert": True, "lien_expire_le": expire},
        "changer": {
            "lien_ouvert": True,
            "lien_expire_le": expire,
            "jeton": jeton_seance(),
            "code": code_seance(),
        },
        "apres": {"contributions_apres": True, "lien_ouvert": True, "lien_expire_le": expire},
        "sans-apres": {"contributions_apres": False},
    }
    if acte not in actes:
        raise refus("Le lien ne sait pas faire cela.", "acte")
    avancer(seance, publique=True, **actes[acte])
    return seance


@transaction.atomic
def supprimer_seance(*, seance: Seance, par: Any) -> None:
    """Erase a session, its notes and its participants; statements already in the matrix stay."""
    seance = verrouiller(seance)
    signer(seance, par=par, raison="Suppression")
    seance.delete()
