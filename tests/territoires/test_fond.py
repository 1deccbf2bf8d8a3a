"""The ground of the national map: land, towns, and nothing sent twice."""

import gzip
from pathlib import Path

import pytest
from django.urls import reverse

from territoires.services.fond import PAS, lire_fond_national
from tests.fabriques import make_commune, make_utilisateur

pytestmark = pytest.mark.django_db
FOND = "/territoires/fond.json"


@pytest.fixture
def visiteur(client):
    client.force_login(make_utilisateur())
    return client


def derouler(anneau):
    x = y = 0
    for dx, dy in zip(anneau[::2], anneau[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x * PAS, y * PAS


def test_france_is_told_from_its_neighbours(visiteur):
    make_commune("80021", nom="Amiens", lon=2.2956, lat=49.8942, population=133_000)
    make_commune("80016", nom="Albert", lon=2.6491, lat=50.0035, population=9_800)
    contenu = visiteur.get(reverse("territoires:fond")).json()
    assert contenu["villes"] == [["Amiens", 2.296, 49.894], ["Albert", 2.649, 50.004]]
    france = [list(derouler(a)) for t in contenu["terres"] if t["f"] for a in t["a"]]
    points = [p for anneau in france for p in anneau]
    assert min(x for x, _ in points) < -52  # Guyane
    assert max(x for x, _ in points) > 55  # La Réunion
    assert any(-5.2 < x < -4.3 and 48 < y < 48.8 for x, y in points)  # Brittany
    assert any(not t["f"] for t in contenu["terres"])
    # Rings are closed.
    assert all(anneau[0] == pytest.approx(anneau[-1], abs=PAS) for anneau in france)


def test_it_is_light_and_not_sent_twice(visiteur):
    reponse = visiteur.get(FOND)
    assert reponse["Cache-Control"] == "private, max-age=86400"
    assert len(gzip.compress(reponse.content)) < 45_000
    etiquette = reponse["ETag"]
    assert visiteur.get(FOND, headers={"if-none-match": etiquette}).status_code == 304
    make_commune("80016", nom="Albert", lon=2.6491, lat=50.0035, population=9_800)
    assert visiteur.get(FOND, headers={"if-none-match": etiquette}).status_code == 200


def test_without_the_land_file_towns_remain(settings):
    settings.REFERENTIEL_MONDE = Path("/nulle/part")
    make_commune("80016", nom="Albert", lon=2.6491, lat=50.0035, population=9_800)
    contenu, _ = lire_fond_national()
    assert b'"terres":[]' in contenu
    assert b"Albert" in contenu
