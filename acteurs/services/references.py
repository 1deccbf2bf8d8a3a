"""Where an identity leads, when its entry joined another."""

from typing import Any

from django.db.models import Q

from acteurs.models import Acteur, ReferenceFusionnee


def suivre(identifiant: str) -> Acteur | None:
    """Return the entry kept of one that joined it, by its former reference, SIRET or RNA number.

    To be asked once no live entry answers to ``identifiant``.
    """
    ancienne = (
        ReferenceFusionnee.objects.filter(_porte(identifiant))
        .select_related("acteur")
        .order_by("-pk")
        .first()
    )
    return ancienne.acteur if ancienne else None


def suivre_tous(references: Any) -> dict[str, str]:
    """Return former reference → that of the entry kept, for those of ``references`` that moved."""
    return dict(
        ReferenceFusionnee.objects.filter(reference__in=list(references)).values_list(
            "reference", "acteur__reference"
        )
    )


def _porte(identifiant: str) -> Q:
    siret, rna = 14, 10
    condition = Q(reference=identifiant)
    if len(identifiant) == siret and identifiant.isdigit():
        condition |= Q(siret=identifiant)
    elif len(identifiant) == rna and identifiant.upper().startswith("W"):
        condition |= Q(rna=identifiant.upper())
    return condition
