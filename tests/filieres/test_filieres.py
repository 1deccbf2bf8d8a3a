"""The library of the documented filières, the door."""

import pytest

from filieres.catalogue import filieres, leviers
from filieres.exemples import charger_exemples
from filieres.models import Filiere
from tests.fabriques import make_filiere, make_maillon, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def usager(client):
    client.force_login(make_utilisateur())


def test_catalogue_is_whole():
    assert len(filieres()) == 30
    assert len(leviers()) == 40
    assert {f["type_fiche"] for f in filieres().values()} == {"initiative-locale", "mention"}


def test_list_keeps_its_filters_in_the_address(client, usager):
    charger_exemples()
    assert "30\u00a0filières" in client.get("/filieres/exemples/").content.decode()
    reponse = client.get("/filieres/exemples/", {"q": "laine", "theme": "textile"})
    texte = reponse.content.decode()
    assert 'value="laine"' in texte
    assert '<option value="textile" selected>' in texte
    fragment = client.get(
        "/filieres/exemples/?q=laine&theme=textile", headers={"hx-request": "true"}
    )
    assert fragment.content.decode().strip() in texte
    assert "Aucune filière" in client.get("/filieres/exemples/?q=introuvable").content.decode()
    assert client.get("/filieres/exemples/?theme=nawak").status_code == 200


def test_every_entry_reads_with_its_diagram(client, usager):
    charger_exemples()
    for code, fiche in filieres().items():
        texte = client.get(f"/filieres/exemples/{code}/").content.decode()
        assert "RepèrESS" in texte, code
        assert "pourcent" not in texte, code
        assert ("fi-dessin" in texte) == bool(fiche["maillons"]), code
        for levier in fiche["leviers"]:
            assert levier["intitule"] in texte, code


def test_start_from_this_one_is_offered_to_who_writes_for_an_organisation(client):
    charger_exemples()
    utilisateur = make_utilisateur()
    make_organisation(utilisateur)
    client.force_login(utilisateur)
    reponse = client.get("/filieres/exemples/rebooteille/")
    assert reponse.context["peut_copier"]


def test_unknown_entry_old_addresses_and_anonymous_visitors(client, usager):
    make_filiere(exemple=True, code="laine")
    assert client.get("/filieres/exemples/nawak/").status_code == 404
    assert client.get("/filieres/laine/")["Location"] == "/filieres/exemples/laine/"
    client.logout()
    for adresse in ("/filieres/exemples/", "/filieres/exemples/laine/"):
        assert client.get(adresse)["Location"].startswith("/comptes/login/")


def test_the_door_shows_mine_and_public_ones_without_a_query_each(
    client, django_assert_max_num_queries
):
    utilisateur = make_utilisateur()
    client.force_login(utilisateur)
    for _ in range(3):
        make_maillon(make_filiere(utilisateur))
        make_maillon(make_filiere(visibilite="public"))
    client.get("/filieres/")
    with django_assert_max_num_queries(14):
        texte = client.get("/filieres/").content.decode()
    assert texte.count("fi-frise") == 6
    assert Filiere.objects.exemples().count() == 0
    client.logout()
    assert client.get("/filieres/").status_code == 200
