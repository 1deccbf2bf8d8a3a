"""Hypotheses: named lists of changes one tries; nothing of them is written in the filière."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from filieres.calculs.essai import TYPES, Changement
from filieres.models import Filiere, Hypothese
from filieres.services.ecriture import creer, modifier, supprimer

MAXIMUM = 40
"""Changes in one hypothesis: beyond, nobody reads what it tries."""


def creer_hypothese(*, filiere: Filiere, nom: str, par: Any, description: str = "") -> Hypothese:
    """Open an empty hypothesis.

    Raises:
        ValidationError: no name, or one already used in this filière.
    """
    hypothese: Hypothese = creer(
        Hypothese(filiere=filiere, nom=nom.strip(), description=description, auteur=par), par=par
    )
    return hypothese


@transaction.atomic
def ajouter_changement(*, hypothese: Hypothese, changement: Changement, par: Any) -> Hypothese:
    """Add a change after the others.

    Raises:
        ValidationError: an unknown kind of change, or too many.
    """
    if changement.get("type") not in TYPES:
        raise ValidationError("Ce changement n’est pas connu.", code="type")
    actuelle = Hypothese.objects.select_for_update().get(pk=hypothese.pk)
    if len(actuelle.changements) >= MAXIMUM:
        raise ValidationError(
            f"Une hypothèse tient en {MAXIMUM} changements\u00a0: ouvrez-en une autre.", code="trop"
        )
    changee: Hypothese = modifier(
        actuelle,
        champs={"changements": [*actuelle.changements, dict(changement)]},
        par=par,
        version_attendue=None,
        raison="Changement ajouté",
    )
    return changee


@transaction.atomic
def retirer_changement(
    *, hypothese: Hypothese, rang: int, par: Any, version_attendue: int
) -> Hypothese:
    """Take a change out.

    Raises:
        ConflitDEdition: somebody changed the list since: the rank may be another one's.
        ValidationError: no such rank.
    """
    actuelle = Hypothese.objects.select_for_update().get(pk=hypothese.pk)
    if not 0 <= rang < len(actuelle.changements):
        raise ValidationError("Ce changement n’est plus là.", code="rang")
    restent = [c for i, c in enumerate(actuelle.changements) if i != rang]
    changee: Hypothese = modifier(
        actuelle,
        champs={"changements": restent},
        par=par,
        version_attendue=version_attendue,
        raison="Changement retiré",
    )
    return changee


def supprimer_hypothese(*, hypothese: Hypothese, par: Any) -> None:
    """Delete it; its history stays."""
    supprimer(hypothese, par=par)
