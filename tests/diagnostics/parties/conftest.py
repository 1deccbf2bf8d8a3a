"""A démarche and its pilote, signed in."""

import pytest
from django.urls import reverse

from tests import fabriques as f


@pytest.fixture
def pilote(client):
    pilote = f.make_utilisateur(nom="Pilote")
    client.force_login(pilote)
    return pilote


@pytest.fixture
def diagnostic(pilote):
    return f.make_diagnostic(pilote, titre="Une communauté ESS autour du tiers-lieu")


@pytest.fixture
def url(diagnostic):
    def adresse(nom, *suite):
        return reverse(f"diagnostics:{nom}", args=[diagnostic.reference, *suite])

    return adresse
