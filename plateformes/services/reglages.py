"""How a network works on the catalogue: read, change, with its story."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from comptes.models import Organisation
from plateformes.models import ReglagesReseau
from plateformes.rules import reseaux_de
from plateformes.services.histoire import noter_depart, signer


def reseau_de(utilisateur: Any, prefere: int | None = None) -> Organisation | None:
    """Return the network somebody writes for: the one they work for now, else their first."""
    siens = Organisation.objects.filter(pk__in=reseaux_de(utilisateur)).order_by("nom")
    return next((r for r in siens if r.pk == prefere), None) or siens.first()


def reglages_de(reseau_id: int | None) -> ReglagesReseau:
    """Return the settings of a network, its defaults when it never chose."""
    trouves = ReglagesReseau.objects.filter(reseau=reseau_id).first() if reseau_id else None
    return trouves or ReglagesReseau()


def reglages_a_ecrire(reseau: Any) -> ReglagesReseau:
    """Return the settings of a network as a form edits them, defaults not saved yet included."""
    return ReglagesReseau.objects.filter(reseau=reseau).first() or ReglagesReseau(reseau=reseau)


@transaction.atomic
def changer_reglages(
    *, reseau: Any, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> ReglagesReseau:
    """Change the settings of a network.

    Raises:
        PermissionDenied: not an administrator of the network.
        ConflitDEdition: somebody else changed them since ``version_attendue``.
        ValidationError: a value breaks a rule.
    """
    if not par.has_perm("plateformes.regler", reseau):
        raise PermissionDenied
    existants = ReglagesReseau.objects.filter(reseau=reseau).first()
    if existants is None:
        reglages = ReglagesReseau(reseau=reseau)
    else:
        reglages = ReglagesReseau.verrouiller(existants.pk, version_attendue)
        noter_depart(reglages)
    for nom, valeur in champs.items():
        setattr(reglages, nom, valeur)
    reglages.full_clean()
    signer(reglages, par, "Réglages enregistrés")
    reglages.save()
    return reglages
