"""The clock of a session: every change takes its next value, inside one transaction."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from diagnostics.models import ParticipantSeance, Seance

Etape = Seance.Etape
ETAPES_OUVERTES = (Etape.RECUEIL, Etape.REVELATION, Etape.REGROUPEMENT)
"""Steps at which participants write notes."""
ETAPES_SAISIE = (Etape.PREPARATION, *ETAPES_OUVERTES, Etape.VOTE)
"""Steps at which the facilitator enters paper notes."""


def refus(message: str, code: str) -> ValidationError:
    """Return the error to raise, ``code`` telling phones what to do of what they keep."""
    return ValidationError(message, code=code)


def verrouiller(seance: Seance) -> Seance:
    """Lock the session until the end of the transaction and return it as it stands."""
    return Seance.objects.select_for_update().get(pk=seance.pk)


def est_publique(seance: Seance) -> bool:
    """Whether everybody sees everybody's notes (from the reveal on)."""
    return seance.etape_atteinte(Etape.REVELATION)


def avancer(seance: Seance, *, publique: bool, **champs: Any) -> int:
    """Move the clock of a locked session and return its value; ``champs`` change with it."""
    seance.revision += 1
    champs["revision"] = seance.revision
    if publique:
        seance.revision_publique = champs["revision_publique"] = seance.revision
    for nom, valeur in champs.items():
        setattr(seance, nom, valeur)
    # Not ``save()``: the history tells steps and settings, not each note.
    Seance.objects.filter(pk=seance.pk).update(**champs, modifie_le=timezone.now())
    return seance.revision


def numeroter(seance: Seance) -> int:
    """Return the next number of a card of a locked session."""
    seance.dernier_numero += 1
    Seance.objects.filter(pk=seance.pk).update(dernier_numero=seance.dernier_numero)
    return seance.dernier_numero


def signaler(*participants: ParticipantSeance | int | None) -> None:
    """Tell the phones of these people that something of theirs changed."""
    from django.db.models import F

    pks = {p.pk if isinstance(p, ParticipantSeance) else p for p in participants if p is not None}
    ParticipantSeance.objects.filter(pk__in=pks).update(revision=F("revision") + 1)


def exiger_ouverte(seance: Seance) -> None:
    """Refuse whatever is written in a session that ended.

    Raises:
        ValidationError: it ended (code « close »), or its people were forgotten.
    """
    exiger_des_personnes(seance)
    if seance.est_close:
        raise refus("La séance est close : elle ne reçoit plus rien.", "close")


def exiger_des_personnes(seance: Seance) -> None:
    """Refuse to lead again a session whose people were forgotten.

    Raises:
        ValidationError: they were (code « effacee »).
    """
    if seance.personnes_effacees_le is not None:
        raise refus(
            "Les personnes de cette séance ont été effacées : elle se lit, mais ne se reprend plus.",
            "effacee",
        )
