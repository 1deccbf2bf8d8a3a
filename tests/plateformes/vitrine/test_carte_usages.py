"""The map of uses: discs that lead somewhere, the same in a table, nobody left out."""

import re

import pytest

from tests.fabriques import make_commune, make_plateforme, make_territoire
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db
PAGE = "/plateformes/usages/"


def lire(client, suite=""):
    return client.get(f"{PAGE}{suite}").content.decode()


def test_each_disc_is_a_named_link_to_its_own_uses(client):
    vallee = make_territoire(make_commune(), nom="Vallée")
    reunion = make_territoire(make_commune(lon=55.5, lat=-21.1), nom="Île", nature="departement")
    outils, velos = make_plateforme(nom="Outils"), make_plateforme(nom="Vélos")
    for plateforme in (outils, velos):
        make_usage(plateforme, territoire=vallee, resultats=f"Prêts de {plateforme.nom}")
    make_usage(outils, territoire=reunion, role="role-mecene")
    texte = lire(client)
    liens = re.findall(r'<a class="v-lieu" href="([^"]+)" aria-label="([^"]+)">', texte)
    assert len(liens) == 4  # two territories, on the wide drawing and on the phone's
    adresses = {dit.replace("\u00a0", " "): href.replace("&amp;", "&") for href, dit in liens}
    assert set(adresses) == {"Vallée : 2 usages", "Île : 1 usage"}
    assert "3\u00a0usages</strong> sur 2\u00a0territoires" in texte
    seule = client.get(adresses["Vallée : 2 usages"]).content.decode()
    assert "2\u00a0usages</strong> sur 1\u00a0territoire" in seule
    assert "Prêts de Outils" in seule
    assert seule.count('est-choisi" href') == 2
    assert "Île : 1" in seule.replace("\u00a0", " ")  # the others stay on the map
    mecenes = lire(client, "?role=role-mecene")
    assert "Vallée" not in mecenes.split("<table")[1]
    assert f"role=role-mecene&amp;territoire=departement%3A{reunion.code}" in mecenes


def test_a_territory_without_a_place_is_told_and_listed(client):
    perdu = make_territoire(make_commune(lon=None, lat=None), nom="Nulle part")
    outils = make_plateforme(nom="Outils")
    make_usage(outils, territoire=perdu)
    assert "Pas encore de carte" in lire(client)
    make_usage(outils)
    texte = lire(client)
    assert "1\u00a0territoire sans place sur la carte" in texte
    assert "Nulle part" in texte.split("<table")[1]


def test_unknown_choices_show_nothing_and_break_nothing(client):
    make_usage(make_plateforme(nom="Outils"))
    for suite in ("?territoire=nawak:%00", "?plateforme=absente", "?territoire=epci:0&page=9"):
        assert "Aucun usage à montrer" in lire(client, suite)
    assert "Outils" in lire(client, "?role=inconnu")


def test_the_entry_tells_a_few_uses_and_leads_to_all(client):
    outils = make_plateforme(nom="Outils", code="outils")
    for rang in range(7):
        make_usage(outils, resultats=f"Récit {rang}", territoire=make_territoire(make_commune()))
    texte = client.get("/plateformes/outils/").content.decode()
    assert texte.count("Récit") == 5
    assert (
        '<a href="/plateformes/usages/?plateforme=outils">Les 7\u00a0usages, sur la carte' in texte
    )
    assert 'class="v-lieu" href="/plateformes/usages/?plateforme=outils&amp;territoire=' in texte
