import pytest

from acteurs.referentiels import charger as charger_themes
from plateformes.reference import charger_tout


@pytest.fixture
def catalogue(db):
    """The guide's platforms and the shared vocabulary, loaded as published entries."""
    charger_themes()
    charger_tout()
