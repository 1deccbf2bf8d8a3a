"""Places whose name begins like a search: « Albert » may be a commune, and not an actor."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from acteurs.recherche import debute_par
from socle.texte import normaliser
from territoires.models import Commune, Territoire

LETTRES_MIN = 3
COMMUNES_MAX = 3
TERRITOIRES_MAX = 2


@dataclass(frozen=True)
class Lieu:
    """A place to look at instead of a name: what it is, and the criteria that ask for it."""

    nom: str
    precision: str
    criteres: dict[str, str]
    alentours: dict[str, str] | None = None
    """Criteria of the place and what is around it."""


def suggerer_lieux(texte: str) -> list[Lieu]:
    """Return a few communes and territories whose name begins so, most populated first.

    Two readings of an index; none for numbers and very short words.
    """
    cherche = normaliser(texte)
    if len(cherche) < LETTRES_MIN or cherche.replace(" ", "").isdigit():
        return []
    communes = (
        Commune.objects.actuelles()
        .filter(_debute_par(cherche))
        .select_related("departement")
        .only("code", "nom", "departement__nom")
        .order_by("-population", "pk")[:COMMUNES_MAX]
    )
    territoires = (
        Territoire.objects.filter(_debute_par(cherche), actif=True)
        .exclude(nature=Territoire.Nature.COMMUNE)
        .only("nature", "code", "nom", "sous_nature")
        .order_by("-population", "pk")[:TERRITOIRES_MAX]
    )
    return [
        *(
            Lieu(
                commune.nom,
                commune.departement.nom if commune.departement else "",
                {"autour": commune.pk, "rayon": "0"},
                {"autour": commune.pk, "rayon": "10"},
            )
            for commune in communes
        ),
        *(
            Lieu(
                territoire.nom,
                territoire.get_nature_display(),
                {"territoire": f"{territoire.nature}:{territoire.code}"},
            )
            for territoire in territoires
        ),
    ]


def _debute_par(debut: str) -> Q:
    """« Begins so », through the index that each database has of these names."""
    if connection.vendor == "sqlite":
        return debute_par("nom_normalise", debut)
    return Q(nom_normalise__startswith=debut)
