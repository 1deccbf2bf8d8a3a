"""Every page on a phone, dark: the other half of ``test_chaque_page``."""

import pytest

from tests.navigateur.test_chaque_page import PAGES, lire_reperes, verifier_les_pages
from tests.navigateur.visite import TELEPHONE


@pytest.fixture(scope="module")
def reperes(site):
    return lire_reperes(site)


@pytest.mark.parametrize("compte", PAGES)
def test_no_finding_and_no_overflow(visiter, sans_anomalie, reperes, compte):
    verifier_les_pages(
        visiter, sans_anomalie, reperes, compte, largeur=TELEPHONE, color_scheme="dark"
    )
