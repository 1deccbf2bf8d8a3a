"""Asking the address service, against a local one with the national one's habits."""

import io

import pytest
from hypothesis import given
from hypothesis import settings as reglages_hypothesis
from hypothesis import strategies as st

from acteurs import geocodeur
from acteurs.geocodeur import Demande, GeocodeurIndisponible, geocoder


def test_places_come_back_in_the_order_of_the_addresses(service):
    service.placer("1 rue Haute", "housenumber", 0.97, "80016", longitude=2.1)
    service.placer("2 rue Basse", "street", 0.7, "80016", longitude=2.2)
    service.renverser = True
    un, rien, deux = geocoder(
        [
            Demande("1 rue Haute", "Albert", "80016"),
            Demande("?", "Albert"),
            Demande("2 rue Basse", "Albert"),
        ]
    )
    assert rien is None
    assert (un.lon, un.lat, un.score, un.nature, un.code) == (
        2.1,
        50.01,
        0.97,
        "housenumber",
        "80016",
    )
    assert (deux.lon, deux.nature) == (2.2, "street")
    (demande,) = service.demandes
    assert demande["lignes"][0] == {
        "rang": "0", "adresse": "1 rue Haute", "commune": "Albert", "code": "80016",
    }  # fmt: skip
    assert service.attentes == [geocodeur.PAUSE_S], "one request at a time, with a pause"


def test_nothing_to_ask_asks_nothing(service):
    assert geocoder([]) == []
    assert not service.demandes


def test_a_busy_service_is_asked_again_when_it_says(service):
    service.placer("a", "street", 0.7, "80016")
    service.statuts = [
        (429, {"Retry-After": "5"}),
        (503, {"Retry-After": "9999"}),
        (502, {"Retry-After": "x"}),
    ]
    (place,) = geocoder([Demande("a", "Albert")])
    assert place.nature == "street"
    assert service.attentes == [5, geocodeur.ATTENTE_MAX_S, 8, geocodeur.PAUSE_S]


def test_it_gives_up_after_a_few_attempts(service):
    service.statuts = [(500, {})] * 10
    with pytest.raises(GeocodeurIndisponible, match="ne répond pas"):
        geocoder([Demande("a", "Albert")])
    assert len(service.demandes) == geocodeur.ESSAIS


@pytest.mark.parametrize("statut", [301, 302, 400, 401, 404, 413])
def test_refusals_and_redirections_are_not_insisted_on(service, statut):
    service.statuts = [(statut, {"Location": "http://127.0.0.1:1/"})]
    with pytest.raises(GeocodeurIndisponible, match=f"répondu {statut}"):
        geocoder([Demande("a", "Albert")])
    assert len(service.demandes) == 1


def test_an_unreachable_service_is_said_so(service, settings):
    settings.API_ADRESSE = "http://127.0.0.1:1/"
    with pytest.raises(GeocodeurIndisponible):
        geocoder([Demande("a", "Albert")])


def test_answers_are_bounded(service, monkeypatch):
    monkeypatch.setattr(geocodeur, "TAILLE_MAX", 1000)
    service.brut = b"x" * 1001
    with pytest.raises(GeocodeurIndisponible, match="trop grosse"):
        geocoder([Demande("a", "Albert")])


@pytest.mark.parametrize("colonne", geocodeur._COLONNES)
def test_a_column_that_moves_is_found_one_that_goes_is_told(service, colonne):
    service.enlever = {colonne}
    with pytest.raises(GeocodeurIndisponible, match="illisible"):
        geocoder([Demande("a", "Albert")])


@pytest.mark.parametrize(
    "champs",
    [
        {"longitude": "", "latitude": ""},
        {"longitude": "x"},
        {"longitude": "nan"},
        {"longitude": "inf"},
        {"latitude": "91"},
        {"result_score": "nan"},
        {"result_score": ""},
    ],
)
def test_nonsense_is_no_place(service, champs):
    service.placer("a", "street", 0.7, "80016", **champs)
    assert geocoder([Demande("a", "Albert")]) == [None]


@reglages_hypothesis(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_whatever_the_service_writes_is_read_or_refused(texte):
    for entete in ("", "rang,longitude,latitude,result_score,result_type,result_citycode\n0,"):
        try:
            lues = geocodeur._lire(entete + texte, 2)
        except GeocodeurIndisponible:
            continue
        assert len(lues) == 2


@reglages_hypothesis(deadline=None, max_examples=200)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_address_makes_one_line(adresses):
    import csv

    corps = geocodeur._ecrire([Demande(a, a) for a in adresses])
    lignes = list(csv.reader(io.StringIO(corps.decode())))
    assert [len(ligne) for ligne in lignes] == [4] * (len(adresses) + 1)
