"""Screens of territories: who sees what, adopting, merged codes, costs."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from comptes.models import Role
from territoires.models import Adoption, Commune, Indicateur, Territoire
from territoires.services.composition import creer_territoire
from tests.fabriques import make_commune, make_organisation, make_territoire, make_utilisateur
from tests.territoires.formes import cellule, ecrire


@pytest.fixture
def membre(db):
    return make_utilisateur(nom="Agente")


@pytest.fixture
def organisation(membre):
    return make_organisation(membre, nom="PETR Cœur de Somme")


@pytest.fixture
def albert(db):
    return make_commune("80016", nom="Albert", population=9500, codes_postaux=["80300"])


@pytest.fixture
def epci(albert):
    return make_territoire(
        albert, make_commune("80523", nom="Méaulte"), nom="CC du Pays du Coquelicot"
    )


@pytest.fixture
def parc(albert, organisation):
    return creer_territoire(
        nom="Parc", nature="pnr", codes=["80016"], organisation=organisation, par=None
    )


def connecter(client, role=Role.MEMBRE, organisation=None):
    utilisateur = make_utilisateur()
    if organisation is None:
        make_organisation(utilisateur, role=role)
    else:
        organisation.adhesions.create(utilisateur=utilisateur, role=role)
    client.force_login(utilisateur)
    return utilisateur


def adresses(territoire):
    commun = [territoire.nature, territoire.code]
    return {
        "liste": (reverse("territoires:liste"), "GET"),
        "fond": (reverse("territoires:fond"), "GET"),
        "adopter": (reverse("territoires:adopter"), "POST"),
        "composer": (reverse("territoires:composer"), "GET"),
        "fiche": (reverse("territoires:fiche", args=commun), "GET"),
        "delaisser": (reverse("territoires:delaisser", args=commun), "POST"),
        "modifier": (reverse("territoires:modifier", args=commun), "GET"),
        "historique": (reverse("territoires:historique", args=commun), "GET"),
        "retablir": (reverse("territoires:retablir", args=[*commun, 1]), "POST"),
        "contours": (reverse("territoires:contours", args=[*commun, 1]), "GET"),
        "recuperation": (reverse("territoires:recuperation", args=commun), "GET"),
        "relancer": (reverse("territoires:relancer", args=commun), "POST"),
    }


def demander(client, adresse, methode, territoire):
    if methode == "GET":
        return client.get(adresse)
    return client.post(adresse, {"territoire": f"{territoire.nature}:{territoire.code}"})


def test_the_table_of_rights_covers_every_address(parc):
    noms = {n for n in get_resolver("territoires.urls").reverse_dict if isinstance(n, str)}
    assert noms == set(adresses(parc))


def test_anonymous_visitors_sign_in_first(client, parc):
    for nom, (adresse, methode) in adresses(parc).items():
        if nom in {"liste", "fond"}:
            assert client.get(adresse).status_code == 200
            continue
        reponse = demander(client, adresse, methode, parc)
        assert reponse.status_code == 302
        assert reverse("account_login") in reponse["Location"]


def test_official_territories_are_open_to_everyone(client, epci):
    assert client.get(epci.get_absolute_url()).status_code == 200
    contours = reverse("territoires:contours", args=[epci.nature, epci.code, 1])
    assert client.get(contours).status_code == 200


LECTURE = {
    "liste": 200,
    "fond": 200,
    "fiche": 200,
    "historique": 200,
    "contours": 200,
    "recuperation": 302,
}
ATTENDU = {
    "membre": LECTURE
    | {
        "adopter": 302,
        "composer": 200,
        "delaisser": 302,
        "modifier": 200,
        "retablir": 302,
        "relancer": 302,
    },
    "lecteur": LECTURE
    | {
        "adopter": 403,
        "composer": 403,
        "delaisser": 403,
        "modifier": 403,
        "retablir": 403,
        "relancer": 403,
    },
    # Perimeters are public facts: others may read and adopt, not change.
    "autre organisation": LECTURE
    | {
        "adopter": 302,
        "composer": 200,
        "delaisser": 302,
        "modifier": 403,
        "retablir": 403,
        "relancer": 302,
    },
    "sans organisation": LECTURE
    | {
        "adopter": 403,
        "composer": 403,
        "delaisser": 403,
        "modifier": 403,
        "retablir": 403,
        "relancer": 403,
    },
}
ATTENDU["administrateur"] = ATTENDU["membre"]


@pytest.mark.parametrize("qui", list(ATTENDU))
def test_each_role(client, organisation, parc, qui):
    if qui == "sans organisation":
        client.force_login(make_utilisateur())
    elif qui == "autre organisation":
        connecter(client)
    else:
        connecter(client, role=qui, organisation=organisation)
    obtenu = {
        nom: demander(client, adresse, methode, parc).status_code
        for nom, (adresse, methode) in adresses(parc).items()
    }
    assert obtenu == ATTENDU[qui]


@pytest.mark.parametrize("nom", ["adopter", "relancer", "retablir"])
def test_writes_refuse_get(client, organisation, parc, nom):
    connecter(client, organisation=organisation)
    assert client.get(adresses(parc)[nom][0]).status_code == 405


def test_official_perimeters_cannot_be_composed(client, epci):
    connecter(client)
    assert client.get(adresses(epci)["modifier"][0]).status_code == 404
    assert client.get(adresses(epci)["historique"][0]).status_code == 404


def test_adopting_a_commune_creates_its_territory_once(client, albert, membre, organisation):
    client.force_login(membre)
    assert not Territoire.objects.exists()
    page = client.get("/territoires/commune/80016/")
    assert "Adopter ce territoire" in page.content.decode()
    assert not Territoire.objects.exists()
    for _ in range(2):
        reponse = client.post("/territoires/adopter/", {"territoire": "commune:80016"}, follow=True)
        assert reponse.redirect_chain[-1][0] == "/territoires/commune/80016/"
    territoire = Territoire.objects.get()
    assert list(territoire.communes.all()) == [albert]
    assert Adoption.objects.get().par == membre
    assert "travaille déjà" in reponse.content.decode()


@pytest.mark.parametrize("cle", ["", "commune", "commune:99999", "epci:1", "x:y:z"])
def test_adopting_the_unknown_is_404(client, membre, organisation, cle):
    client.force_login(membre)
    assert client.post("/territoires/adopter/", {"territoire": cle}).status_code == 404


def test_territories_no_longer_in_force_are_not_adopted(client, membre, organisation, epci):
    Territoire.objects.filter(pk=epci.pk).update(actif=False)
    client.force_login(membre)
    reponse = client.post("/territoires/adopter/", {"territoire": f"epci:{epci.code}"}, follow=True)
    assert not Adoption.objects.exists()
    assert "plus en vigueur" in reponse.content.decode()


def test_unfollowing_is_confirmed_and_keeps_the_territory(client, membre, organisation, epci):
    Adoption.objects.create(organisation=organisation, territoire=epci)
    client.force_login(membre)
    adresse = adresses(epci)["delaisser"][0]
    assert "Ne plus suivre ce territoire" in client.get(adresse).content.decode()
    assert Adoption.objects.exists()
    assert client.post(adresse)["Location"] == "/territoires/"
    assert not Adoption.objects.exists()
    assert Territoire.objects.filter(pk=epci.pk).exists()


def test_old_code_redirects_to_the_commune_in_force(client, membre, albert):
    Commune.objects.create(code="80777", nom="Ancienne", actif=False, successeur=albert)
    client.force_login(membre)
    assert client.get("/territoires/commune/80777/")["Location"] == "/territoires/commune/80016/"
    assert client.get("/territoires/commune/99999/").status_code == 404
    assert client.get("/territoires/epci/999999999/").status_code == 404


def test_custom_territory_is_found_under_its_new_nature(client, membre, parc):
    client.force_login(membre)
    assert client.get(f"/territoires/petr/{parc.code}/")["Location"] == parc.get_absolute_url()


def test_search_by_plain_get_and_by_htmx_agree(client, membre, organisation, epci):
    client.force_login(membre)
    page = client.get("/territoires/?q=coquelicot").content.decode()
    fragment = client.get("/territoires/?q=coquelicot", headers={"HX-Request": "true"})
    fragment = fragment.content.decode()
    assert "<html" not in fragment
    assert 'value="epci:' in fragment
    assert re.sub(r'value="\w{64}"', "", fragment).strip() in re.sub(r'value="\w{64}"', "", page)
    assert "Aucun territoire" in client.get("/territoires/?q=zzzz").content.decode()


def test_readers_are_not_offered_to_adopt(client, organisation, epci):
    connecter(client, role=Role.LECTEUR, organisation=organisation)
    page = client.get("/territoires/?q=coquelicot").content.decode()
    assert "CC du Pays du Coquelicot" in page
    assert 'action="/territoires/adopter/"' not in page


def test_page_shows_figures_with_their_source(client, membre, epci):
    client.force_login(membre)
    page = client.get(epci.get_absolute_url()).content.decode()
    assert "10\u202f000" in page
    assert "Contour approché" in page
    assert "au km²" not in page
    Indicateur.objects.create(
        territoire=epci, code="superficie", libelle="superficie", valeur=500, unite="km²",
        annee=2024, source="IGN",
    )  # fmt: skip
    page = client.get(epci.get_absolute_url()).content.decode()
    assert "IGN, 2024" in page
    assert "habitants au km²" in page


def test_density_is_not_made_up_from_a_rounded_area(client, membre, epci):
    Indicateur.objects.create(
        territoire=epci, code="superficie", libelle="superficie", valeur=460, prefixe="plus de",
        source="CC",
    )  # fmt: skip
    client.force_login(membre)
    assert "au km²" not in client.get(epci.get_absolute_url()).content.decode()


def test_communes_are_searched_within_the_territory(client, membre, epci):
    client.force_login(membre)
    adresse = f"{epci.get_absolute_url()}?commune=meaulte"
    fragment = client.get(adresse, headers={"HX-Request": "true"}).content.decode()
    assert "Méaulte" in fragment
    assert "Albert" not in fragment
    assert "Aucune commune" in client.get(f"{epci.get_absolute_url()}?commune=zz").content.decode()


def roles(donnees):
    return {f["properties"]["role"] for f in donnees["features"]}


def test_map_data_has_an_etag_that_follows_contours(client, membre, epci, tmp_path):
    client.force_login(membre)
    adresse = adresses(epci)["contours"][0]
    avant = client.get(adresse)
    assert avant["Content-Type"] == "application/geo+json"
    donnees = avant.json()
    assert donnees["approximatif"] is True
    assert roles(donnees) == {"monde", "tour", "lieu"}
    assert client.get(adresse, headers={"If-None-Match": avant["ETag"]}).status_code == 304
    fichier = ecrire(tmp_path / "c.geojson", [("80016", cellule(0, 0)), ("80523", cellule(1, 0))])
    call_command("importer_contours", str(fichier), verbosity=0)
    apres = client.get(adresse, headers={"If-None-Match": avant["ETag"]})
    assert apres.status_code == 200
    donnees = apres.json()
    assert donnees["approximatif"] is False
    assert roles(donnees) == {"monde", "tour", "commune", "lieu"}
    fine = client.get(adresse.replace("-1.", "-2.")).json()
    assert roles(fine) == {"tour", "commune", "lieu"}
    make_commune("80999")
    call_command(
        "importer_contours",
        str(ecrire(tmp_path / "v.geojson", [("80999", cellule(2, 0))])),
        verbosity=0,
    )
    assert "voisine" in roles(client.get(adresse).json())
    assert client.get(adresse.replace("-1.", "-3.")).status_code == 404


def peupler(organisation, n):
    for rang in range(n):
        territoire = make_territoire(*(make_commune() for _ in range(n)), nom=f"Coquelicot {rang}")
        Adoption.objects.create(organisation=organisation, territoire=territoire)
    return territoire


@pytest.mark.parametrize("adresse", ["/territoires/?q=coquelicot", "/territoires/epci/248000001/"])
def test_costs_do_not_grow_with_rows(db, client, adresse):
    def mesurer(n):
        organisation = make_organisation()
        connecter(client, organisation=organisation)
        territoire = peupler(organisation, n)
        Territoire.objects.filter(pk=territoire.pk).update(code="248000001")
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        Territoire.objects.all().delete()
        return len(requetes)

    assert mesurer(1) == mesurer(3)
