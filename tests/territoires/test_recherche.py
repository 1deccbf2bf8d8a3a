"""Finding territories, and how they relate."""

import pytest
from django.core.management import call_command

from territoires.models import Territoire
from territoires.recherche import chercher
from territoires.services.parentes import territoires_lies
from tests.fabriques import make_commune, make_territoire


@pytest.fixture
def france(db, petit_cog):
    call_command("importer_cog", verbosity=0)


@pytest.mark.parametrize(
    ("texte", "premier"),
    [
        ("coquelicot", "epci:248000747"),
        ("PAYS DU COQUELICOT", "epci:248000747"),
        ("st eloi", "commune:80001"),
        ("saint-éloi sur ancre", "commune:80001"),
        ("meaulte", "commune:80523"),
        ("80016", "commune:80016"),
        ("248000747", "epci:248000747"),
        ("hellemmes", "commune:59298"),
        ("hauts de france", "region:32"),
    ],
)
def test_accents_hyphens_codes(france, texte, premier):
    assert chercher(texte)[0].cle == premier


def test_postcode_finds_communes_and_their_grouping(france):
    assert {r.cle for r in chercher("80300")} == {
        "commune:80016",
        "commune:80523",
        "epci:248000747",
    }


def test_nothing_for_one_letter_nor_for_old_codes(france):
    assert chercher("a") == []
    assert chercher("80777") == []
    assert chercher("  ") == []


def test_search_costs_the_same_for_one_or_many(france, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(chercher("coquelicot")) == 1
    with django_assert_num_queries(2):
        assert len(chercher("lille")) == 3


def test_contains_and_intersects_are_distinct(db):
    a, b, c = make_commune("80901"), make_commune("80902"), make_commune("80903")
    grand, petit, croise = make_territoire(a, b), make_territoire(a), make_territoire(b, c)
    vide = make_territoire()
    assert grand.contient(petit)
    assert not petit.contient(grand)
    assert grand.intersecte(croise)
    assert not grand.contient(croise)
    assert not petit.intersecte(croise)
    assert not grand.contient(vide)
    parentes = territoires_lies(grand)
    assert (parentes.contenants, parentes.contenus, parentes.croises) == ([], [petit], [croise])
    assert territoires_lies(petit).contenants == [grand]


def test_inactive_territories_are_not_found(france):
    Territoire.objects.filter(code="248000747").update(actif=False)
    assert chercher("coquelicot") == []
