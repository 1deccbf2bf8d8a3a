"""The vocabulary to find actors."""

from typing import TYPE_CHECKING, Any

from django.db import connections, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from acteurs import lookups, recherche  # noqa: F401  lookups register themselves
from acteurs.models.referentiels import TypeActeur
from acteurs.morton import plages
from socle.texte import normaliser
from territoires.models import Commune

if TYPE_CHECKING:
    from acteurs.models.acteur import Acteur  # noqa: F401


CADRE_LARGE = 5.0
"""Degrees of longitude beyond which a frame holds so many actors that codes help no more."""


def communes_de(territoire: Any) -> models.QuerySet[Commune, Any]:
    """INSEE codes of the communes of a territory and of their associated or delegated parts.

    Two readings put together: the same question with an OR reads all of France's
    communes, and leads PostgreSQL to read all the actors as well.
    """
    siennes = Commune.objects.filter(liens__territoire=territoire).order_by().values("pk")
    parties = Commune.objects.filter(parent__liens__territoire=territoire).order_by().values("pk")
    return siennes.union(parties)


class ActeurQuerySet(models.QuerySet["Acteur"]):
    """Vocabulary of actors."""

    def publies(self) -> "ActeurQuerySet":
        """Those anyone signed in may read."""
        return self.filter(statut="publie")

    def visibles_par(self, utilisateur: Any) -> "ActeurQuerySet":
        """Published ones, plus those the user's organisations entered."""
        if not utilisateur.is_authenticated:
            return self.publies()
        if utilisateur.is_superuser:
            return self
        return self.filter(
            Q(statut="publie") | Q(organisation__in=utilisateur.adhesions.values("organisation"))
        )

    def dans(self, territoire: Any) -> "ActeurQuerySet":
        """Those whose commune, or the commune theirs is a part of, belongs to ``territoire``."""
        return self.filter(commune__in=communes_de(territoire))

    def lieu_lu(self) -> "ActeurQuerySet":
        """Give the commune under a name (``lieu_lu``) that leads to no index."""
        return self.alias(lieu_lu=Coalesce("commune_id", Value("")))

    def dans_cadre(
        self, ouest: float, sud: float, est: float, nord: float, *, index: bool = True
    ) -> "ActeurQuerySet":
        """Those whose point is in a frame (degrees, EPSG:4326), found by their Morton codes.

        ``index`` False, or a frame as wide as a country: points are only compared.
        """
        proches = Q()
        if index and est - ouest < CADRE_LARGE:
            for debut, fin in plages(ouest, sud, est, nord):
                proches |= Q(morton__range=(debut, fin))
        return self.filter(proches, lon__range=(ouest, est), lat__range=(sud, nord))

    def places(self) -> "ActeurQuerySet":
        """Those with a point on the map."""
        return self.filter(lon__isnull=False)

    def a_localiser(self) -> "ActeurQuerySet":
        """Those without a point (the Morton code is in the index of the map)."""
        return self.filter(lon__isnull=True, morton__isnull=True)

    def recherche(
        self, texte: str, *, index: bool = True, candidats: int | None = None
    ) -> "ActeurQuerySet":
        """Those whose name, acronym or description holds every word of ``texte``.

        Accents, case, hyphens and the dots of acronyms are ignored. Digits are
        read as a SIREN or a SIRET, « W » and nine digits as an RNA number.
        ``index`` and ``candidats``: see ``recherche.condition``.
        """
        return self.filter(
            recherche.condition(texte, connections[self.db], index=index, candidats=candidats)
        )

    def portant(self, bit: int) -> "ActeurQuerySet":
        """Those with the theme of this bit."""
        return self.alias(theme_porte=F("masque_themes").bitand(1 << bit)).exclude(theme_porte=0)

    def de_naf(self, prefixe: str) -> "ActeurQuerySet":
        """Those whose activity code (NAF rév. 2, else NAF 2025) begins with ``prefixe``."""
        return self.filter(
            recherche.debute_par("naf", prefixe)
            | (Q(naf="") & recherche.debute_par("naf25", prefixe))
        )

    def relevant_ess(self, oui: bool) -> "ActeurQuerySet":  # noqa: FBT001
        """Those that belong to the ESS (or do not), by their own entry, else by their kind."""
        par_type = TypeActeur.Ess.OUI if oui else TypeActeur.Ess.NON
        types = TypeActeur.objects.filter(ess=par_type).order_by().values("pk")
        return self.filter(Q(ess=oui) | Q(ess=None, type__in=types))

    def homonymes(self, nom: str, commune: Any) -> "ActeurQuerySet":
        """Live entries of the same normalised name in the same commune (or both without one)."""
        return self.exclude(statut="archive").filter(
            nom_seul=normaliser(nom)[:300], commune=commune
        )
