import pytest
from django.core.cache import cache

from ouverture.api.pages import operations
from ouverture.documentation import adresse_essayee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sans_compteur():
    cache.clear()


def test_the_page_explains_every_address(client):
    page = client.get("/api/v1/").content.decode()
    for _, siennes in operations():
        for operation in siennes:
            assert operation.adresse in page
            for champ in operation.champs:
                assert champ.nom in page
    assert "modifiee_le" in page
    assert "http" not in page.split("<main")[1].split("</main")[0].replace("http://testserver", "")


def test_a_form_leads_to_the_clean_address(client):
    reponse = client.get(
        "/api/v1/essai/",
        {"_adresse": "/api/v1/acteurs/", "theme": "mobilite", "q": "", "inconnu": "x"},
    )
    assert (reponse.status_code, reponse["Location"]) == (302, "/api/v1/acteurs/?theme=mobilite")
    saisie = {"_adresse": "/api/v1/communes/{id}/", "id": "../x"}
    assert adresse_essayee(operations(), saisie) == "/api/v1/communes/..%2Fx/"
    for ailleurs in ("https://ailleurs.example/", "", "/comptes/"):
        assert client.get("/api/v1/essai/", {"_adresse": ailleurs}).status_code == 404
