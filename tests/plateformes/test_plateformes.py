import pytest

from plateformes.models import Plateforme
from plateformes.reference import codes_de_reference
from tests.fabriques import make_utilisateur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def usager(client):
    client.force_login(make_utilisateur())


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


@pytest.mark.parametrize("code", sorted(codes_de_reference()))
def test_every_entry_reads(client, usager, code):
    texte = client.get(f"/plateformes/{code}/").content.decode()
    plateforme = Plateforme.objects.get(code=code)
    assert plateforme.nom in texte
    assert "guide méthodologique" in texte
    for theme in plateforme.thematiques.all():
        assert theme.libelle in texte


def test_unknown_entry_and_anonymous_visitors(client, usager):
    assert client.get("/plateformes/nawak/").status_code == 404
    client.logout()
    for adresse in ("/plateformes/", "/plateformes/dokos/"):
        assert client.get(adresse)["Location"].startswith("/comptes/login/")
