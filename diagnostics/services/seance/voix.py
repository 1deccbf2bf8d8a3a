"""Support votes of a session: at most N per person, whatever two phones do together.

A voice goes to a card: a lone note, or a group. Notes keep the voices they had when they
join a group, where each person counts once; nothing is erased, so that going back a step
finds every voice again.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q

from diagnostics.models import GroupeNotes, NoteSeance, ParticipantSeance, Seance, VoteSeance
from diagnostics.services.seance.groupes import trouver_carte
from diagnostics.services.seance.horloge import avancer, refus, signaler, verrouiller

Etape = Seance.Etape


def carte_du_vote(vote: Any) -> int | None:
    """Return the number of the card a row of ``VOTES`` counts for; None when it is gone."""
    if vote["groupe__numero"] is not None:
        return None if vote["groupe__dissous"] else vote["groupe__numero"]
    if vote["note__etat"] != NoteSeance.Etat.VISIBLE:
        return None
    return vote["note__groupe__numero"] or vote["note__numero"]


CHAMPS = (
    "pk",
    "nombre",
    "groupe__numero",
    "groupe__dissous",
    "note__numero",
    "note__etat",
    "note__groupe__numero",
)


def cartes_soutenues(participant: ParticipantSeance) -> dict[int, int]:
    """Return the cards this person supports: number of the card → hands (one query)."""
    soutenues: dict[int, int] = {}
    for vote in participant.votes.order_by("pk").values(*CHAMPS):
        carte = carte_du_vote(vote)
        if carte is not None:
            soutenues[carte] = max(vote["nombre"], soutenues.get(carte, 0))
    return soutenues


def _rangees_de(participant: ParticipantSeance, carte: NoteSeance | GroupeNotes) -> Any:
    if isinstance(carte, GroupeNotes):
        return participant.votes.filter(Q(groupe=carte) | Q(note__groupe=carte))
    return participant.votes.filter(note=carte)


@transaction.atomic
def voter(*, participant: ParticipantSeance, numero: int, soutien: bool = True) -> int:
    """Give or take back one voice and return how many are left.

    Saying the wanted state makes it safe to send again.

    Raises:
        ValidationError: wrong step, a card that is gone, no voice left.
    """
    # The session's row serialises everybody: two votes at once cannot both be the last.
    seance = verrouiller(participant.seance)
    soutenues = cartes_soutenues(participant)
    reste = seance.voix_par_personne - len(soutenues)
    if soutien == (numero in soutenues):
        # Whatever the step: a phone that lost the answer learns that it was heard in time.
        return reste
    if seance.etape != Etape.VOTE:
        raise refus("Ce n’est pas (ou plus) le moment de donner ses voix.", "etape")
    carte = trouver_carte(seance, numero)
    if not soutien:
        _rangees_de(participant, carte).delete()
    elif reste < 1:
        raise refus(
            f"Vous avez donné vos {seance.voix_par_personne} voix : reprenez-en une d’abord.",
            "epuisees",
        )
    else:
        cible = {"groupe": carte} if isinstance(carte, GroupeNotes) else {"note": carte}
        VoteSeance.objects.create(participant=participant, **cible)
    avancer(seance, publique=False)
    signaler(participant)
    return reste + (-1 if soutien else 1)


@transaction.atomic
def compter_mains(*, voix: ParticipantSeance, numero: int, nombre: int) -> None:
    """Say how many raised hands a card got among the people ``voix`` speaks for.

    Raises:
        ValidationError: wrong step, a card that is gone, more hands than people, or more
            voices in all than these people hold.
    """
    seance = verrouiller(voix.seance)
    if seance.etape not in {Etape.VOTE, Etape.DECISION}:
        raise refus("Ce n’est pas le moment de compter les mains.", "etape")
    carte = trouver_carte(seance, numero)
    if nombre > voix.effectif:
        raise refus(
            f"{nombre} mains pour {voix.effectif} personnes : vérifiez l’effectif.", "effectif"
        )
    autres = {n: mains for n, mains in cartes_soutenues(voix).items() if n != numero}
    if sum(autres.values()) + nombre > voix.effectif * seance.voix_par_personne:
        raise refus(
            f"{voix.effectif} personnes ont {voix.effectif * seance.voix_par_personne} voix en "
            "tout : ce serait trop.",
            "epuisees",
        )
    _rangees_de(voix, carte).delete()
    if nombre > 0:
        cible = {"groupe": carte} if isinstance(carte, GroupeNotes) else {"note": carte}
        VoteSeance.objects.create(participant=voix, nombre=nombre, **cible)
    publique = seance.etape == Etape.DECISION
    revision = avancer(seance, publique=publique)
    type(carte)._default_manager.filter(pk=carte.pk).update(revision=revision)


def resserrer(seance: Seance) -> int:
    """Take back the last voices of whoever holds more than N, and return how many.

    It can only happen when a group that gathered several of a person's voices was undone
    after they gave the voices it had freed.
    """
    rangees: dict[int, list[Any]] = {}
    votes = VoteSeance.objects.filter(
        participant__seance=seance, participant__par_procuration=False
    )
    for vote in votes.order_by("pk").values("participant_id", *CHAMPS):
        rangees.setdefault(vote["participant_id"], []).append(vote)
    reprises = []
    for siennes in rangees.values():
        vues: set[int] = set()
        for vote in siennes:
            carte = carte_du_vote(vote)
            if carte is None or carte in vues:
                continue
            if len(vues) >= seance.voix_par_personne:
                reprises.append(vote)
            else:
                vues.add(carte)
    VoteSeance.objects.filter(pk__in=[v["pk"] for v in reprises]).delete()
    signaler(*(v["participant_id"] for v in reprises))
    return len(reprises)
