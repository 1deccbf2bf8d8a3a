"""Taking hold of a contribution before writing: locked, still to be decided, by who may."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from moderation.models import Contribution

DEJA = "Quelqu’un a déjà décidé de cette contribution."


def prendre(contribution: Contribution, par: Any) -> Contribution:
    """Return the contribution as it stands, locked; inside a transaction.

    Raises:
        PermissionDenied: not theirs to decide.
        ValidationError: decided meanwhile (code « decidee »).
    """
    prise = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("acteur", "auteur", "organisation")
        .get(pk=contribution.pk)
    )
    if not par.has_perm("moderation.decider", prise):
        raise PermissionDenied
    if not prise.attend:
        raise ValidationError(DEJA, code="decidee")
    prise.version += 1
    return prise


def signer(contribution: Contribution, par: Any, raison: str) -> None:
    """Tell the history who writes, and why."""
    contribution._history_user = par  # type: ignore[attr-defined] # noqa: SLF001
    contribution._change_reason = raison[:100]  # type: ignore[attr-defined] # noqa: SLF001
