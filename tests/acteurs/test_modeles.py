import math

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from acteurs.models import Acteur
from acteurs.morton import code_morton
from tests.fabriques import make_acteur, make_commune, make_territoire, make_type


def tuile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the Web-Mercator tile, by the textbook formula."""
    n = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * n), int(y * n)


def desentrelacer(code: int) -> tuple[int, int]:
    x = sum((code >> (2 * i) & 1) << i for i in range(24))
    y = sum((code >> (2 * i + 1) & 1) << i for i in range(24))
    return x, y


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(2.649, 50.004), (-1.55, 47.21), (55.45, -20.88), (-61.55, 16.24), (0.0, 0.0), (166.4, -22.3)],
)
@pytest.mark.parametrize("zoom", [0, 5, 10, 24])
def test_prefix_of_the_morton_code_is_the_tile(lon, lat, zoom):
    assert desentrelacer(code_morton(lon, lat) >> 2 * (24 - zoom)) == tuile(lon, lat, zoom)


def test_points_beyond_the_square_stay_on_its_edge():
    assert desentrelacer(code_morton(180, 90)) == (2**24 - 1, 0)
    assert desentrelacer(code_morton(-180, -90)) == (0, 2**24 - 1)


@pytest.mark.django_db
class TestActeur:
    def test_derived_columns(self):
        acteur = make_acteur(
            nom="L’Œuvre d’Été", sigle="LŒ", siret="35600000000048", lon=2.6, lat=50.0
        )
        assert acteur.nom_normalise == "l oeuvre d ete loe"
        assert acteur.siren == "356000000"
        assert acteur.morton == code_morton(2.6, 50.0)
        acteur.lon = acteur.lat = None
        acteur.save()
        assert acteur.morton is None

    @pytest.mark.parametrize(
        "texte",
        [
            "garage",
            "GARAGE étoile",
            "étoile solidaire",
            "mecanique",
            "356000000",
            "356 000 000 00048",
        ],
    )
    def test_search_finds_words_of_name_and_description_and_numbers(self, texte):
        acteur = make_acteur(
            nom="Garage solidaire de l’Étoile",
            description="Mécanique à prix doux",
            siret="35600000000048",
        )
        make_acteur(nom="Autre")
        assert list(Acteur.objects.recherche(texte)) == [acteur]

    def test_inside_a_territory_counts_parts_of_its_communes(self):
        lille = make_commune("59350", nom="Lille")
        hellemmes = make_commune("59298", nom="Hellemmes", type="associee", parent=lille)
        dedans = [make_acteur(commune=lille), make_acteur(commune=hellemmes)]
        make_acteur(commune=make_commune())
        make_acteur()
        assert set(Acteur.objects.dans(make_territoire(lille))) == set(dedans)
        assert set(Acteur.objects.dans(make_territoire(hellemmes))) == {dedans[1]}

    def test_ess_by_entry_else_by_kind(self):
        association = make_type()
        entreprise = make_type("entreprise", ess="non")
        par_type = make_acteur(type=association)
        contredit = make_acteur(type=association, ess=False)
        hors = make_acteur(type=entreprise)
        inconnu = make_acteur()
        assert set(Acteur.objects.relevant_ess(oui=True)) == {par_type}
        assert set(Acteur.objects.relevant_ess(oui=False)) == {contredit, hors}
        assert [a.releve_ess for a in (par_type, contredit, hors, inconnu)] == [
            True, False, False, None,
        ]  # fmt: skip

    def test_same_siret_is_refused_unless_archived(self):
        make_acteur(siret="35600000000048", statut="archive")
        make_acteur(siret="35600000000048")
        with pytest.raises(ValidationError, match="porte déjà ce SIRET"):
            Acteur(nom="Double", siret="35600000000048").full_clean()
        with pytest.raises(IntegrityError):
            make_acteur(siret="35600000000048")

    @pytest.mark.parametrize(
        ("champ", "valeur"), [("siret", "123"), ("siren", "111111111"), ("rna", "X1")]
    )
    def test_official_numbers_are_checked(self, champ, valeur):
        with pytest.raises(ValidationError) as erreur:
            Acteur(nom="Essai", **{champ: valeur}).full_clean()
        assert champ in erreur.value.message_dict
