"""What the addresses of those who look after entries are about."""

from typing import Any

from acteurs.services.fusion import merge_acteurs
from comptes.models import Organisation
from moderation.models import RevueFiches
from moderation.services.courriels_tenues import jeton_de
from moderation.services.tenues import request_tenue
from tests.fabriques import make_acteur, make_organisation, make_utilisateur


def objets(organisation: Any, reference: str) -> dict[str, list[Any]]:
    """Arguments: two entries of ``organisation`` to join, two others that were."""
    autre = make_acteur(organisation=organisation)
    gardee, reunie = make_acteur(organisation=organisation), make_acteur(organisation=organisation)
    fusion = merge_acteurs(survivant=gardee, absorbe=reunie)
    tenante = make_utilisateur()
    structure = make_organisation(tenante, nature=Organisation.Nature.STRUCTURE_ESS)
    tenue = request_tenue(
        acteur=make_acteur(contact_public="accueil@structure.example"),
        organisation=structure,
        voie="courriel",
        par=tenante,
    )
    return {
        "deux_acteurs": [reference, autre.reference],
        "fusion": [fusion.reference],
        "revue": [RevueFiches.objects.create(geste="exactes").reference],
        "tenue": [tenue.reference],
        "jeton_tenue": [jeton_de(tenue)],
    }
