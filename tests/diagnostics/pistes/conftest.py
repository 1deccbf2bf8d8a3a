"""An idea, an actor it concerns, and no rate left over from another test."""

import pytest
from django.core.cache import cache

from tests import fabriques as f


@pytest.fixture(autouse=True)
def _cadences():
    cache.clear()


@pytest.fixture
def piste(diagnostic):
    return f.make_piste(diagnostic, titre="Garage solidaire", description="Réparer ensemble.")


@pytest.fixture
def acteur(diagnostic, piste):
    return f.make_concerne(diagnostic, piste, nom="La Manufacture")
