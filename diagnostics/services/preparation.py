"""The preparation sheet shared by interviewers."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from diagnostics.models import Diagnostic, FichePreparation, RencontrePrevue
from diagnostics.services.historique import modifier, signer


@transaction.atomic
def modifier_preparation(
    *, diagnostic: Diagnostic, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> FichePreparation:
    """Change what interviewers agreed on.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    fiche, creee = FichePreparation.objects.get_or_create(
        diagnostic=diagnostic, defaults={"version": 0}
    )
    fiche = FichePreparation.verrouiller(fiche.pk, None if creee else version_attendue)
    for nom, valeur in champs.items():
        setattr(fiche, nom, valeur)
    signer(fiche, par=par, raison="Préparation")
    fiche.save()
    return fiche


@transaction.atomic
def prevoir_rencontre(
    *, diagnostic: Diagnostic, champs: dict[str, Any], par: Any
) -> RencontrePrevue:
    """Add somebody to meet."""
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    dernier = diagnostic.rencontres_prevues.aggregate(m=Max("ordre"))["m"]
    rencontre = RencontrePrevue(diagnostic=diagnostic, ordre=(dernier or 0) + 1, **champs)
    rencontre.full_clean(exclude=["diagnostic"])
    signer(rencontre, par=par, raison="Ajout")
    rencontre.save()
    return rencontre


def modifier_rencontre(
    *,
    rencontre: RencontrePrevue,
    champs: dict[str, Any],
    par: Any,
    version_attendue: int | None,
) -> RencontrePrevue:
    """Change somebody to meet.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    return modifier(rencontre, champs=champs, par=par, version_attendue=version_attendue)


@transaction.atomic
def retirer_rencontre(*, rencontre: RencontrePrevue, par: Any) -> None:
    """Take somebody out of the sheet; its history keeps it."""
    signer(rencontre, par=par, raison="Retrait")
    rencontre.delete()
