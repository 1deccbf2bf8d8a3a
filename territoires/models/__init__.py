"""Communes, the territories they compose, their outlines and indicators.

A territory is a set of communes: belonging is a join on the INSEE code, exact
and fast. Geometry is for drawing only.
"""

from territoires.models.communes import (
    Commune,
    CommuneQuerySet,
    Departement,
    Referentiel,
    Region,
    texte_de_recherche,
)
from territoires.models.contours import (
    BANDES,
    Contour,
    ContourCommune,
    ContourTerritoire,
    ImportContours,
)
from territoires.models.perimetres import (
    Adoption,
    Indicateur,
    Territoire,
    TerritoireCommune,
    TerritoireQuerySet,
)

__all__ = [
    "BANDES",
    "Adoption",
    "Commune",
    "CommuneQuerySet",
    "Contour",
    "ContourCommune",
    "ContourTerritoire",
    "Departement",
    "ImportContours",
    "Indicateur",
    "Referentiel",
    "Region",
    "Territoire",
    "TerritoireCommune",
    "TerritoireQuerySet",
    "texte_de_recherche",
]
