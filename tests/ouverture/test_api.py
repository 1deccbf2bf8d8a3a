import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acteurs.models import Acteur
from acteurs.services.colonnes import construire_colonnes
from ouverture.curseurs import CurseurInconnu, ouvrir, sceller
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_territoire,
    make_thematique,
    make_type,
)

pytestmark = pytest.mark.django_db
ACTEURS = "/api/v1/acteurs/"
SIRETS = ("35600000000048", "35600000000055")


@pytest.fixture(autouse=True)
def sans_compteur():
    cache.clear()


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.content
    return reponse.json()


def suivre(client, adresse):
    """Walk a list to its end."""
    while adresse:
        page = lire(client, adresse)
        yield page
        adresse = page["next"]


@pytest.mark.parametrize("colonnes", [True, False])
def test_cursors_walk_the_whole_directory_once(client, colonnes):
    for rang in range(7):
        make_acteur(nom=f"Acteur {rang}", statut="publie" if rang != 3 else "archive")
    if colonnes:
        construire_colonnes()
    vus = []
    for page in suivre(client, f"{ACTEURS}?par_page=2"):
        vus += [a["nom"] for a in page["results"]]
        if len(vus) == 2:
            make_acteur(nom="Acteur 7")
    assert vus == [f"Acteur {rang}" for rang in (0, 1, 2, 4, 5, 6, 7)]
    assert page["count"] == 7


def test_filters_are_those_of_the_list(client):
    ici = make_commune(lon=2.5, lat=50.1)
    lieu = make_territoire(ici)
    velo = make_thematique("mobilite")
    make_acteur(nom="Vélos", thematiques=[velo], commune=ici, siret=SIRETS[0], lon=2.5, lat=50.1)
    make_acteur(nom="Salles", type=make_type("entreprise", ess="non"), taille="10-49", naf="88.99B")
    for adresse, attendus in (
        ("", ["Vélos", "Salles"]),
        ("theme=mobilite", ["Vélos"]),
        ("theme=nawak", []),
        ("ess=non", ["Salles"]),
        ("taille=10-49&naf=88", ["Salles"]),
        ("q=velos", ["Vélos"]),
        (f"q={SIRETS[0]}", ["Vélos"]),
        (f"siret={SIRETS[0]}", ["Vélos"]),
        ("siren=356000000&theme=mobilite", ["Vélos"]),
        (f"territoire={lieu.nature}:{lieu.code}", ["Vélos"]),
        (f"commune={ici.code}", ["Vélos"]),
        (f"autour={ici.code}&rayon=5", ["Vélos"]),
        ("cadre=2,50,3,51", ["Vélos"]),
        ("cadre=3,51,2,50", []),
    ):
        page = lire(client, f"{ACTEURS}?{adresse}")
        assert [a["nom"] for a in page["results"]] == attendus, adresse
        assert page["count"] == len(attendus), adresse


@pytest.mark.parametrize(
    ("adresse", "statut"),
    [
        ("ess=peut-être", 400), ("par_page=0", 400), ("par_page=501", 400), ("inconnu=1", 400),
        ("theme=a&theme=b", 400), ("cadre=1,2,3", 400), ("statut=archive", 400),
        ("territoire=epci:999", 404), ("autour=Nulle-part", 404), ("commune=99999", 404),
        ("curseur=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 404),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_and_told(client, adresse, statut):
    make_acteur()
    reponse = client.get(f"{ACTEURS}?{adresse}")
    assert reponse.status_code == statut
    assert reponse.json()["detail"]


def test_one_actor_by_any_of_its_numbers(client):
    acteur = make_acteur(nom="Un", siret=SIRETS[0], rna="W802000001")
    fiche = lire(client, f"{ACTEURS}{SIRETS[0]}/")
    for autre in ("356000000", "W802000001", acteur.reference):
        assert lire(client, f"{ACTEURS}{autre}/") == fiche
    make_acteur(nom="Deux", siret=SIRETS[1])
    reponse = client.get(f"{ACTEURS}356000000/")
    assert reponse.status_code == 404
    assert "siren=356000000" in reponse.json()["detail"]
    Acteur.objects.update(statut="archive")
    assert client.get(f"{ACTEURS}{SIRETS[0]}/").status_code == 404


def test_a_merged_entry_leads_to_the_other(client):
    from acteurs.services.fusion import merge_acteurs

    gardee, reunie = make_acteur(siret=SIRETS[0]), make_acteur(siret=SIRETS[1])
    merge_acteurs(survivant=gardee, absorbe=reunie, par=None)
    for ancien in (reunie.reference, SIRETS[1]):
        reponse = client.get(f"{ACTEURS}{ancien}/")
        assert (reponse.status_code, reponse["Location"]) == (301, f"{ACTEURS}{SIRETS[0]}/")


def test_communes_and_their_old_codes(client):
    nouvelle = make_commune("80001", nom="Neuve", codes_postaux=["80000"])
    make_commune("80002", actif=False, successeur=nouvelle)
    make_commune("80003", type="associee", parent=nouvelle)
    (commune,) = lire(client, "/api/v1/communes/")["results"]
    assert (commune["identifiant"], commune["departement_nom"]) == ("80001", "Somme")
    assert lire(client, "/api/v1/communes/?type=associee")["results"][0]["parente"] == "80001"
    assert lire(client, "/api/v1/communes/80001/") == commune
    ancienne = client.get("/api/v1/communes/80002/")
    assert (ancienne.status_code, ancienne["Location"]) == (301, "/api/v1/communes/80001/")
    assert client.get("/api/v1/communes/80099/").status_code == 404
    for filtre, nombre in (("departement=80", 1), ("departement=59", 0), ("q=neuve", 1)):
        assert lire(client, f"/api/v1/communes/?{filtre}")["count"] == nombre


def test_territories_are_official_perimeters(client):
    commune = make_commune()
    lieu = make_territoire(commune, nom="Ponthieu")
    make_territoire(commune, nature="sur-mesure", officiel=False, code="projet")
    make_territoire(commune, nature="commune", code=commune.code)
    vus = [t for p in suivre(client, "/api/v1/territoires/?par_page=1") for t in p["results"]]
    assert [(t["nom"], t["nombre_communes"]) for t in vus] == [("Ponthieu", 1)]
    assert lire(client, f"/api/v1/territoires/{lieu.nature}:{lieu.code}/") == vus[0]
    assert client.get("/api/v1/territoires/sur-mesure:projet/").status_code == 404
    commune_dite = client.get(f"/api/v1/territoires/commune:{commune.code}/")
    assert commune_dite["Location"] == f"/api/v1/communes/{commune.code}/"
    assert lire(client, f"/api/v1/territoires/?commune={commune.code}&nature=epci")["count"] == 1


def test_themes(client):
    make_thematique("mobilite")
    (theme,) = lire(client, "/api/v1/thematiques/")["results"]
    assert lire(client, "/api/v1/thematiques/mobilite/") == theme
    assert client.get("/api/v1/thematiques/nawak/").status_code == 404


def test_one_row_or_three_cost_the_same(client, django_assert_max_num_queries):
    for adresse in (ACTEURS, "/api/v1/communes/", "/api/v1/territoires/"):
        couts = []
        for rang in range(3):
            lieu = make_commune()
            make_territoire(lieu)
            make_acteur(commune=lieu, type=make_type(f"t{rang}"))
            with django_assert_max_num_queries(8) as requetes:
                client.get(adresse)
            couts.append(len(requetes))
        assert len(set(couts)) == 1, (adresse, couts)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=40), st.text(max_size=120))
def test_cursors_tell_nothing_and_bear_no_change(place, autre):
    curseur = sceller(place, "acteurs")
    assert ouvrir(curseur, "acteurs") == place
    assert len(place) < 4 or place not in curseur
    for faux in (autre, curseur[:-1], curseur + "A", curseur.swapcase()):
        if faux != curseur:
            with pytest.raises(CurseurInconnu):
                ouvrir(faux, "acteurs")
    with pytest.raises(CurseurInconnu):
        ouvrir(curseur, "communes")


def test_pages_of_other_sites_may_read_and_no_cookie_goes_with_it(client):
    for adresse in ("/api/v1/thematiques/", "/ogc/collections"):
        reponse = client.get(adresse, headers={"origin": "https://ailleurs.example"})
        assert reponse["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in reponse
        avant = client.options(adresse, headers={"access-control-request-method": "GET"})
        assert avant.status_code == 204
        assert "Authorization" in avant["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/aide/")
