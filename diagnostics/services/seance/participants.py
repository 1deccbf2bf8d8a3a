"""Who is in the room: joining, coming back from another phone, speaking for others."""

from secrets import compare_digest
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from diagnostics.models import GenreActeur, ParticipantSeance, Seance
from diagnostics.services.seance.horloge import avancer, exiger_ouverte, refus, verrouiller

PARTICIPANTS_MAX = 400
_LONGUEUR_JETON = 48
_CHIFFRES_NUMERO = 5


def accueille(seance: Seance) -> bool:
    """Whether the joining link works today."""
    expire = seance.lien_expire_le
    if not seance.lien_ouvert or (expire is not None and expire <= timezone.now()):
        return False
    return not seance.est_close or seance.contributions_apres


@transaction.atomic
def rejoindre(
    *, seance: Seance, pseudonyme: str, genre: str, compte: Any = None
) -> ParticipantSeance:
    """Let somebody in; a member who joins twice is the same participant.

    Raises:
        ValidationError: the link is closed, the name is missing, the room is full.
    """
    seance = verrouiller(seance)
    if not accueille(seance):
        raise refus("Le lien de cette séance est fermé.", "ferme")
    pseudonyme = " ".join(pseudonyme.split())[:40]
    if not pseudonyme:
        raise refus("Donnez un prénom ou un pseudonyme.", "pseudonyme")
    if genre not in GenreActeur.values:
        raise refus("Dites en tant que quoi vous venez.", "genre")
    if compte is not None:
        connu = seance.participants.filter(compte=compte, par_procuration=False).first()
        if connu is not None:
            return connu
    if seance.participants.count() >= PARTICIPANTS_MAX:
        raise refus("La séance est complète. Signalez-vous à l’animation.", "complet")
    participant = _creer(seance, pseudonyme=pseudonyme, genre=genre, compte=compte)
    participant.jeton_hache = ParticipantSeance.hacher(participant.jeton)
    participant.save(update_fields=["jeton_hache"])
    avancer(seance, publique=False)
    return participant


def _creer(seance: Seance, **champs: Any) -> ParticipantSeance:
    dernier = seance.participants.aggregate(m=Max("numero"))["m"] or 0
    return ParticipantSeance.objects.create(seance=seance, numero=dernier + 1, **champs)


@transaction.atomic
def representer(*, seance: Seance, genre: str, effectif: int | None = None) -> ParticipantSeance:
    """Return who speaks for the people of kind ``genre`` that have no phone.

    ``effectif`` says how many they are; None keeps what was said.

    Raises:
        ValidationError: unknown kind, fewer people than hands already counted.
    """
    if genre not in GenreActeur.values:
        raise refus("Choisissez une sorte d’acteur.", "genre")
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    voix = seance.participants.filter(par_procuration=True, genre=genre).first()
    if voix is None:
        voix = _creer(
            seance,
            pseudonyme=f"Sans téléphone, {GenreActeur(genre).label}"[:40],
            genre=genre,
            par_procuration=True,
            effectif=max(1, min(effectif or 1, 200)),
        )
        avancer(seance, publique=False)
    elif effectif is not None and effectif != voix.effectif:
        plus = voix.votes.aggregate(m=Max("nombre"))["m"] or 0
        if effectif < max(1, plus):
            raise refus(
                f"On a déjà compté {plus} mains pour une même carte : "
                "l’effectif ne peut pas être plus petit.",
                "effectif",
            )
        voix.effectif = min(effectif, 200)
        voix.save(update_fields=["effectif"])
        avancer(seance, publique=False)
    return voix


def par_jeton(*, reference: str, jeton: str) -> ParticipantSeance | None:
    """Return the participant whose phone holds ``jeton`` (one query), or None."""
    if not jeton or len(jeton) != _LONGUEUR_JETON:
        return None
    return (
        ParticipantSeance.objects.select_related("seance")
        .filter(
            jeton_hache=ParticipantSeance.hacher(jeton), seance__reference=reference, exclu=False
        )
        .first()
    )


def par_code_retour(*, seance: Seance, code: str) -> ParticipantSeance:
    """Return the participant who types this return code on another phone.

    Raises:
        ValidationError: no such code.
    """
    propre = code.strip().upper().replace(" ", "")
    numero = propre.partition("-")[0]
    participant = (
        seance.participants.filter(numero=int(numero), par_procuration=False, exclu=False).first()
        if numero.isdecimal() and len(numero) <= _CHIFFRES_NUMERO
        else None
    )
    if participant is None or not compare_digest(participant.code_retour.encode(), propre.encode()):
        raise refus("Ce code de retour ne correspond à personne dans cette séance.", "code")
    return participant


@transaction.atomic
def ecarter(*, participant: ParticipantSeance, exclu: bool = True) -> None:
    """Close the door to somebody's phone (or open it again); what they wrote stays."""
    seance = verrouiller(participant.seance)
    ParticipantSeance.objects.filter(pk=participant.pk).update(exclu=exclu)
    avancer(seance, publique=False)


def creer_sans_doublon(seance: Seance, **champs: Any) -> ParticipantSeance:
    """Join, trying once more when two phones of one account arrive together."""
    try:
        return rejoindre(seance=seance, **champs)
    except IntegrityError:
        return rejoindre(seance=seance, **champs)
