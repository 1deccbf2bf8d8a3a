import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acteurs import lecture_sql, listes
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
LISTE = "/acteurs/"


def noms(client, **parametres) -> list[str]:
    reponse = client.get(LISTE, parametres)
    assert reponse.status_code == 200
    page = [a.nom for a in reponse.context["page"].object_list]
    return sorted(page + [a.nom for a in reponse.context["a_localiser"]])


def test_lists_published_actors_placed_then_to_locate(client, usager, albert):
    make_acteur(nom="Placé", lon=2.6, lat=50.0, commune=albert)
    make_acteur(nom="Ailleurs")
    make_acteur(nom="Brouillon", statut="propose")
    make_acteur(nom="Ancien", statut="archive")
    reponse = client.get(LISTE)
    texte = reponse.content.decode()
    assert noms(client) == ["Ailleurs", "Placé"]
    assert "2\u00a0acteurs" in texte
    assert "1 sur la carte, 1 à localiser" in texte
    assert "Compléter la fiche" in texte


def test_filters_narrow_and_each_chip_removes_itself(client, usager, albert):
    scic = make_acteur(
        nom="Tiers-lieu", type_id="cooperative", taille="1-9", thematiques=["mobilite"]
    )
    make_acteur(nom="Mairie", type_id="collectivite", commune=albert)
    make_acteur(nom="Sans type", description="Un tiers lieu à venir")
    assert noms(client, q="TIERS lieu") == ["Sans type", "Tiers-lieu"]
    assert noms(client, famille="cooperative") == ["Tiers-lieu"]
    assert noms(client, famille="inconnu") == ["Sans type"]
    assert noms(client, theme="mobilite") == ["Tiers-lieu"]
    assert noms(client, ess="non") == ["Mairie"]
    assert noms(client, taille="1-9") == ["Tiers-lieu"]
    territoire = make_territoire(albert, nom="CC d’Albert")
    assert noms(client, territoire=f"epci:{territoire.code}") == ["Mairie"]
    reponse = client.get(LISTE, {"q": "tiers", "famille": "cooperative", "page": "1"})
    puces = dict(reponse.context["filtre"].actifs())
    assert puces == {
        "Nom ou mot\u00a0: tiers": "?famille=cooperative",
        "Famille\u00a0: Coopérative": "?q=tiers",
    }
    assert scic.reference in reponse.content.decode()


@pytest.mark.parametrize(
    "parametres",
    [
        {"famille": "nawak"}, {"theme": "'; --"}, {"territoire": "epci:nawak"}, {"page": "zut"},
        {"page": "999"}, {"taille": "x"}, {"statut": "x"}, {"ess": "peut-être"},
        {"q": "%_\\"}, {"localisation": "x"}, {"q": "a" * 500},
    ],
)  # fmt: skip
def test_wrong_parameters_do_no_harm(client, usager, parametres):
    make_acteur(nom="A", lon=1, lat=1)
    assert client.get(LISTE, parametres).status_code == 200
    assert client.get(reverse("acteurs:points"), parametres).status_code == 200


def test_territory_keeps_cited_actors_without_commune_and_others_on_request(
    client, usager, albert, demarche
):
    territoire = make_territoire(albert)
    dedans = make_acteur(nom="Dedans", commune=albert)
    sans_lieu = make_acteur(nom="Sans lieu")
    dehors = make_acteur(nom="Dehors", commune=make_commune())
    make_acteur(nom="Étranger", commune=make_commune())
    demarche[:] = [dedans.pk, sans_lieu.pk, dehors.pk]
    choix = f"epci:{territoire.code}"
    assert noms(client, territoire=choix) == ["Dedans", "Sans lieu"]
    assert noms(client, territoire=choix, hors_perimetre="on") == ["Dedans", "Dehors", "Sans lieu"]
    assert noms(client, essai="x") == ["Dedans", "Dehors", "Sans lieu"]
    assert noms(client, essai="x", territoire=choix) == ["Dedans", "Sans lieu"]
    reponse = client.get(LISTE, {"essai": "x"})
    assert ("Essai\u00a0: Communauté", "?") in reponse.context["filtre"].actifs()
    assert '<input type="hidden" name="essai" value="x">' in reponse.content.decode()
    assert len(noms(client, essai="inconnue")) == 4


def test_proposals_and_archives_of_the_house_only(client, usager):
    siens = usager.adhesions.get().organisation
    make_acteur(nom="La nôtre", statut="propose", organisation=siens)
    make_acteur(nom="La leur", statut="propose", organisation=make_organisation())
    assert noms(client, statut="propose") == ["La nôtre"]
    assert "1\u00a0proposition" in client.get(LISTE).content.decode()


def test_someone_without_organisation_sees_published_ones_and_no_status_filter(client):
    client.force_login(make_utilisateur())
    make_acteur(nom="Brouillon", statut="propose")
    assert noms(client, statut="propose") == []
    reponse = client.get(LISTE)
    assert "statut" not in reponse.context["filtre"].form.fields
    assert "Ajouter un acteur" not in reponse.content.decode()


def test_empty_states_say_what_to_do(client, usager):
    assert "L’annuaire est encore vide" in client.get(LISTE).content.decode()
    texte = client.get(LISTE, {"q": "introuvable"}).content.decode()
    assert "Aucun acteur ne correspond" in texte
    assert "nouveau/?nom=introuvable" in texte


CARTE = re.compile(r'(<div id="carte-acteurs").*?(</section>\s*</div>)', re.DOTALL)


def test_fragment_equals_the_page_once_its_drawing_has_come(client, usager, albert):
    make_acteur(nom="Placé", commune=albert, lon=2.6, lat=50)
    make_acteur(nom="Ailleurs")
    territoire = make_territoire(albert)
    for parametres in ({}, {"q": "place"}, {"territoire": f"epci:{territoire.code}"}, {"q": "zut"}):
        page = client.get(LISTE, parametres).content.decode()
        fragment = client.get(LISTE, parametres, headers={"hx-request": "true"}).content.decode()
        assert fragment.strip().startswith('<div id="resultats">')
        assert "HX-Request" in client.get(LISTE, parametres)["Vary"]
        assert CARTE.sub(r"\1\2", fragment).strip() in CARTE.sub(r"\1\2", page)
        if "carte-acteurs" in page:
            dessin = re.search(r'hx-get="(/acteurs/dessin/[^"]*)"', fragment)[1]
            section = client.get(html.unescape(dessin)).content.decode()
            assert section.strip() in page


def test_a_search_offers_the_places_so_named(client, usager, albert):
    territoire = make_territoire(albert, nom="Albertville agglo", population=3)
    make_acteur(nom="Chez Albert")
    texte = client.get(LISTE, {"q": "alb", "famille": "association"}).content.decode()
    assert "?famille=association&amp;autour=80016&amp;rayon=0" in texte
    assert "?famille=association&amp;autour=80016&amp;rayon=10" in texte
    assert f"?famille=association&amp;territoire=epci%3A{territoire.code}" in texte
    for parametres in ({"q": "al"}, {"q": "123"}, {"q": "alb", "autour": "80016"}, {}):
        assert "Chercher plutôt un lieu" not in client.get(LISTE, parametres).content.decode()


def test_around_a_commune_by_its_name(client, usager, albert):
    make_acteur(nom="D’ici", commune=albert)
    make_acteur(nom="D’ailleurs")
    assert noms(client, autour="albert", rayon="0") == ["D’ici"]
    reponse = client.get(LISTE, {"autour": "Albert"})
    assert dict(reponse.context["filtre"].actifs()) == {
        "À 5\u00a0km au plus de\u00a0: Albert (80300, Somme)": "?"
    }
    assert "Commune introuvable" in client.get(LISTE, {"autour": "zzz"}).content.decode()
    assert noms(client, autour="zzz") == []


class TestClassement:
    def rangs(self, client, **parametres):
        page = client.get(LISTE, parametres).context["page"]
        return [a.nom for a in page.object_list]

    def test_best_answers_first(self, client, usager):
        place = {"lon": 2.6, "lat": 50.0}
        make_acteur(nom="Autre", description="va au marché", **place)
        make_acteur(nom="Le supermarché", **place)
        make_acteur(nom="Le marché", **place)
        make_acteur(nom="Marché bio", **place)
        make_acteur(nom="Marché", **place)
        make_acteur(nom="Zone", sigle="MARCHÉ", **place)
        assert self.rangs(client, q="marche") == [
            "Marché", "Zone", "Marché bio", "Le marché", "Le supermarché", "Autre",
        ]  # fmt: skip

    def test_near_before_far_when_a_place_is_known(self, client, usager):
        make_acteur(nom="Vélo A", lon=5.0, lat=45.0)
        make_acteur(nom="Vélo B", lon=2.6, lat=50.0)
        make_acteur(nom="Le vélo", lon=2.6, lat=50.0)
        assert self.rangs(client, q="velo") == ["Vélo A", "Vélo B", "Le vélo"]
        assert self.rangs(client, q="velo", vue="9/50/2.6") == ["Vélo B", "Vélo A", "Le vélo"]
        assert self.rangs(client, q="velo", vue="5/50/2.6") == ["Vélo A", "Vélo B", "Le vélo"]
        assert self.rangs(client, q="velo", cadre="2,44,6,51")[0] == "Vélo A"

    def test_too_many_to_compare_begin_with_those_that_begin_so(self, client, usager, monkeypatch):
        monkeypatch.setattr(lecture_sql, "CLASSES_MAX", 2)
        monkeypatch.setattr(listes, "PAR_PAGE", 2)
        for nom in ("Un vélo", "Vélo B", "Deux vélos", "Vélo A", "Autre"):
            make_acteur(nom=nom, description="vélo", lon=2.6, lat=50.0)
        vus = [self.rangs(client, q="velo", page=n) for n in (1, 2, 3)]
        assert vus == [["Vélo A", "Vélo B"], ["Un vélo", "Deux vélos"], ["Autre"]]
        monkeypatch.setattr(lecture_sql, "PLAFOND", 3)
        monkeypatch.setattr(lecture_sql, "VENUS_MAX", 4)
        assert self.rangs(client, q="velo") == ["Vélo A", "Vélo B"]
        assert "Plus de 3" in client.get(LISTE, {"q": "velo"}).content.decode()


def test_an_open_map_keeps_the_drawing_for_when_it_closes(client, usager, albert):
    make_acteur(nom="Placé", commune=albert, lon=2.6, lat=50)
    entetes = {"hx-request": "true", "hx-current-url": "http://testserver/acteurs/?vue=8/50/2"}
    assert 'hx-trigger="carte:fermer"' in client.get(LISTE, headers=entetes).content.decode()
    entetes["hx-current-url"] = "http://testserver/acteurs/"
    assert 'hx-trigger="load delay:300ms"' in client.get(LISTE, headers=entetes).content.decode()


def test_the_map_is_drawn_without_javascript(client, usager, albert):
    make_acteur(nom="Placé", commune=albert, lon=2.649, lat=50.004, type_id="association")
    make_acteur(nom="Lointain", lon=55.45, lat=-20.88)
    territoire = make_territoire(albert, nom="CC d’Albert")
    texte = client.get(LISTE, {"territoire": f"epci:{territoire.code}"}).content.decode()
    assert "t-carte-dessin" in texte
    assert 'data-acteurs="/acteurs/"' in texte
    assert f'data-filtres="territoire=epci%3A{territoire.code}"' in texte
    texte = client.get(LISTE).content.decode()
    assert "Carte de 1 acteur" in texte
    assert "trop loin pour ce dessin\u00a0: 1." in texte
    assert "t-carte-dessin" in texte
    assert ">Albert</text>" in texte


def test_many_actors_are_drawn_as_dots(client, usager, monkeypatch):
    monkeypatch.setattr("acteurs.semis.SIGNES_MAX", 2)
    for i in range(3):
        make_acteur(lon=2 + i / 10, lat=50, type_id="association")
    make_acteur(lon=2, lat=50, type_id="association")
    texte = client.get(LISTE).content.decode()
    assert len(re.findall(r"M\d+ \d+h0", texte)) == 3


def test_without_any_point_the_map_waits(client, usager):
    make_acteur(nom="Sans point")
    assert "la carte attend" in client.get(LISTE).content.decode()


@pytest.mark.parametrize("tries", [0, 1000])
def test_sorted_or_read_in_order_lists_are_the_same(client, usager, albert, monkeypatch, tries):
    monkeypatch.setattr(lecture_sql, "TRIES_MAX", tries)
    territoire = make_territoire(albert)
    for nom in ("Cé", "À", "b", "Dé"):
        make_acteur(nom=nom, commune=albert, lon=2.6, lat=50.0, taille="1-9")
    make_acteur(nom="Ailleurs", lon=2.6, lat=50.0, taille="1-9", commune=make_commune())
    lieu = f"epci:{territoire.code}"
    for parametres in ({"territoire": lieu}, {"taille": "1-9", "territoire": lieu}):
        page = client.get(LISTE, parametres).context["page"]
        assert [a.nom for a in page.object_list] == ["À", "b", "Cé", "Dé"]


def test_pages_are_stable_and_counts_stop_at_the_ceiling(client, usager, monkeypatch):
    monkeypatch.setattr(lecture_sql, "PLAFOND", 5)
    for i in range(8):
        make_acteur(nom=f"Acteur {i}", lon=1, lat=1)
    texte = client.get(LISTE).content.decode()
    assert "Plus de 5\u00a0acteurs" in texte
    monkeypatch.setattr(listes, "PAR_PAGE", 2)
    vus = []
    for numero in (1, 2, 3):
        page = client.get(LISTE, {"page": numero}).context["page"]
        vus += [a.nom for a in page.object_list]
    assert vus == [f"Acteur {i}" for i in range(5)]


def test_to_locate_list(client, usager):
    make_acteur(nom="Placé", lon=1, lat=1)
    make_acteur(nom="À placer")
    reponse = client.get(LISTE, {"localisation": "sans-point"})
    assert [a.nom for a in reponse.context["page"].object_list] == ["À placer"]


@pytest.mark.parametrize("adresse", [LISTE, "/acteurs/points.geojson"])
def test_one_row_or_three_cost_the_same(client, usager, albert, adresse):
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse, {"territoire": f"epci:{territoire.code}"})
        return len(requetes)

    territoire = make_territoire(albert)
    make_acteur(commune=albert, lon=2.6, lat=50, type_id="association", thematiques=["mobilite"])
    make_acteur()
    client.get(adresse)
    un = cout()
    for _ in range(2):
        make_acteur(commune=albert, lon=2.6, lat=50, type_id="cooperative", sous_type_id="scic")
        make_acteur(type_id="mutuelle")
    assert cout() == un <= 25


class TestPoints:
    def test_same_filters_as_the_list(self, client, usager, albert):
        acteur = make_acteur(
            nom="L’Été", type_id="cooperative", sous_type_id="scic", commune=albert,
            lon=2.649, lat=50.004, precision="approchee",
        )  # fmt: skip
        make_acteur(nom="Autre", lon=1, lat=1)
        make_acteur(nom="Sans point", type_id="cooperative")
        reponse = client.get(reverse("acteurs:points"), {"famille": "cooperative"})
        assert reponse["Content-Type"] == "application/geo+json"
        donnees = json.loads(reponse.content)
        assert donnees["tronque"] is False
        (entite,) = donnees["features"]
        assert entite["geometry"] == {"type": "Point", "coordinates": [2.649, 50.004]}
        assert entite["properties"] == {
            "reference": acteur.reference, "nom": "L’Été", "famille": "cooperative",
            "type": "Coopérative (SCIC)", "lieu": "Albert", "approche": True,
            "url": f"/acteurs/{acteur.reference}/",
        }  # fmt: skip

    def test_capped_and_says_so(self, client, usager, monkeypatch):
        monkeypatch.setattr("acteurs.carte.POINTS_MAX", 2)
        for _ in range(3):
            make_acteur(lon=1, lat=1)
        donnees = client.get(reverse("acteurs:points")).json()
        assert (len(donnees["features"]), donnees["tronque"], donnees["limite"]) == (2, True, 2)

    def test_proposals_of_others_are_not_leaked(self, client, usager):
        make_acteur(statut="propose", lon=1, lat=1, organisation=make_organisation())
        for statut in ("", "propose", "archive"):
            assert (
                client.get(reverse("acteurs:points"), {"statut": statut}).json()["features"] == []
            )
