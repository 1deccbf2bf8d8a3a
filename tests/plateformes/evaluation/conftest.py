from dataclasses import dataclass

import pytest

from comptes.models import Organisation, Utilisateur
from plateformes.grilles import charger_grilles
from plateformes.models import Plateforme
from tests.fabriques import (
    make_acteur,
    make_organisation,
    make_plateforme,
    make_utilisateur,
)


@dataclass
class Gens:
    """Who has a part in an evaluation."""

    ana: Utilisateur
    basile: Utilisateur
    ailleurs: Utilisateur
    porteuse: Utilisateur
    agente: Utilisateur
    reseau: Organisation
    plateforme: Plateforme


@pytest.fixture
def gens(db) -> Gens:
    """A network's two writers, another network's, the holder, an agent; one published entry."""
    charger_grilles()
    ana, basile, ailleurs, porteuse, agente = (make_utilisateur() for _ in range(5))
    reseau = make_organisation(ana, basile, nature=Organisation.Nature.RESEAU_ESS)
    make_organisation(ailleurs, nature=Organisation.Nature.RESEAU_ESS)
    structure = make_organisation(
        porteuse, nature=Organisation.Nature.STRUCTURE_ESS, siren="552100554"
    )
    make_organisation(agente)
    acteur = make_acteur(siren=structure.siren)
    plateforme = make_plateforme(nom="Tournesol", reseau=reseau, porteur=acteur)
    return Gens(ana, basile, ailleurs, porteuse, agente, reseau, plateforme)
