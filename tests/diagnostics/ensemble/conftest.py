"""A démarche where people talk."""

from types import SimpleNamespace

import pytest

from diagnostics.echanges import trouver_cible
from diagnostics.models import MembreDiagnostic
from tests import fabriques as f

Role = MembreDiagnostic.Role


@pytest.fixture
def gens(pilote, diagnostic):
    """One member of each role, by name."""
    return SimpleNamespace(
        pilote=pilote,
        agent=f.make_membre(diagnostic, f.make_utilisateur(nom="Aline Agent")),
        elue=f.make_membre(diagnostic, f.make_utilisateur(nom="Élise Élue"), Role.ELU),
        lecteur=f.make_membre(diagnostic, f.make_utilisateur(nom="Luc Lecteur"), Role.LECTEUR),
        structure=f.make_membre(
            diagnostic, f.make_utilisateur(nom="Sam Structure"), Role.STRUCTURE
        ),
    )


@pytest.fixture
def element(diagnostic):
    return f.make_element(diagnostic, texte="Un tissu dense")


@pytest.fixture
def entretien(diagnostic):
    return f.make_entretien(diagnostic, titre="Rencontre au lavoir")


@pytest.fixture
def cible(diagnostic, element):
    return trouver_cible(diagnostic, "element", element.reference)


@pytest.fixture
def confidence(diagnostic, entretien):
    return trouver_cible(diagnostic, "entretien", entretien.reference)
