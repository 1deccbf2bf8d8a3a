"""Vocabulary of the catalogue's queries."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q

from comptes.models import Adhesion, Organisation, Role

if TYPE_CHECKING:
    from plateformes.models.plateforme import Plateforme  # noqa: F401

PUBLIQUES = ("publiee", "a_revoir")
"""States everybody reads: an entry to be reviewed stays, and says so."""


class PlateformeQuerySet(models.QuerySet["Plateforme"]):
    """Vocabulary of platforms."""

    def publiees(self) -> "PlateformeQuerySet":
        """Those everybody reads, without an account."""
        return self.filter(statut__in=PUBLIQUES)

    def visibles_par(self, utilisateur: Any) -> "PlateformeQuerySet":
        """Published ones, and those the user writes, reviews, proposed or holds.

        Networks see one another's entries and every proposal: the catalogue is shared.
        """
        if not utilisateur.is_authenticated:
            return self.publiees()
        if utilisateur.is_superuser:
            return self
        adhesions = Adhesion.objects.filter(utilisateur=utilisateur)
        reseau = adhesions.filter(organisation__nature=Organisation.Nature.RESEAU_ESS)
        if reseau.exists():
            return self
        siennes = Q(statut__in=PUBLIQUES) | Q(propositions__auteur=utilisateur)
        siennes |= Q(relectures__relecteur=utilisateur)
        siennes |= Q(pk__in=self.model._default_manager.all().portees_par(utilisateur).values("pk"))
        return self.filter(pk__in=self.model._default_manager.filter(siennes).values("pk"))

    def portees_par(self, utilisateur: Any) -> "PlateformeQuerySet":
        """Those whose holder is an organisation the user writes for.

        An organisation is the holder when it has its SIREN, or is the ESS structure that
        entered it in the directory.
        """
        if not utilisateur.is_authenticated:
            return self.none()
        siennes = Organisation.objects.filter(
            adhesions__in=Adhesion.objects.filter(utilisateur=utilisateur).exclude(
                role=Role.LECTEUR
            )
        )
        structures = siennes.filter(nature=Organisation.Nature.STRUCTURE_ESS)
        return self.filter(
            Q(porteur__siren__in=siennes.exclude(siren="").values("siren"))
            | Q(porteur__organisation__in=structures.values("pk"))
        )

    def entieres(self) -> "PlateformeQuerySet":
        """With the network that answers for them and their holder."""
        return self.select_related("reseau", "porteur")

    def du_reseau(self, reseau: Any) -> "PlateformeQuerySet":
        """Entries that ``reseau`` is responsible for."""
        return self.filter(reseau=reseau)

    def a_tenir_par(self, reseaux: list[int]) -> "PlateformeQuerySet":
        """Entries that one of these networks answers for."""
        return self.filter(reseau__in=reseaux)

    def sans_reseau(self) -> "PlateformeQuerySet":
        """Entries that nobody answers for yet."""
        return self.filter(reseau=None)

    def nombres_par_statut(self) -> dict[str, int]:
        """How many entries are in each state."""
        return dict(self.order_by().values_list("statut").annotate(n=Count("pk")))

    def pour_l_atelier(self) -> "PlateformeQuerySet":
        """By name, with their network, proposals that wait and remarks not settled."""
        comptees = self.select_related("reseau").annotate(
            en_attente=Count("propositions", filter=Q(propositions__etat="attente"), distinct=True),
            remarques=Count(
                "commentaires_champs", filter=Q(commentaires_champs__resolu=False), distinct=True
            ),
        )
        return comptees.order_by("nom_normalise", "pk")

    def qui_repondent(self, besoin: str) -> "PlateformeQuerySet":
        """Those that hold every word of a need, whatever its accents."""
        from socle.texte import normaliser

        trouvees = self
        for mot in normaliser(besoin).split():
            trouvees = trouvees.filter(cherche__contains=mot)
        return trouvees
