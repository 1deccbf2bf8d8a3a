import pytest

from filieres.catalogue import chercher, filieres, leviers
from tests.fabriques import make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def usager(client):
    client.force_login(make_utilisateur())


def test_catalogue_is_whole():
    assert len(filieres()) == 30
    assert len(leviers()) == 40
    assert {f["type_fiche"] for f in filieres().values()} == {"initiative-locale", "mention"}


@pytest.mark.parametrize(
    ("filtres", "attendu"),
    [
        ({"q": "laine CREUSE"}, {"creuse-laine-art-textile"}),
        ({"theme": "bois"}, {"bois-structuration"}),
        ({"theme": "textile", "echelon": "departement"}, {"seine-saint-denis-textile"}),
        ({"q": "introuvable"}, set()),
    ],
)
def test_filters(filtres, attendu):
    assert {f["code"] for f in chercher(**filtres)} == attendu


def test_list_keeps_its_filters_in_the_address(client, usager):
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


@pytest.mark.parametrize("code", sorted(filieres()))
def test_every_entry_reads(client, usager, code):
    filiere = filieres()[code]
    texte = client.get(f"/filieres/exemples/{code}/").content.decode()
    assert "RepèrESS" in texte
    for maillon in filiere["maillons"]:
        assert maillon["statut_dit"] in texte
    assert "pourcent" not in texte


def test_unknown_entry_and_anonymous_visitors(client, usager):
    assert client.get("/filieres/exemples/nawak/").status_code == 404
    client.logout()
    for adresse in ("/filieres/exemples/", "/filieres/exemples/saugues-laine/"):
        assert client.get(adresse)["Location"].startswith("/comptes/login/")
