"""After a session: people invited go on filling the matrix, while its link stays open."""

from typing import Any

from django.db import transaction

from diagnostics.models import ElementMoff, NoteSeance, ParticipantSeance, Preuve, Seance, Voix
from diagnostics.services import elements
from diagnostics.services.preuves import rattacher
from diagnostics.services.seance.horloge import avancer, numeroter, refus, verrouiller
from diagnostics.services.seance.notes import nettoyer
from diagnostics.services.seance.participants import accueille


def recoit(seance: Seance) -> bool:
    """Whether invited people may still contribute to the matrix."""
    return (
        seance.est_close
        and seance.contributions_apres
        and seance.outil == Seance.Outil.MOFF
        and accueille(seance)
    )


def _exiger(seance: Seance) -> None:
    if not recoit(seance):
        raise refus("Cette séance ne reçoit plus de contributions.", "close")


@transaction.atomic
def contribuer(*, participant: ParticipantSeance, case: str, texte: str, cle: str) -> ElementMoff:
    """Add a statement to the matrix, with the session as its evidence; once per ``cle``.

    Raises:
        ValidationError: contributions are closed, bad text, said already, too many.
    """
    texte = nettoyer(texte)
    seance = verrouiller(participant.seance)
    connue = NoteSeance.objects.filter(participant=participant, cle_client=cle).first()
    if connue is not None and connue.element is not None:
        return connue.element
    _exiger(seance)
    if participant.notes.count() >= seance.notes_par_personne:
        raise refus("Vous avez déjà beaucoup écrit : laissez la place aux autres.", "maximum")
    element = elements.ajouter(
        diagnostic=seance.diagnostic, quadrant=case, texte=texte, auteur=participant.compte
    )
    if seance.source is not None:
        rattacher(
            element=element,
            nature=Preuve.Nature.ENTRETIEN,
            entretien=seance.source,
            texte="Ajouté après la séance par une personne qui y était invitée.",
            par=participant.compte,
        )
    NoteSeance.objects.create(
        seance=seance,
        participant=participant,
        numero=numeroter(seance),
        case=case,
        texte=texte,
        cle_client=cle[:36] or element.reference,
        tardive=True,
        decision=NoteSeance.Decision.GARDEE,
        element=element,
        revision=avancer(seance, publique=True),
    )
    return element


@transaction.atomic
def soutenir(*, participant: ParticipantSeance, reference: str, soutien: bool) -> None:
    """Give a statement of the matrix one's voice, or take it back.

    Raises:
        ValidationError: contributions are closed, or the statement is gone.
    """
    seance = verrouiller(participant.seance)
    _exiger(seance)
    element = seance.diagnostic.elements.actifs().filter(reference=reference).first()
    if element is None:
        raise refus("Cet énoncé n’est plus dans la matrice.", "absente")
    siennes = _les_siennes(participant).filter(element=element)
    if not soutien:
        siennes.delete()
    elif not siennes.exists():
        compte = participant.compte_id
        Voix.objects.create(
            element=element,
            utilisateur_id=compte,
            participant=None if compte else participant,
            genre=participant.genre,
        )


def _les_siennes(participant: ParticipantSeance) -> Any:
    if participant.compte_id:
        return Voix.objects.filter(utilisateur_id=participant.compte_id)
    return Voix.objects.filter(participant=participant)


def soutenus(participant: ParticipantSeance) -> set[int]:
    """Return the statements this person supports in the matrix."""
    siennes = _les_siennes(participant).filter(element__diagnostic=participant.seance.diagnostic)
    return set(siennes.values_list("element_id", flat=True))
