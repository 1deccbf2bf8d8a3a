"""Undoing a gesture: entries get back what it changed, proposals wait again."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.models import Acteur, PropositionOfficielle
from acteurs.services.fiches import archive_acteur
from moderation.models import Contribution, Decision, LotDecisions
from moderation.services.clicher import Retour
from moderation.services.decisions import Bilan, essayer
from moderation.services.prise import signer

ANNULABLE: Final = timedelta(hours=24)
"""How long a gesture may be undone."""


def annulable_jusqu_a(lot: LotDecisions) -> datetime:
    """Return until when a lot may be undone."""
    return lot.cree_le + ANNULABLE


def undo_lot(*, lot: LotDecisions, par: Any) -> Bilan:
    """Give entries back what the decisions changed; the proposals wait again.

    An entry that changed since keeps its decision, and is told.

    Raises:
        PermissionDenied: somebody else decided.
        ValidationError: undone already, or too late.
    """
    if not par.has_perm("moderation.annuler", lot):
        raise PermissionDenied
    bilan = Bilan()
    with transaction.atomic():
        lot = LotDecisions.objects.select_for_update(of=("self",)).get(pk=lot.pk)
        if lot.annule_le:
            raise ValidationError("Ces décisions sont déjà annulées.")
        if annulable_jusqu_a(lot) < timezone.now():
            raise ValidationError("Il est trop tard pour annuler\u00a0: corrigez la fiche.")
        decisions = (
            lot.decisions.filter(annulee_le=None)
            .select_related("contribution__acteur", "officielle__acteur", "acteur")
            .order_by("-pk")  # the last first: an entry goes back step by step
        )
        retour = Retour(lot, par)
        for decision in decisions:
            nom = str(decision.acteur or decision.contribution or "")
            essayer(bilan, nom, _annuler, decision, retour)
        if bilan.faites:
            lot.annule_le, lot.annule_par = timezone.now(), par
            lot.save()
            bilan.lot = lot
    return bilan


def _annuler(decision: Decision, retour: Retour) -> None:
    par = retour.par
    acteur = Acteur.objects.select_for_update().filter(pk=decision.acteur_id or 0).first()
    if acteur is not None and decision.cree:
        if acteur.statut != Acteur.Statut.ARCHIVE:
            archive_acteur(acteur=acteur, par=par)
    elif acteur is not None and decision.apres:
        retour.revenir(
            acteur, avant=decision.avant, apres=decision.apres, raison="Décision annulée"
        )
    if decision.contribution_id:
        _rouvrir_contribution(decision, par)
    elif not PropositionOfficielle.objects.filter(
        pk=decision.officielle_id or 0, decidee_par=decision.lot.par_id
    ).update(etat=decision.etat_avant, decidee_par=None, decidee_le=None):
        raise ValidationError("Cette décision n’est plus la vôtre.")
    decision.annulee_le = timezone.now()
    decision.save()


def _rouvrir_contribution(decision: Decision, par: Any) -> None:
    contribution = Contribution.objects.select_for_update().get(pk=decision.contribution_id or 0)
    if contribution.attend or contribution.decidee_par_id != decision.lot.par_id:
        raise ValidationError("Cette décision n’est plus la vôtre.")
    contribution.etat, contribution.motif, contribution.retenus = decision.etat_avant, "", []
    contribution.decidee_par = contribution.decidee_le = None
    contribution.version += 1
    if decision.cree:
        contribution.acteur = None
    signer(contribution, par, "Décision annulée")
    contribution.save()
