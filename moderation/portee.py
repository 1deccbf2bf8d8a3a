"""What a curator looks after: the territories their networks adopted, or are attached to."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from acteurs.criteres import choisir_territoire
from acteurs.models import Acteur
from acteurs.rules import ECRIVENT, roles_de
from comptes.models import Organisation
from moderation.models import Contribution
from moderation.models.contributions import ContributionQuerySet
from territoires.models import Adoption, Commune, Territoire


def reseaux_de(utilisateur: Any) -> list[int]:
    """Return the keys of the ESS networks this user writes for."""
    return [
        pk
        for pk, (role, nature) in roles_de(utilisateur).items()
        if role in ECRIVENT and nature == Organisation.Nature.RESEAU_ESS
    ]


def territoires_de(utilisateur: Any) -> list[Territoire]:
    """Return the territories of this user's networks; none: they look after everything."""
    reseaux = reseaux_de(utilisateur)
    if not reseaux:
        return []
    adoptes = Adoption.objects.filter(territoire=OuterRef("pk"), organisation__in=reseaux)
    attaches = Organisation.objects.filter(territoire=OuterRef("pk"), pk__in=reseaux)
    return list(
        Territoire.objects.filter(Exists(adoptes) | Exists(attaches)).order_by("nom_normalise")
    )


CODES_MAX: Final = 5_000
"""Codes named one by one to the database: the largest région has 4,500 communes and parts."""
PARTOUT: Final = "partout"
"""What an address says to see the whole country."""


def lire_territoires(utilisateur: Any, demande: str) -> tuple[list[Territoire], list[Territoire]]:
    """Return where a list is to be looked at, and the territories of the user's networks.

    ``demande`` is what the address says: a territory, everywhere, or nothing, which is the user's
    own. No territory is everywhere.
    """
    siens = territoires_de(utilisateur)
    choisi = choisir_territoire(demande)
    if choisi:
        return [choisi], siens
    return ([] if demande == PARTOUT else siens), siens


def choix_de_lieux(siens: Sequence[Territoire], ici: Sequence[Territoire]) -> list[tuple[str, str]]:
    """Return the places a filter offers: the user's, one of them, the one chosen, everywhere."""
    partout = (PARTOUT, "Toute la France")
    autres = [t for t in ici if t not in siens]
    if not siens:
        return [("", "Toute la France"), *((adresse_de(t), t.nom) for t in autres)]
    un_seul = len(siens) == 1
    tous = siens[0].nom if un_seul else "Nos territoires"
    suite = [*([] if un_seul else siens), *autres]
    return [("", tous), *((adresse_de(t), t.nom) for t in suite), partout]


def adresse_de(territoire: Territoire) -> str:
    """Return a territory as addresses say it."""
    return f"{territoire.nature}:{territoire.code}"


def codes_des(territoires: Sequence[Territoire]) -> QuerySet[Commune, Any]:
    """Return the INSEE codes of their communes, and of the parts of these."""
    siennes = Commune.objects.filter(liens__territoire__in=territoires).order_by().values("pk")
    parties = Commune.objects.filter(parent__liens__territoire__in=territoires).order_by()
    return siennes.union(parties.values("pk"))


def codes_lus(territoires: Sequence[Territoire]) -> list[str] | QuerySet[Commune, Any]:
    """Return ``codes_des``, read when they are few: PostgreSQL then knows what it looks for."""
    codes = list(codes_des(territoires)[: CODES_MAX + 1])
    return [c["pk"] for c in codes] if len(codes) <= CODES_MAX else codes_des(territoires)


def dans(colonne: str, territoires: Sequence[Territoire]) -> Q:
    """Return the condition that the commune in ``colonne`` is one of theirs, or nowhere.

    What is nowhere is everybody's.
    """
    return Q(**{f"{colonne}__in": codes_lus(territoires)}) | Q(**{f"{colonne}__isnull": True})


def contributions_de(utilisateur: Any) -> ContributionQuerySet:
    """Return the contributions this user may examine, wherever they are."""
    toutes = Contribution.objects.all()
    if utilisateur.is_superuser:
        return toutes
    siennes = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    if not reseaux_de(utilisateur):
        return toutes.filter(acteur__organisation__in=siennes)
    # Drafts are few: looking for these costs less than joining the whole directory.
    brouillons = Acteur.objects.filter(statut=Acteur.Statut.PROPOSE)
    return toutes.exclude(acteur__in=brouillons.exclude(organisation__in=siennes))
