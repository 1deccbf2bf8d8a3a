import json
import shutil
import subprocess
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.cache import cache

from acteurs.services.colonnes import construire_colonnes
from ouverture.api.acces import CadenceOgc
from ouverture.ogc.collections import COLLECTIONS
from territoires.models import ContourTerritoire
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_territoire,
    make_thematique,
    make_type,
)

pytestmark = pytest.mark.django_db
OBJETS = "/ogc/collections/acteurs/items"


@pytest.fixture(autouse=True)
def sans_compteur():
    cache.clear()


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.content
    return reponse.json()


def liens(document):
    return {
        lien["rel"]: lien["href"].replace("http://testserver", "") for lien in document["links"]
    }


def noms(page):
    return [feature["properties"]["nom"] for feature in page["features"]]


def test_from_the_landing_page_to_a_feature_by_links_alone(client):
    make_acteur(nom="Un", siret="35600000000048", lon=2.5, lat=50.1)
    accueil = lire(client, "/ogc/")
    assert {"service-desc", "service-doc", "conformance", "data"} <= set(liens(accueil))
    assert any("geojson" in n for n in lire(client, liens(accueil)["conformance"])["conformsTo"])
    chemins = lire(client, liens(accueil)["service-desc"])["paths"]
    assert "/collections/acteurs/items" in chemins
    collections = lire(client, liens(accueil)["data"])["collections"]
    assert [c["id"] for c in collections] == list(COLLECTIONS)
    acteurs = collections[0]
    assert acteurs["extent"]["spatial"]["bbox"] == [[2.5, 50.1, 2.5, 50.1]]
    assert lire(client, liens(acteurs)["self"]) == acteurs
    champs = lire(client, liens(acteurs)["describedby"])["properties"]
    page = lire(client, "/ogc/collections/acteurs/items")
    (feature,) = page["features"]
    assert set(feature["properties"]) == set(champs) - {"geometry"}
    seul = lire(client, f"{OBJETS}/{feature['id']}")
    del seul["links"]
    assert seul == feature


@pytest.mark.parametrize("colonnes", [True, False])
def test_next_links_give_each_feature_once(client, colonnes):
    for rang in range(5):
        make_acteur(nom=f"Acteur {rang}")
    if colonnes:
        construire_colonnes()
    adresse, vus = f"{OBJETS}?limit=2&f=json", []
    while adresse:
        page = lire(client, adresse)
        assert page["numberReturned"] == len(page["features"])
        assert page["numberMatched"] == 5 + bool(len(vus) >= 2)
        vus += noms(page)
        if len(vus) == 2:
            make_acteur(nom="Acteur 5")
        adresse = liens(page).get("next")
    assert vus == [f"Acteur {rang}" for rang in range(6)]


def test_an_attribute_filter_of_a_mapping_tool_tells_what_the_features_say(client):
    """What GDAL and QGIS send for « famille = '' » or « esus = 0 », checked on the properties."""
    make_acteur(nom="Rien")
    make_acteur(
        nom="Tout", siret="35600000000048", siren="356000000", rna="W803000001", naf="88.99B",
        type=make_type("association"), sous_type=make_type("scic"), taille="1-9", esus=True,
        commune=make_commune("80016"),
    )  # fmt: skip
    valeurs = {"famille": "association", "taille": "1-9", "commune": "80016", "naf": "88.99B",
               "siret": "35600000000048", "rna": "W803000001", "forme": "scic",
               "siren": "356000000"}  # fmt: skip
    for nom, valeur in valeurs.items():
        for voulue, attendu in ((valeur, ["Tout"]), ("", ["Rien"])):
            page = lire(client, f"{OBJETS}?{nom}={voulue}")
            assert (noms(page), page["numberMatched"]) == (attendu, 1), (nom, voulue)
            assert page["features"][0]["properties"][nom] == voulue
    for voulue, attendu in (("1", ["Tout"]), ("0", ["Rien"])):
        assert noms(lire(client, f"{OBJETS}?esus={voulue}")) == attendu
    assert client.get("/api/v1/acteurs/?famille=").status_code == 400
    assert client.get("/api/v1/acteurs/?esus=non").json()["count"] == 1


def test_the_next_page_asks_the_same_and_no_more_than_is_allowed(client, monkeypatch):
    monkeypatch.setattr("ouverture.ogc.vues.LIMITE_MAX", 1)
    theme = make_thematique("mobilite")
    for rang in range(2):
        make_acteur(nom=f"Acteur {rang}", lon=2.5, lat=50.1, thematiques=[theme])
    make_acteur(nom="Ailleurs", lon=2.5, lat=50.1)
    question = {"bbox": "2,50,3,51", "theme": "mobilite", "q": "acteur", "limit": "99", "f": "json"}
    page = lire(client, f"{OBJETS}?{urlencode(question)}")
    assert (page["numberMatched"], page["numberReturned"]) == (2, 1)
    suite = urlsplit(liens(page)["next"])
    assert {**dict(parse_qsl(suite.query)), "curseur": ""} == {**question, "curseur": ""}
    derniere = lire(client, f"{suite.path}?{suite.query}")
    assert noms(page) + noms(derniere) == ["Acteur 0", "Acteur 1"]
    assert "next" not in liens(derniere)


@pytest.mark.parametrize("colonnes", [True, False])
def test_frames_and_property_filters(client, colonnes):
    make_acteur(nom="Lille", lon=3.06, lat=50.63, thematiques=[make_thematique("mobilite")])
    make_acteur(nom="Nouméa", lon=166.45, lat=-22.27)
    make_acteur(nom="Wallis", lon=-176.2, lat=-13.3)
    make_acteur(nom="Nulle part")
    if colonnes:
        construire_colonnes()
    for adresse, attendus in (
        ("", ["Lille", "Nouméa", "Wallis", "Nulle part"]),
        ("bbox=3,50,4,51", ["Lille"]),
        ("bbox=3,50,0,4,51,100", ["Lille"]),
        ("bbox=160,-30,-170,-10", ["Nouméa", "Wallis"]),
        ("bbox=3,51,4,50", []),
        ("theme=mobilite", ["Lille"]),
        ("q=nulle", ["Nulle part"]),
        ("limit=100000", ["Lille", "Nouméa", "Wallis", "Nulle part"]),
        ("datetime=2020-01-01T00:00:00Z/..&limit=1", ["Lille"]),
    ):
        page = lire(client, f"{OBJETS}?{adresse}")
        assert noms(page) == attendus, adresse


@pytest.mark.parametrize(
    ("adresse", "statut"),
    [
        (f"{OBJETS}?limit=0", 400), (f"{OBJETS}?limit=x", 400), (f"{OBJETS}?inconnu=1", 400),
        (f"{OBJETS}?bbox=1,2,3,4,5", 400), (f"{OBJETS}?bbox=a,b,c,d", 400), ("/ogc/?x=1", 400),
        (f"{OBJETS}?f=xml", 400), (f"{OBJETS}?datetime=hier", 400), (f"{OBJETS}/nawak", 404),
        ("/ogc/collections/nawak", 404), ("/ogc/collections/nawak/items", 404),
        (f"{OBJETS}?curseur=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 404),
    ],
)  # fmt: skip
def test_errors_are_told_as_data_or_as_a_page(client, adresse, statut):
    reponse = client.get(adresse)
    assert (reponse.status_code, reponse["Content-Type"]) == (statut, "application/json")
    assert reponse.json()["description"]
    page = client.get(adresse, headers={"accept": "text/html"})
    assert page.status_code == statut
    if "f=xml" not in adresse:
        assert page["Content-Type"].startswith("text/html")


def test_territories_have_their_outline_when_it_is_known(client):
    lieu = make_territoire(make_commune("80001"))
    anneau = [[[2, 50], [3, 50], [3, 51], [2, 50]]]
    contour = ContourTerritoire.objects.create(
        territoire=lieu, bande=1, ouest=2, sud=50, est=3, nord=51,
        geojson=json.dumps({"type": "Polygon", "coordinates": anneau}),
    )  # fmt: skip
    adresse = "/ogc/collections/territoires/items"
    (feature,) = lire(client, f"{adresse}?bbox=2.9,50.9,4,52")["features"]
    assert feature["geometry"] == {"type": "Polygon", "coordinates": anneau}
    assert lire(client, f"{adresse}/{lieu.nature}:{lieu.code}")["geometry"]["type"] == "Polygon"
    ContourTerritoire.objects.filter(pk=contour.pk).update(approximatif=True)
    assert lire(client, f"{adresse}/{lieu.nature}:{lieu.code}")["geometry"] is None
    assert client.get(f"{adresse}/commune:80001")["Location"] == (
        "/ogc/collections/communes/items/80001"
    )


def test_every_address_has_a_page(client):
    acteur = make_acteur(nom="Un", thematiques=[make_thematique()])
    pages = ["/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", OBJETS]
    pages += [f"/ogc/collections/{nom}" for nom in COLLECTIONS]
    for adresse in [*pages, f"{OBJETS}/{acteur.reference}"]:
        for page in (
            client.get(f"{adresse}?f=html"),
            client.get(adresse, headers={"accept": "text/html"}),
        ):
            assert page.status_code == 200
            assert page["Content-Type"].startswith("text/html"), adresse
            assert "Accept" in page["Vary"]
    essai = client.get("/ogc/essai", {"_adresse": OBJETS, "theme": "mobilite", "q": ""})
    assert essai["Location"] == f"{OBJETS}?theme=mobilite"


def test_nothing_can_be_written_and_haste_is_told(client, monkeypatch):
    assert client.post(OBJETS).status_code == 405
    monkeypatch.setitem(CadenceOgc.THROTTLE_RATES, "ogc", "1/min")
    cache.clear()
    assert client.get("/ogc/").status_code == 200
    refus = client.get("/ogc/")
    assert (refus.status_code, refus.json()["code"]) == (429, "TooManyRequests")
    assert int(refus["Retry-After"]) > 0
    assert client.get("/ogc/", headers={"authorization": "Bearer x"}).status_code == 401


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="gdal-bin is not installed")
def test_gdal_reads_a_whole_collection_page_by_page(live_server, tmp_path):
    ici = make_commune(lon=2.5, lat=50.1)
    attendus = set()
    for rang in range(23):
        acteur = make_acteur(
            nom=f"Acteur « {rang} »", commune=ici, description="Ligne\nautre" * rang,
            **({"lon": 2 + rang / 100, "lat": 50.0} if rang % 5 else {}),
        )  # fmt: skip
        attendus.add(acteur.reference)
    sortie = tmp_path / "acteurs.geojson"
    commande = ["ogr2ogr", "-f", "GeoJSON", str(sortie), f"OAPIF:{live_server.url}/ogc/", "acteurs"]
    fait = subprocess.run(
        [*commande, "-oo", "PAGE_SIZE=5"],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert not fait.stderr, fait.stderr
    features = json.loads(sortie.read_text())["features"]
    lus = [f["properties"]["reference"] for f in features]
    assert len(lus) == 23
    assert set(lus) == attendus
    assert sum(f["geometry"] is None for f in features) == 5
    sortie.unlink()
    filtre = ["-spat", "2.005", "49", "2.055", "51", "-where", "precision = 'inconnue'"]
    subprocess.run([*commande, *filtre], check=True, capture_output=True, timeout=120)
    assert len(json.loads(sortie.read_text())["features"]) == 4
