"""A map that the demonstration's local government shows on an invented site."""

from collections.abc import Mapping

from comptes.models import Organisation, Utilisateur
from ouverture.models import CarteIntegree
from ouverture.services.integration import autoriser_site, creer_carte

SITE = "https://www.pays-du-coquelicot.example"
TITRE = "Les associations du Pays du Coquelicot"
FILTRES = "famille=association&territoire=epci%3A248000747"


def load_ouverture(
    *, comptes: Mapping[str, Utilisateur], organisations: Mapping[str, Organisation]
) -> int:
    """Add the map when it is not there; return how many were added."""
    organisation = organisations["coquelicot"]
    if CarteIntegree.objects.filter(organisation=organisation).exists():
        return 0
    autoriser_site(organisation=organisation, adresse=SITE)
    creer_carte(
        organisation=organisation,
        champs={"titre": TITRE, "filtres": FILTRES},
        par=comptes["agent"],
    )
    return 1
