"""Undo: what the facilitator did, with the state it is undone to."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction

from diagnostics.models import ActionSeance, GroupeNotes, NoteSeance, Seance
from diagnostics.services.seance.horloge import avancer, refus, signaler, verrouiller

_NOTE: Final = ("case", "etat", "decision", "motif", "groupe_id")
_GROUPE: Final = ("case", "texte", "decision", "motif", "dissous")


def memoriser(
    seance: Seance,
    nature: str,
    libelle: str,
    *,
    par: Any,
    notes: Iterable[NoteSeance] = (),
    groupes: Iterable[GroupeNotes] = (),
    etape: bool = False,
) -> ActionSeance:
    """Keep how these rows stand, before they change."""
    avant: dict[str, Any] = {
        "notes": {str(n.pk): {c: getattr(n, c) for c in _NOTE} for n in notes},
        "groupes": {str(g.pk): {c: getattr(g, c) for c in _GROUPE} for g in groupes},
    }
    if etape:
        avant["etape"] = seance.etape
    return ActionSeance.objects.create(
        seance=seance, nature=nature, libelle=libelle[:160], avant=avant, auteur=par
    )


def derniere_action(seance: Seance) -> ActionSeance | None:
    """Return what « Annuler » would undo."""
    return seance.actions.filter(annulee=False).last()


@transaction.atomic
def annuler(*, seance: Seance, par: Any) -> ActionSeance:
    """Undo the facilitator's last action: rows get the state they had before it.

    Notes, votes and wordings that participants wrote meanwhile stay.

    Raises:
        ValidationError: nothing to undo.
    """
    from diagnostics.services.seance.conduite import changer_etape

    seance = verrouiller(seance)
    action = derniere_action(seance)
    if action is None:
        raise refus("Il n’y a rien à annuler.", "rien")
    action.annulee = True
    action.save(update_fields=["annulee"])
    if action.avant.get("etape"):
        changer_etape(seance, action.avant["etape"], par=par)
    revision = avancer(seance, publique=True)
    groupes = action.avant.get("groupes", {})
    for pk, champs in groupes.items():
        seance.groupes.filter(pk=int(pk)).update(**champs, revision=revision)
    notes = action.avant.get("notes", {})
    touchees = set()
    for pk, champs in notes.items():
        touchees |= {champs["groupe_id"]}
        touchees |= set(seance.notes.filter(pk=int(pk)).values_list("groupe_id", flat=True))
        seance.notes.filter(pk=int(pk)).update(**champs, revision=revision)
    # Groups whose content changed are told again too.
    seance.groupes.filter(pk__in=touchees - {None}).update(revision=revision)
    signaler(*seance.notes.filter(pk__in=notes).values_list("participant_id", flat=True))
    return action
