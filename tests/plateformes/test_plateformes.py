import pytest

from plateformes.catalogue import chercher, plateformes
from tests.fabriques import make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def usager(client):
    client.force_login(make_utilisateur())


def test_catalogue_is_whole():
    assert len(plateformes()) == 9


@pytest.mark.parametrize(
    ("filtres", "attendu"),
    [
        ({"q": "reserver ESPACE"}, {"dokos", "espace-sur-demande"}),
        ({"theme": "logistique", "nature": "service"}, {"coopcircuits", "coopcycle", "lille-bike"}),
        ({"nature": "portail"}, {"nos-declics"}),
        ({"q": "introuvable"}, set()),
    ],
)
def test_filters(filtres, attendu):
    assert {p["code"] for p in chercher(**filtres)} == attendu


def test_list_keeps_its_filters_in_the_address(client, usager):
    assert "9\u00a0plateformes" in client.get("/plateformes/").content.decode()
    texte = client.get("/plateformes/", {"q": "covoiturage", "theme": "mobilite"}).content.decode()
    assert 'value="covoiturage"' in texte
    assert '<option value="mobilite" selected>' in texte
    assert "1\u00a0plateforme<" in texte
    fragment = client.get(
        "/plateformes/?q=covoiturage&theme=mobilite", headers={"hx-request": "true"}
    )
    assert fragment.content.decode().strip() in texte
    assert "Aucune plateforme" in client.get("/plateformes/?q=introuvable").content.decode()
    assert client.get("/plateformes/?theme=nawak").status_code == 200


@pytest.mark.parametrize("code", sorted(plateformes()))
def test_every_entry_reads(client, usager, code):
    texte = client.get(f"/plateformes/{code}/").content.decode()
    assert plateformes()[code]["nom"] in texte
    assert "guide méthodologique" in texte
    for theme in plateformes()[code]["themes"].values():
        assert theme in texte


def test_unknown_entry_and_anonymous_visitors(client, usager):
    assert client.get("/plateformes/nawak/").status_code == 404
    client.logout()
    for adresse in ("/plateformes/", "/plateformes/dokos/"):
        assert client.get(adresse)["Location"].startswith("/comptes/login/")
