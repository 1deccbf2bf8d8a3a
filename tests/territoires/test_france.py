"""France in one drawing, its overseas lands in insets."""

import pytest

from territoires.dessin.france import France
from territoires.positions import situer
from tests.fabriques import make_commune, make_territoire

OUTRE_MER = {
    "Guadeloupe": (-61.5, 16.2),
    "Martinique": (-61.0, 14.6),
    "Guyane": (-53.0, 4.0),
    "La Réunion": (55.5, -21.1),
    "Mayotte": (45.15, -12.8),
}


@pytest.mark.parametrize("largeur", [420, 700])
def test_every_land_has_its_place_in_the_drawing(largeur):
    france = France.composer([], largeur=largeur)
    x, y = france.pixel(2.35, 48.85)
    assert 0 < x < largeur
    assert 0 < y < france.cadre.hauteur
    for nom, (lon, lat) in OUTRE_MER.items():
        encart = next(e for e in france.encarts if e.nom == nom)
        x, y = france.pixel(lon, lat)
        assert encart.x <= x <= encart.x + encart.cadre.largeur
        assert encart.y <= y <= encart.y + encart.cadre.hauteur <= france.hauteur
    assert france.pixel(-45.0, 0.0) is None


def test_farther_lands_come_only_when_something_is_there():
    noumea = (166.45, -22.27)
    sans = France.composer([(2.0, 48.0)], largeur=700)
    assert sans.pixel(*noumea) is None
    avec = France.composer([noumea, (55.5, -21.1)], largeur=700)
    assert [e.nom for e in avec.encarts if e.nom not in OUTRE_MER] == ["Nouvelle-Calédonie"]
    x, y = avec.pixel(*noumea)
    assert avec.hauteur > y > sans.hauteur - avec.encarts[0].cadre.hauteur
    assert 0 < x < 700


def test_the_ground_says_the_name_of_every_inset(settings, tmp_path):
    france = France.composer([(-178.0, -14.3), (-62.8, 17.9)], largeur=420)
    dessin = france.dessiner_fond()
    for nom in (*OUTRE_MER, "Saint-Martin,", "Saint-Barthélemy", "Wallis-et-", "Futuna"):
        assert f">{nom}</text>" in dessin
    assert "g-france" in dessin
    assert "style=" not in dessin
    settings.REFERENTIEL_MONDE = tmp_path  # outlines not installed: frames and names stay
    assert ">Mayotte</text>" in france.dessiner_fond()


@pytest.mark.django_db
def test_a_territory_lies_where_it_says_or_in_the_middle_of_its_communes(
    django_assert_num_queries,
):
    deux = make_commune(lon=2.0, lat=50.0), make_commune(lon=3.0, lat=49.0)
    dit = make_territoire(deux[0], lon=1.0, lat=45.0)
    milieu = make_territoire(*deux, make_commune(lon=None, lat=None))
    perdu = make_territoire(make_commune(lon=None, lat=None))
    with django_assert_num_queries(1):
        places = situer([dit, milieu, perdu])
    assert places == {dit.pk: (1.0, 45.0), milieu.pk: (2.5, 49.5)}
