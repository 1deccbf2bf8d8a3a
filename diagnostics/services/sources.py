"""Sources heard: interviews, workshops, visits, documents. Members only, always."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from diagnostics.models import Diagnostic, Entretien
from diagnostics.services.historique import modifier, signer


@transaction.atomic
def noter_source(*, diagnostic: Diagnostic, champs: dict[str, Any], par: Any) -> Entretien:
    """Record a source (``champs``: nature, titre, acteur, date_texte, compte_rendu)."""
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    dernier = diagnostic.entretiens.aggregate(m=Max("ordre"))["m"]
    source = Entretien(diagnostic=diagnostic, ordre=(dernier or 0) + 1, **champs)
    source.full_clean()
    signer(source, par=par, raison="Ajout")
    source.save()
    return source


def modifier_source(
    *, source: Entretien, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> Entretien:
    """Change a source.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    return modifier(source, champs=champs, par=par, version_attendue=version_attendue)


@transaction.atomic
def supprimer_source(*, source: Entretien, par: Any) -> None:
    """Erase a source that supports nothing.

    Raises:
        ValidationError: statements rest on it.
    """
    nombre = source.preuves.count()
    if nombre:
        raise ValidationError(
            f"Cette source appuie des énoncés de la matrice ({nombre})\u00a0: retirez d’abord ces "
            "preuves.",
            code="utilisee",
        )
    signer(source, par=par, raison="Suppression")
    source.delete()
