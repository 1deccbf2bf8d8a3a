"""What the group keeps, and what it sets aside, saying why."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from diagnostics.models import GroupeNotes, NoteSeance, Seance
from diagnostics.models.seance import Carte
from diagnostics.services.seance.annulation import memoriser
from diagnostics.services.seance.groupes import nommer, trouver_cartes
from diagnostics.services.seance.horloge import (
    avancer,
    est_publique,
    exiger_ouverte,
    refus,
    verrouiller,
)

_VERBES = {"": "Remettre en discussion", "gardee": "Garder", "ecartee": "Écarter"}


@transaction.atomic
def decider(
    *, seance: Seance, numeros: Sequence[int], decision: str, par: Any, motif: str = ""
) -> None:
    """Keep cards, set them aside with a reason, or put them back under discussion.

    Raises:
        ValidationError: unknown decision, a reason that lacks, a card that is gone, too early.
    """
    if decision not in Carte.Decision.values:
        raise refus("Gardez ou écartez ces cartes.", "decision")
    motif = " ".join(motif.split())[:200]
    if decision == Carte.Decision.ECARTEE and not motif:
        raise refus("Dites en quelques mots pourquoi le groupe l’écarte.", "motif")
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    if not est_publique(seance):
        raise refus("Révélez d’abord les notes.", "etape")
    notes, groupes = trouver_cartes(seance, list(dict.fromkeys(numeros)))
    cartes: list[NoteSeance | GroupeNotes] = [*groupes, *(n for n in notes if n.groupe is None)]
    if not cartes:
        raise refus("Choisissez au moins une carte.", "aucune")
    dits = nommer([c.numero for c in cartes])
    memoriser(
        seance,
        "decider",
        f"{_VERBES[decision]} {dits}",
        par=par,
        notes=[c for c in cartes if isinstance(c, NoteSeance)],
        groupes=groupes,
    )
    champs = {
        "decision": decision,
        "motif": motif if decision == Carte.Decision.ECARTEE else "",
        "revision": avancer(seance, publique=True),
    }
    for carte in cartes:
        type(carte)._default_manager.filter(pk=carte.pk).update(**champs)
