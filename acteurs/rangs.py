"""What a list shows of an actor, read without making the actor: thirty rows cost one light query."""

from collections.abc import Sequence
from typing import NamedTuple

from acteurs.models import Acteur
from acteurs.models.referentiels import nommer_type

CHAMPS = (
    "reference", "nom", "statut", "precision", "lon", "type_id", "type__libelle",
    "sous_type__libelle", "sous_type__sigle", "commune__nom",
)  # fmt: skip


class Rang(NamedTuple):
    """A row of ``acteurs/_rangs.html``, with the names that ``Acteur`` gives them."""

    reference: str
    nom: str
    statut: str
    precision: str
    lon: float | None
    type_id: str | None
    type_libelle: str | None
    forme_libelle: str | None
    forme_sigle: str | None
    lieu: str | None

    @property
    def famille(self) -> str:
        """Code of the family or kind, for its colour and shape; « inconnu » without one."""
        return self.type_id or "inconnu"

    @property
    def type_affiche(self) -> str:
        """Kind in words, with the form in brackets when known."""
        return nommer_type(self.type_libelle, self.forme_sigle or self.forme_libelle)

    @property
    def est_approche(self) -> bool:
        """Whether the point is a guess, to be shown as such."""
        return self.lon is not None and self.precision == Acteur.Precision.APPROCHEE

    @property
    def statut_affiche(self) -> str:
        """Status in words, when the entry is not a published one."""
        return "" if self.statut == Acteur.Statut.PUBLIE else str(Acteur.Statut(self.statut).label)


def charger(ids: Sequence[int]) -> list[Rang]:
    """Return the rows of these actors, in the same order; those that are gone left out."""
    lus = Acteur.objects.filter(pk__parmi=ids).order_by().values_list("pk", *CHAMPS)
    rangs = {pk: Rang(*valeurs) for pk, *valeurs in lus}
    return [rangs[pk] for pk in ids if pk in rangs]
