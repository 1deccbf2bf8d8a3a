"""Maps for other sites: make, change, take away; sites that may show them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ouverture.models import CarteIntegree, SiteAutorise
from ouverture.origines import lire_origine

SITES_MAX = 30
"""Sites of one organisation: they are all written in a header of each map."""
CARTES_MAX = 100


def autoriser_site(*, organisation: Any, adresse: str) -> SiteAutorise:
    """Let a site show the maps of an organisation; the same site twice is one.

    Raises:
        ValidationError: no site can be told from ``adresse``, or there are too many.
    """
    origine = lire_origine(adresse)
    connus = SiteAutorise.objects.filter(organisation=organisation)
    if connu := connus.filter(origine=origine).first():
        return connu
    if connus.count() >= SITES_MAX:
        raise ValidationError(f"Une organisation autorise {SITES_MAX} sites au plus.")
    try:
        with transaction.atomic():
            return SiteAutorise.objects.create(organisation=organisation, origine=origine)
    except IntegrityError:  # a colleague added it meanwhile
        return connus.get(origine=origine)


def retirer_site(*, organisation: Any, origine: str) -> bool:
    """Stop a site from showing the maps of an organisation; False when it was not allowed."""
    nombre, _ = SiteAutorise.objects.filter(organisation=organisation, origine=origine).delete()
    return bool(nombre)


@transaction.atomic
def creer_carte(*, organisation: Any, champs: dict[str, Any], par: Any) -> CarteIntegree:
    """Make a map for the sites of an organisation.

    Raises:
        ValidationError: a field is wrong, or the organisation has too many maps.
    """
    if organisation.cartes_integrees.count() >= CARTES_MAX:
        raise ValidationError(f"Une organisation garde {CARTES_MAX} cartes au plus.")
    carte = CarteIntegree(organisation=organisation, **champs)
    carte.full_clean()
    carte._history_user = par  # type: ignore[attr-defined]  # noqa: SLF001  the name django-simple-history reads
    carte.save()
    return carte


@transaction.atomic
def modifier_carte(
    *, carte: CarteIntegree, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> CarteIntegree:
    """Change a map.

    Raises:
        ConflitDEdition: a colleague changed it meanwhile.
        ValidationError: a field is wrong.
    """
    tenue = CarteIntegree.verrouiller(carte.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(tenue, nom, valeur)
    tenue.full_clean()
    tenue._history_user = par  # type: ignore[attr-defined]  # noqa: SLF001  the name django-simple-history reads
    tenue.save()
    return tenue


@transaction.atomic
def supprimer_carte(*, carte: CarteIntegree, par: Any) -> None:
    """Take a map away: the sites that show it say so."""
    carte._history_user = par  # type: ignore[attr-defined]  # noqa: SLF001  the name django-simple-history reads
    carte.delete()
