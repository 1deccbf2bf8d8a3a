"""Figures of an entry, with their story."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plateformes.models import Chiffre, Plateforme
from plateformes.services.histoire import noter_depart, signer

CHAMPS = ("grandeur", "libelle", "valeur", "unite", "date", "source")


def _exiger(par: Any, plateforme: Plateforme) -> None:
    if not par.has_perm("plateformes.modifier", plateforme):
        raise PermissionDenied


@transaction.atomic
def ajouter_chiffre(*, plateforme: Plateforme, champs: dict[str, Any], par: Any) -> Chiffre:
    """Add a figure.

    Raises:
        PermissionDenied: not of the network that answers for the entry.
        ValidationError: without its date or its source.
    """
    _exiger(par, plateforme)
    chiffre = Chiffre(
        plateforme=plateforme, **{nom: champs[nom] for nom in CHAMPS if nom in champs}
    )
    chiffre.full_clean()
    signer(chiffre, par, "Chiffre ajouté")
    chiffre.save()
    return chiffre


@transaction.atomic
def modifier_chiffre(
    *, chiffre: Chiffre, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> Chiffre:
    """Write a figure again.

    Raises:
        PermissionDenied, ValidationError: as ``ajouter_chiffre``.
        ConflitDEdition: somebody else changed it since ``version_attendue``.
    """
    _exiger(par, chiffre.plateforme)
    verrouille = Chiffre.verrouiller(chiffre.pk, version_attendue)
    noter_depart(verrouille)
    for nom in CHAMPS:
        setattr(verrouille, nom, champs[nom])
    verrouille.full_clean()
    signer(verrouille, par, "Chiffre modifié")
    verrouille.save()
    return verrouille


@transaction.atomic
def supprimer_chiffre(*, chiffre: Chiffre, par: Any) -> None:
    """Take a figure away; its story stays, and brings it back.

    Raises:
        PermissionDenied: not of the network that answers for the entry.
    """
    _exiger(par, chiffre.plateforme)
    actuel = Chiffre.objects.select_for_update().get(pk=chiffre.pk)
    noter_depart(actuel)
    signer(actuel, par, "Chiffre supprimé")
    actuel.delete()
