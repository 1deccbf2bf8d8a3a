"""Where an identity leads, when its entry joined another."""

from collections.abc import Iterable
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


def survivants(colonne: str, numeros: Iterable[str]) -> dict[str, Acteur]:
    """Return number (``siret``, ``siren`` or ``rna``) → the live entry kept of one that had it.

    For some hundreds of numbers: one query.
    """
    cherches = {n for n in numeros if n}
    if not cherches:
        return {}
    anciennes = (
        ReferenceFusionnee.objects.filter(**{f"{colonne}__in": cherches})
        .exclude(acteur__statut=Acteur.Statut.ARCHIVE)
        .select_related("acteur__type", "acteur__sous_type", "acteur__commune")
        .order_by("pk")
    )
    return {getattr(a, colonne): a.acteur for a in anciennes}


def numeros_reunis(colonne: str, de: str, a: str) -> dict[str, tuple[int, str]]:
    """Return former number, between ``de`` and ``a`` → the live entry kept: its key, its own number.

    Of the numbers that joined one entry, the last comes last.
    """
    anciennes = (
        ReferenceFusionnee.objects.filter(**{f"{colonne}__gt": "", f"{colonne}__range": (de, a)})
        .exclude(acteur__statut=Acteur.Statut.ARCHIVE)
        .order_by("pk")
    )
    lues = anciennes.values_list(colonne, "acteur", f"acteur__{colonne}")
    return {numero: (acteur, sien) for numero, acteur, sien in lues}


def _porte(identifiant: str) -> Q:
    siret, rna = 14, 10
    condition = Q(reference=identifiant)
    if len(identifiant) == siret and identifiant.isdigit():
        condition |= Q(siret=identifiant)
    elif len(identifiant) == rna and identifiant.upper().startswith("W"):
        condition |= Q(rna=identifiant.upper())
    return condition
