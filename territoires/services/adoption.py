"""Choosing the territories an organisation works on."""

from typing import Any

from django.db import transaction

from comptes.models import Organisation
from territoires.models import Adoption, Commune, Territoire, TerritoireCommune
from territoires.services.recuperation import demander_contours


def trouver(nature: str, code: str) -> Territoire | None:
    """Return a territory by its public identity, as it stands in force.

    A commune nobody adopted yet is returned unsaved (``pk`` None): its page can
    be read, adopting writes it. The code of a merged commune leads to its
    successor: compare ``code`` to know whether to redirect.
    """
    if nature == Territoire.Nature.COMMUNE:
        commune = (
            Commune.objects.select_related("successeur", "parent", "departement")
            .filter(pk=code.upper())
            .first()
        )
        if commune is None:
            return None
        actuelle = commune.actuelle
        existant = Territoire.objects.filter(nature=nature, code=actuelle.pk).first()
        return existant or _depuis_commune(actuelle)
    return (
        Territoire.objects.filter(nature=nature, code=code)
        .select_related("organisation_gestionnaire")
        .first()
    )


def _depuis_commune(commune: Commune) -> Territoire:
    return Territoire(
        nature=Territoire.Nature.COMMUNE,
        code=commune.pk,
        nom=commune.nom,
        sous_nature=commune.get_type_display(),
        population=commune.population,
        officiel=True,
        millesime=commune.millesime,
    )


@transaction.atomic
def territoire_de_commune(commune: Commune) -> Territoire:
    """Return the territory made of ``commune`` alone, creating it the first time."""
    modele = _depuis_commune(commune.actuelle)
    territoire, cree = Territoire.objects.get_or_create(
        nature=modele.nature,
        code=modele.code,
        defaults={
            champ: getattr(modele, champ)
            for champ in ("nom", "sous_nature", "population", "officiel", "millesime")
        },
    )
    if cree:
        TerritoireCommune.objects.create(territoire=territoire, commune_id=modele.code)
    return territoire


@transaction.atomic
def adopter(*, organisation: Organisation, territoire: Territoire, par: Any) -> bool:
    """Add ``territoire`` to those ``organisation`` works on; False when it already was.

    An unsaved commune (see ``trouver``) is written. When the server may go
    online, missing contours are fetched in the background.
    """
    if territoire.pk is None:
        enregistre = territoire_de_commune(Commune.objects.get(pk=territoire.code))
        territoire.pk = enregistre.pk
        territoire = enregistre
    _, nouvelle = Adoption.objects.get_or_create(
        organisation=organisation, territoire=territoire, defaults={"par": par}
    )
    if nouvelle:
        demander_contours(territoire, demandeur=par)
    return nouvelle


@transaction.atomic
def delaisser(*, organisation: Organisation, territoire: Territoire) -> bool:
    """Take ``territoire`` off the list of ``organisation``; nothing else is deleted."""
    nombre, _ = Adoption.objects.filter(organisation=organisation, territoire=territoire).delete()
    return bool(nombre)
