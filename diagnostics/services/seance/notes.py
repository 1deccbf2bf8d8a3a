"""Notes: written once whatever the network does, reworded, moved, taken back, hidden."""

import re
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from django.db import transaction

from diagnostics.models import NoteSeance, ParticipantSeance, Seance
from diagnostics.models.seance import TEXTE_MAX
from diagnostics.services.seance.annulation import memoriser
from diagnostics.services.seance.horloge import (
    ETAPES_OUVERTES,
    ETAPES_SAISIE,
    avancer,
    est_publique,
    exiger_ouverte,
    numeroter,
    refus,
    signaler,
    verrouiller,
)
from diagnostics.services.seance.outils import codes_des_cases

_CLE = re.compile(r"[A-Za-z0-9-]{8,36}")
_BLANCS = re.compile(r"\s+")
LIGNES_MAX = 100
_RACINE_MAX = 30


def nettoyer(texte: str) -> str:
    """Return a note on one line.

    Raises:
        ValidationError: empty or too long.
    """
    propre = _BLANCS.sub(" ", texte).strip()
    if not propre:
        raise refus("Écrivez la note avant de l’envoyer.", "vide")
    if len(propre) > TEXTE_MAX:
        raise refus(
            f"La note compte {len(propre)} caractères : ramenez-la à {TEXTE_MAX}, "
            "ou partagez-la en deux.",
            "long",
        )
    return propre


@transaction.atomic
def ecrire(
    *,
    participant: ParticipantSeance,
    case: str,
    texte: str,
    cle: str,
    attendait: bool = False,
) -> NoteSeance:
    """Write a note; sent again with the same ``cle``, it is the same note.

    ``attendait`` says that the phone wrote it while it could, and had no network: it is
    then let in, marked late, until the session ends.

    Raises:
        ValidationError: wrong step, unknown case, empty or too long text, too many notes.
    """
    if not _CLE.fullmatch(cle):
        raise refus("Cette note n’a pas de clé valable : rechargez la page.", "cle")
    texte = nettoyer(texte)
    seance = verrouiller(participant.seance)
    connue = NoteSeance.objects.filter(participant=participant, cle_client=cle).first()
    if connue is not None:
        return connue
    exiger_ouverte(seance)
    ouvertes = ETAPES_SAISIE if participant.par_procuration else ETAPES_OUVERTES
    tardive = seance.etape not in ouvertes
    if tardive and not (attendait and seance.etape != Seance.Etape.PREPARATION):
        raise refus("Ce n’est plus (ou pas encore) le moment d’écrire des notes.", "etape")
    if case not in codes_des_cases(seance):
        raise refus("Choisissez où ranger cette note.", "case")
    _refuser_de_trop(seance, participant)
    publique = est_publique(seance)
    note = NoteSeance.objects.create(
        seance=seance,
        participant=participant,
        numero=numeroter(seance),
        case=case,
        texte=texte,
        cle_client=cle,
        tardive=tardive,
        revision=avancer(seance, publique=publique),
    )
    signaler(participant)
    return note


def _refuser_de_trop(seance: Seance, participant: ParticipantSeance) -> None:
    if participant.par_procuration:
        return
    ecrites = participant.notes.exclude(etat=NoteSeance.Etat.RETIREE).count()
    if ecrites >= seance.notes_par_personne:
        raise refus(
            f"Vous avez écrit {ecrites} notes, le maximum de cette séance : "
            "retirez-en une pour en écrire une autre.",
            "maximum",
        )


@transaction.atomic
def reprendre(
    *, participant: ParticipantSeance, numero: int, texte: str, case: str = ""
) -> NoteSeance:
    """Reword or move one's own note, while the group has not taken it up.

    Raises:
        ValidationError: not theirs, already grouped or decided, wrong step, bad text or case.
    """
    texte = nettoyer(texte)
    seance = verrouiller(participant.seance)
    deja = participant.notes.filter(numero=numero, texte=texte).first()
    if deja is not None and case in {"", deja.case}:
        return deja
    note = _la_sienne(seance, participant, numero)
    case = case or note.case
    if case not in codes_des_cases(seance):
        raise refus("Choisissez où ranger cette note.", "case")
    note.texte, note.case = texte, case
    note.revision = avancer(seance, publique=est_publique(seance))
    note.save(update_fields=["texte", "case", "revision"])
    signaler(participant)
    return note


@transaction.atomic
def retirer(*, participant: ParticipantSeance, numero: int, retiree: bool = True) -> NoteSeance:
    """Take one's own note back, or put it back again.

    Raises:
        ValidationError: not theirs, already grouped or decided, wrong step.
    """
    seance = verrouiller(participant.seance)
    vise = NoteSeance.Etat.RETIREE if retiree else NoteSeance.Etat.VISIBLE
    deja = participant.notes.filter(numero=numero, etat__in=[vise, NoteSeance.Etat.MASQUEE]).first()
    if deja is not None:
        return deja
    note = _la_sienne(seance, participant, numero, retiree=None)
    note.etat = vise
    note.revision = avancer(seance, publique=est_publique(seance))
    note.save(update_fields=["etat", "revision"])
    signaler(participant)
    return note


def _la_sienne(
    seance: Seance,
    participant: ParticipantSeance,
    numero: int,
    *,
    retiree: bool | None = False,
) -> NoteSeance:
    exiger_ouverte(seance)
    note = NoteSeance.objects.filter(seance=seance, participant=participant, numero=numero).first()
    if note is None or (retiree is False and note.etat == NoteSeance.Etat.RETIREE):
        raise refus("Cette note n’est plus là.", "absente")
    if seance.etape not in (ETAPES_SAISIE if participant.par_procuration else ETAPES_OUVERTES):
        raise refus("Ce n’est plus le moment de changer ses notes.", "etape")
    if note.groupe_id or note.decision:
        raise refus("Le groupe a déjà repris cette note : dites-le à l’animation.", "reprise")
    return note


@transaction.atomic
def masquer(*, seance: Seance, numero: int, par: Any, masquee: bool = True) -> NoteSeance:
    """Hide a note from everybody (or show it again): moderation.

    Raises:
        ValidationError: no such note.
    """
    seance = verrouiller(seance)
    note = NoteSeance.objects.filter(seance=seance, numero=numero).select_related("groupe").first()
    if note is None or note.etat == NoteSeance.Etat.RETIREE:
        raise refus("Cette note n’est plus là.", "absente")
    vise = NoteSeance.Etat.MASQUEE if masquee else NoteSeance.Etat.VISIBLE
    if note.etat == vise:
        return note
    verbe = "Masquer" if masquee else "Montrer"
    memoriser(seance, "masquer", f"{verbe} la note {numero}", par=par, notes=[note])
    note.etat = vise
    note.revision = avancer(seance, publique=True)
    note.save(update_fields=["etat", "revision"])
    if note.groupe:
        type(note.groupe).objects.filter(pk=note.groupe.pk).update(revision=note.revision)
    signaler(note.participant_id)
    return note


@transaction.atomic
def saisir(
    *, voix: ParticipantSeance, case: str, lignes: Sequence[str], cle: str = ""
) -> list[NoteSeance]:
    """Write several paper notes at once, one per line; sent again with ``cle``, the same ones.

    Raises:
        ValidationError: nothing written, too many lines, or one of them is refused.
    """
    pleines = [ligne for ligne in lignes if ligne.strip()]
    if not pleines:
        raise refus("Écrivez au moins une note.", "vide")
    if len(pleines) > LIGNES_MAX:
        raise refus(f"Saisissez au plus {LIGNES_MAX} notes à la fois.", "maximum")
    racine = cle if _CLE.fullmatch(cle) and len(cle) <= _RACINE_MAX else token_hex(12)
    return [
        ecrire(participant=voix, case=case, texte=ligne, cle=f"{racine}-{rang}")
        for rang, ligne in enumerate(pleines)
    ]
