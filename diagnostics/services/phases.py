"""Phases of a démarche: state, period, note; added, renamed, put in order."""

from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from diagnostics.models import Diagnostic, Phase


def empreinte_phases(*, diagnostic: Diagnostic) -> str:
    """Return a short text that changes whenever a phase does: a form carries the one it shows."""
    lignes = list(
        diagnostic.phases.values_list("pk", "titre", "ordre", "etat", "periode_texte", "note")
    )
    return sha256(repr(lignes).encode()).hexdigest()[:16]


@transaction.atomic
def regler(*, phase: Phase, champs: dict[str, Any]) -> Phase:
    """Change a phase (``champs``: titre, etat, periode_texte, note)."""
    Diagnostic.objects.select_for_update().get(pk=phase.diagnostic_id)
    for nom, valeur in champs.items():
        setattr(phase, nom, valeur)
    phase.full_clean(validate_unique=False)
    phase.save()
    return phase


@transaction.atomic
def ajouter_phase(*, diagnostic: Diagnostic, titre: str) -> Phase:
    """Add a phase after the others.

    Raises:
        ValidationError: no title, or a phase of the same name.
    """
    titre = titre.strip()
    if not titre:
        raise ValidationError("Donnez un nom à la phase.", code="vide")
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    code = slugify(titre)[:40] or "phase"
    if diagnostic.phases.filter(code=code).exists():
        raise ValidationError("Cette phase existe déjà dans la démarche.", code="repetee")
    derniere = diagnostic.phases.order_by("-ordre").first()
    phase = Phase(
        diagnostic=diagnostic,
        code=code,
        titre=titre,
        ordre=derniere.ordre + 1 if derniere else 1,
    )
    phase.full_clean()
    phase.save()
    return phase


@transaction.atomic
def retirer_phase(*, phase: Phase) -> None:
    """Remove a phase that has not begun.

    Raises:
        ValidationError: it is done or under way: say « passée » instead.
    """
    if phase.etat in {Phase.Etat.FAIT, Phase.Etat.EN_COURS}:
        raise ValidationError(
            "Cette phase a commencé\u00a0: marquez-la «\u00a0Passée\u00a0» plutôt que de la retirer.",
            code="commencee",
        )
    phase.delete()
