"""Forget the people of sessions long over: what was said and counted stays, nobody is told apart.

Notes, groups, decisions, hands counted by kind of actor and their priorities do not change.
Pseudonyms, links to accounts, tokens and return codes go, and so do notes their authors had
taken back and what it took to undo the facilitator's acts.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from diagnostics.models import (
    GenreActeur,
    GroupeNotes,
    NoteSeance,
    ParticipantSeance,
    Seance,
    Voix,
    VoteSeance,
)
from diagnostics.models.seance import code_seance, jeton_seance
from diagnostics.services.seance.horloge import avancer, verrouiller
from diagnostics.services.seance.lecture import soutiens_par_carte

ECARTEES = "Personnes écartées"


def effacer_les_anciennes(*, jours: int) -> int:
    """Forget the people of every session over for ``jours`` days; 0 forgets nobody.

    A session never closed counts from its last step back to its opening, or its preparation; one
    that was opened again, or that people still come back to with their return code, from the
    last thing anybody did in it. Safe to run again; each session is a transaction of its own.
    """
    if jours <= 0:
        return 0
    limite = timezone.now() - timedelta(days=jours)
    # Whatever happens in a session moves its clock, and ``modifie_le`` with it.
    anciennes = Seance.objects.filter(personnes_effacees_le=None, modifie_le__lt=limite).filter(
        Q(close_le__lt=limite)
        | Q(close_le=None, cree_le__lt=limite) & (Q(ouverte_le=None) | Q(ouverte_le__lt=limite))
    )
    nombre = 0
    for seance in anciennes.order_by("pk").iterator():
        effacer_personnes(seance=seance)
        nombre += 1
    return nombre


@transaction.atomic
def effacer_personnes(*, seance: Seance) -> Seance:
    """Fold the people of a session into one row per kind of actor, without a name."""
    seance = verrouiller(seance)
    if seance.personnes_effacees_le is not None:
        return seance
    gens = list(seance.participants.order_by("numero"))
    ensembles = _ensembles(seance, gens)
    _replier_les_votes(seance, gens, ensembles)
    _replier_les_voix(gens, ensembles)
    _replier_les_notes(seance, gens, ensembles)
    gardes = {e.pk for e in ensembles.values()}
    seance.participants.exclude(pk__in=gardes).delete()
    seance.actions.all().delete()
    avancer(
        seance,
        publique=True,
        personnes_effacees_le=timezone.now(),
        lien_ouvert=False,
        contributions_apres=False,
        jeton=jeton_seance(),
        code=code_seance(),
    )
    return seance


def _ensembles(seance: Seance, gens: list[ParticipantSeance]) -> dict[str, ParticipantSeance]:
    """Return the row each kind of actor becomes, and « » for those who were put out."""
    effectifs: Counter[str] = Counter()
    ensembles: dict[str, ParticipantSeance] = {}
    for personne in gens:
        if personne.exclu:
            continue
        effectifs[personne.genre] += personne.effectif
        if personne.par_procuration:
            ensembles[personne.genre] = personne
    numero = seance.participants.aggregate(m=Max("numero"))["m"] or 0
    for genre, effectif in effectifs.items():
        nom = str(GenreActeur(genre).label)[:40]
        if genre in ensembles:
            ensembles[genre].pseudonyme, ensembles[genre].effectif = nom, effectif
            ensembles[genre].save(update_fields=["pseudonyme", "effectif"])
            continue
        numero += 1
        ensembles[genre] = ParticipantSeance.objects.create(
            seance=seance,
            numero=numero,
            pseudonyme=nom,
            genre=genre,
            par_procuration=True,
            effectif=effectif,
        )
    if any(p.exclu for p in gens):
        ensembles[""] = ParticipantSeance.objects.create(
            seance=seance,
            numero=numero + 1,
            pseudonyme=ECARTEES,
            genre=GenreActeur.AUTRE,
            exclu=True,
        )
    return ensembles


def _ensemble_de(
    personne: ParticipantSeance, ensembles: dict[str, ParticipantSeance]
) -> ParticipantSeance:
    return ensembles["" if personne.exclu else personne.genre]


def _replier_les_votes(
    seance: Seance, gens: list[ParticipantSeance], ensembles: dict[str, ParticipantSeance]
) -> None:
    """Write the hands of each kind of actor, card by card, in place of everybody's votes."""
    par_pk = {p.pk: p for p in gens}
    mains: dict[tuple[int, int], int] = defaultdict(int)
    for carte, siens in soutiens_par_carte(seance).items():
        for pk, nombre in siens.items():
            mains[carte, _ensemble_de(par_pk[pk], ensembles).pk] += nombre
    groupes = dict(GroupeNotes.objects.filter(seance=seance).values_list("numero", "pk"))
    notes = dict(NoteSeance.objects.filter(seance=seance).values_list("numero", "pk"))
    VoteSeance.objects.filter(participant__seance=seance).delete()
    VoteSeance.objects.bulk_create(
        VoteSeance(
            participant_id=ensemble,
            nombre=nombre,
            **({"groupe_id": groupes[carte]} if carte in groupes else {"note_id": notes[carte]}),
        )
        for (carte, ensemble), nombre in mains.items()
    )


def _replier_les_voix(
    gens: list[ParticipantSeance], ensembles: dict[str, ParticipantSeance]
) -> None:
    """Do the same for the voices given to statements; members keep theirs, under their account."""
    par_pk = {p.pk: p for p in gens}
    lots: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for voix in Voix.objects.filter(participant__in=gens):
        ensemble = _ensemble_de(par_pk[voix.participant_id or 0], ensembles)
        lots[voix.element_id, ensemble.pk].append(voix)
    Voix.objects.filter(participant__in=gens).delete()
    Voix.objects.bulk_create(
        Voix(
            element_id=element,
            participant_id=ensemble,
            nombre=sum(v.nombre for v in lot),
            genre=lot[0].genre,
            reprise_de_id=lot[0].reprise_de_id
            if len({v.reprise_de_id for v in lot}) == 1
            else None,
        )
        for (element, ensemble), lot in lots.items()
    )


def _replier_les_notes(
    seance: Seance, gens: list[ParticipantSeance], ensembles: dict[str, ParticipantSeance]
) -> None:
    """Take the authors off the notes, and the notes their authors had taken back."""
    seance.notes.filter(etat=NoteSeance.Etat.RETIREE).delete()
    par_pk = {p.pk: p for p in gens}
    notes = list(seance.notes.all())
    for note in notes:
        note.participant = _ensemble_de(par_pk[note.participant_id], ensembles)
        note.cle_client = f"effacee-{note.numero}"
    NoteSeance.objects.bulk_update(notes, ["participant", "cle_client"], batch_size=200)
