import pytest
from django.core.cache import cache

from ouverture.api.acces import CadenceOuverte
from tests.fabriques import make_commune, make_plateforme, make_territoire, make_thematique
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sans_compteur():
    cache.clear()


def test_the_list_is_what_the_open_data_says(client):
    make_plateforme(nom="Outils", besoins_texte="Prêter", thematiques=[make_thematique()])
    make_plateforme(nom="Brouillon", statut="brouillon")
    (fiche,) = client.get("/api/v1/plateformes/").json()["results"]
    assert fiche == client.get("/plateformes/outils.json").json()
    assert client.get("/api/v1/plateformes/outils/").json() == fiche
    assert client.get("/api/v1/plateformes/brouillon/").status_code == 404
    assert "id" not in fiche


def test_cursors_walk_the_whole_catalogue_once(client):
    for rang in range(7):
        make_plateforme(nom=f"Plateforme {chr(97 + rang)}")
    adresse, vues = "/api/v1/plateformes/?par_page=3", []
    while adresse:
        page = client.get(adresse).json()
        vues += [p["code"] for p in page["results"]]
        adresse = page["next"]
        if len(vues) == 3:
            make_plateforme(nom="Plateforme 0 arrivée entre-temps")
    assert vues == [f"plateforme-{chr(97 + rang)}" for rang in range(7)]


def test_filters(client):
    commune = make_commune()
    ici = make_territoire(commune)
    make_plateforme(nom="Vélos", thematiques=[make_thematique("mobilite")], territoires=[ici])
    make_plateforme(nom="Salles", nature="outil", description="réserver")
    for adresse, attendu in (
        ("theme=mobilite", ["velos"]),
        ("nature=outil", ["salles"]),
        ("q=Reserver", ["salles"]),
        (f"territoire={ici.nature}:{ici.code}", ["velos"]),
        ("territoire=x", []),
        ("theme=nawak", []),
    ):
        page = client.get(f"/api/v1/plateformes/?{adresse}").json()
        assert [p["code"] for p in page["results"]] == attendu, adresse


def test_uses(client):
    usage = make_usage(make_plateforme(nom="Outils"), role="role-mecene", depuis=2020)
    make_usage(make_plateforme(nom="Autre"), valide=False)
    (lu,) = client.get("/api/v1/usages/?plateforme=outils").json()["results"]
    assert lu["reference"] == usage.reference
    assert lu["territoire"]["code"] == usage.territoire.code
    assert (lu["role"], lu["depuis"], lu["organisation"]) == ("role-mecene", 2020, "")
    assert len(client.get("/api/v1/usages/").json()["results"]) == 1


def test_nothing_can_be_written(client):
    make_plateforme(nom="Outils")
    for methode in ("post", "put", "patch", "delete"):
        for adresse in ("/api/v1/plateformes/", "/api/v1/plateformes/outils/"):
            assert getattr(client, methode)(adresse).status_code == 405


def test_too_many_requests_are_told_to_wait(client, monkeypatch):
    monkeypatch.setitem(CadenceOuverte.THROTTLE_RATES, "api", "2/min")
    reponses = [client.get("/api/v1/plateformes/") for _ in range(3)]
    assert [r.status_code for r in reponses] == [200, 200, 429]
    assert int(reponses[-1]["Retry-After"]) > 0


def test_the_schema_names_every_field(client):
    make_plateforme(nom="Outils")
    schema = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    assert schema.status_code == 200
    texte = schema.content.decode()
    for champ in client.get("/api/v1/plateformes/outils/").json():
        assert champ in texte
    assert "/api/v1/usages/" in texte


def test_one_entry_or_three_cost_the_same(client, django_assert_max_num_queries):
    couts = []
    for nom in ("A", "B", "C"):
        make_plateforme(nom=nom, territoires=[make_territoire(make_commune())])
        with django_assert_max_num_queries(15) as requetes:
            client.get("/api/v1/plateformes/")
        couts.append(len(requetes))
    assert len(set(couts)) == 1
