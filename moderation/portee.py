"""What a curator looks after: the territories their networks adopted, or are attached to."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

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


def codes_des(territoires: Sequence[Territoire]) -> QuerySet[Commune, Any]:
    """Return the INSEE codes of their communes, and of the parts of these."""
    siennes = Commune.objects.filter(liens__territoire__in=territoires).order_by().values("pk")
    parties = Commune.objects.filter(parent__liens__territoire__in=territoires).order_by()
    return siennes.union(parties.values("pk"))


def contributions_de(utilisateur: Any) -> ContributionQuerySet:
    """Return the contributions this user may examine, wherever they are."""
    toutes = Contribution.objects.all()
    if utilisateur.is_superuser:
        return toutes
    siennes = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    condition = Q(acteur__organisation__in=siennes)
    if reseaux_de(utilisateur):
        condition |= Q(acteur=None) | ~Q(acteur__statut=Acteur.Statut.PROPOSE)
    return toutes.filter(condition)
